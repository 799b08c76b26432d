"""What guardrails promise, as numbers that a simulation finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from tests.simulation.guardrails.ramps import (
    Errors,
    Stage,
    Traffic,
    Watching,
    caught_by,
    naively_rolled_back,
    ramp_of_rates,
    rolled_back,
    slowed,
    stage_of_latencies,
    stage_of_rates,
)

ALPHA = 0.05
WIDTH = 3.5  # standard errors: right methods fail once in 2,000
ONE_SIDED_Z = 1.6449

# Stages of 10, 25, 50 and 100 %: of those who are left, each gives so many the new variant.
PERCENTAGES = (10, 25, 50, 100)
SHARES = (0.1, 15 / 90, 25 / 75)
STAGES = len(PERCENTAGES)


@dataclass(frozen=True)
class Ramp:
    """A ramp whose units all have the same rate, in both variants; it lasts `minutes` a stage."""

    name: str
    errors: Errors
    units: float
    minutes: int = 240
    is_uneven: bool = True

    def stages(self, replicates: int, seed: int = 1) -> list[Stage]:
        random = np.random.default_rng(seed)
        traffic = Traffic(self.units, self.is_uneven)
        return list(
            ramp_of_rates(
                random,
                replicates,
                self.errors,
                shares=SHARES,
                minutes=self.minutes,
                traffic=traffic,
            )
        )


WITHOUT_HARM = (
    Ramp("errors of 0.5 %", Errors(0.005), 100),
    Ramp("errors of 4 %", Errors(0.04), 60),
    Ramp("errors of 4 %, hardly any traffic", Errors(0.04), 8),
    Ramp("negative feedback of 1 %", Errors(0.01), 100),
    Ramp("something that 30 % do", Errors(0.3), 30, is_uneven=False),
)


def false_rollbacks(ramp: Ramp, replicates: int, *, alpha: float = ALPHA) -> float:
    """The share of ramps without harm that some minute takes back, of the 3 triggers of one
    guardrail; its threshold is exactly where the rate is."""
    watching = Watching(threshold=ramp.errors.rate, alpha=alpha)
    return float(rolled_back(ramp.stages(replicates), watching).mean())


def naive_rollbacks(ramp: Ramp, replicates: int) -> float:
    """The same, where each minute asks a test that is made for one look."""
    return float(naively_rolled_back(ramp.stages(replicates), ONE_SIDED_Z).mean())


def slow_rollbacks(replicates: int, *, bad: int = 1, slower: float = 1.0) -> float:
    """The same of a lognormal latency, of which more (1) or less (-1) is bad."""
    random = np.random.default_rng(2)
    kept = 1.0
    for visit, share in enumerate(SHARES, start=1):
        traffic = Traffic(40).at(np.arange(visit * 180, visit * 180 + 180))
        z, units, enough = stage_of_latencies(random, replicates, share, slower, traffic)
        level = Watching(threshold=0.0).level(visit, STAGES)
        kept *= 1 - float(slowed((bad * z, units, enough), share, level).mean())
    return 1 - kept


def caught(share: float, units: int, replicates: int, *, triggers: int = 3) -> float:
    """How often errors of 8 % instead of 4 % are shown before so many units have the new variant,
    at the level of one of so many triggers."""
    random = np.random.default_rng(3)
    minutes = units // 20 + 30
    everyone = np.full(minutes, 20 / share)
    stage = stage_of_rates(random, replicates, share, Errors(0.04, harm=2.0), everyone)
    level = Watching(threshold=0.04).level(1, STAGES) * 3 / triggers
    return caught_by(stage, level, units)


def at_most(promised: float, replicates: int) -> float:
    """What a simulation of so many may find where no more than this is promised."""
    return promised + WIDTH * sqrt(promised * (1 - promised) / replicates)


def units_to_catch(share: float, replicates: int, candidates: Sequence[int]) -> int | None:
    """The fewest units of the new variant with which 95 of 100 are caught."""
    return next((n for n in candidates if caught(share, n, replicates) >= 0.95), None)
