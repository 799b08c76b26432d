"""The comparison that every system makes: two variants from their sums, and what it answers."""

from __future__ import annotations

from math import isclose
from typing import NamedTuple

ALPHA = 0.05
LARGEST_DIFFERENCE = 1e-6  # relative, of answers to the same question


class Sums(NamedTuple):
    """Units, the sum of their numbers, and the sum of the squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        return (self.squares - self.total * self.total / self.n) / (self.n - 1)


class Answer(NamedTuple):
    """The effect, its p-value and the ends of its interval at 95 %."""

    effect: float
    p_value: float
    low: float
    high: float


# Baskets in euros, and buyers.
CONTROL, TREATMENT = Sums(48_000, 391_200, 5_012_800), Sums(48_350, 398_500, 5_163_900)
BUYERS, MORE_BUYERS = (5_904, 48_000), (6_121, 48_350)


def check_agreement(name: str, answer: Answer, ours: Answer) -> None:
    """AssertionError where a system answers otherwise than we do."""
    for field, one, other in zip(Answer._fields, answer, ours, strict=True):
        is_same = isclose(one, other, rel_tol=LARGEST_DIFFERENCE)
        assert is_same, f"{name}: {field} is {one!r}, where Burgee says {other!r}"
