"""S8: what is estimated when a run has stopped for what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from burgee.stats.final_inference import FinalInference, final_inference
from burgee.stats.group_sequential import Schedule, boundary
from burgee.stats.spending import Spending, SpendingShape
from burgee.stats.values import Estimate
from tests.simulation.statistics.checks import FIRST_SEED, Check, Random
from tests.simulation.statistics.looks import FIFTHS

ALPHA, DRIFT = 0.05, 2.5
BOUNDS = boundary(
    Schedule.planned(FIFTHS, planned=1.0), Spending(SpendingShape.OBRIEN_FLEMING), alpha=ALPHA
).z


def _runs(random: Random, replicates: int) -> list[list[float]]:
    """z of each look, under a drift of 2.5."""
    steps = np.diff((0.0, *FIFTHS))
    scores = random.normal(DRIFT * steps, np.sqrt(steps), (replicates, len(FIFTHS))).cumsum(axis=1)
    found: list[list[float]] = (scores / np.sqrt(FIFTHS)).tolist()
    return found


def _naive(random: Random, replicates: int) -> Iterator[Estimate]:
    """The drift as it looks where the run stopped."""
    for z in _runs(random, replicates):
        stops = (at for at, bound in enumerate(BOUNDS) if abs(z[at]) >= bound)
        at = next(stops, len(z) - 1)
        deviation = FIFTHS[at] ** 0.5
        yield Estimate(z[at] / deviation, 1 / deviation)


def _bias(random: Random, replicates: int) -> float:
    return float(np.mean([each.value for each in _naive(random, replicates)])) - DRIFT


def _naive_holds(random: Random, replicates: int) -> float:
    return sum(DRIFT in each.interval(ALPHA) for each in _naive(random, replicates)) / replicates


@cache
def _ended(replicates: int) -> list[FinalInference]:
    runs = _runs(np.random.default_rng(FIRST_SEED + 8), replicates)
    return [final_inference(z, FIFTHS, BOUNDS, alpha=ALPHA) for z in runs]


def _below(_: Random, replicates: int) -> float:
    return sum(each.median_unbiased <= DRIFT for each in _ended(replicates)) / replicates


def _holds(_: Random, replicates: int) -> float:
    return sum(DRIFT in each.interval for each in _ended(replicates)) / replicates


CHECKS = [
    Check(
        "S8 plain estimate after a stop: bias",
        20_000,
        (0.05, 0.40),
        _bias,
        spread=1.2,
        instead_of=0.0,
        fewest=20_000,
    ),
    Check(
        "S8 plain interval after a stop: holds",
        20_000,
        (0.90, 0.9485),
        _naive_holds,
        instead_of=0.95,
        fewest=20_000,
    ),
    Check("S8 median-unbiased estimate: below the truth", 4000, (0.4723, 0.5277), _below),
    Check("S8 stage-wise interval: holds", 4000, (0.938, 0.962), _holds),
]
