"""A number that a simulation must come close to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

Random = np.random.Generator
FIRST_SEED = 20240100
WIDTH = 3.5  # standard errors of the Monte Carlo error: right methods fail once in 2000


@dataclass(frozen=True)
class Check:
    """`simulate(random, replicates)` is to be within `accept` for `replicates` of them.

    `spread` is the deviation of what one replicate adds to the number; a rate has its own.
    `instead_of`, of a naive method: what a right one would give, which it is to stay away from.
    `fewest` replicates are run, however small the share.
    """

    name: str
    replicates: int
    accept: tuple[float, float]
    simulate: Callable[[Random, int], float]
    spread: float | None = None
    instead_of: float | None = None
    fewest: int = 40

    @property
    def group(self) -> int:
        """S3 ... -> 3: checks of one group see the same units."""
        return int(self.name[1 : self.name.index(" ")])

    def run(self, share: float) -> Outcome:
        """With that share of the replicates; a smaller number may be farther off."""
        count = min(self.replicates, max(self.fewest, round(self.replicates * share)))
        found = self.simulate(np.random.default_rng(FIRST_SEED + self.group), count)
        return Outcome(self.name, count, found, *self.band(count), self.instead_of)

    def band(self, count: int) -> tuple[float, float]:
        """What is accepted of so many replicates: more with fewer, but on the side of what is right
        no more than half of the gap."""
        low, high = self.accept
        more = WIDTH * self._deviation() * (1 / sqrt(count) - 1 / sqrt(self.replicates))
        right = self.instead_of
        if right is None:
            return low - more, high + more
        if right < low:
            return max(low - more, (low + right) / 2), high + more
        return low - more, min(high + more, (high + right) / 2)

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
    instead_of: float | None

    @property
    def is_accepted(self) -> bool:
        return self.low <= self.found <= self.high

    def __str__(self) -> str:
        kind = "" if self.instead_of is None else "naive"
        band = f"{self.low:8.4f} .. {self.high:.4f}"
        return f"{self.name:62} {kind:5} {self.replicates:7,} {self.found:9.4f}   {band}"
