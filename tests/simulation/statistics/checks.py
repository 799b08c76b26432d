"""A number that a simulation must come close to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

Random = np.random.Generator
FIRST_SEED = 20240100
FEWEST = 60  # replicates, however small the share
WIDTH = 3.5  # standard errors of the Monte Carlo error: right methods fail once in 2000


@dataclass(frozen=True)
class Check:
    """`simulate(random, replicates)` is to be within `accept` for `replicates` of them.

    `spread` is the deviation of what one replicate adds to the number; a rate has its own.
    `is_naive`: a method that is known to be wrong, and must be seen to be.
    """

    name: str
    replicates: int
    accept: tuple[float, float]
    simulate: Callable[[Random, int], float]
    spread: float | None = None
    is_naive: bool = False

    def run(self, share: float) -> Outcome:
        """With that share of the replicates; a smaller number may be farther off."""
        count = min(self.replicates, max(FEWEST, round(self.replicates * share)))
        found = self.simulate(np.random.default_rng(FIRST_SEED + _group(self.name)), count)
        low, high = self.accept
        more = WIDTH * self._deviation() * (1 / sqrt(count) - 1 / sqrt(self.replicates))
        return Outcome(self.name, count, found, low - more, high + more, self.is_naive)

    def _deviation(self) -> float:
        middle = sum(self.accept) / 2
        return sqrt(middle * (1 - middle)) if self.spread is None else self.spread


@dataclass(frozen=True)
class Outcome:
    """What came out, and between which numbers it should."""

    name: str
    replicates: int
    found: float
    low: float
    high: float
    is_naive: bool

    @property
    def is_accepted(self) -> bool:
        return self.low <= self.found <= self.high

    def __str__(self) -> str:
        kind = "naive" if self.is_naive else ""
        band = f"{self.low:8.4f} .. {self.high:.4f}"
        return f"{self.name:64} {kind:6} {self.replicates:7,} {self.found:9.4f}   {band}"


def _group(name: str) -> int:
    """S3 ... -> 3: checks of one group see the same units."""
    return int(name[1 : name.index(" ")])
