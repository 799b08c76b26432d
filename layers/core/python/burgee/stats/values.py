"""What statistics answer with: estimates, intervals, and what is undefined and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import NoReturn

from burgee.domain.errors import ImpossibleInput
from burgee.stats.distributions import t_quantile, t_tail


class Choice(StrEnum):
    """One of several names. Raises ImpossibleInput for any other."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        known = ", ".join(cls)
        raise ImpossibleInput(f"it is one of {known}: not {value!r}")


class Alternative(Choice):
    """What a test looks for, said of the treatment against the control."""

    TWO_SIDED = "two-sided"
    GREATER = "greater"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Undefined:
    """There is no such number. `because`: a clause that reads on from "undefined, because"."""

    because: str

    def __str__(self) -> str:
        return f"undefined, because {self.because}"


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; an open side is infinite."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate, its standard error and the degrees of freedom of that (infinite: normal).

    >>> estimate = Estimate(1.0, 0.5)
    >>> round(estimate.p_value(), 6), estimate.interval(0.05).low > 0
    (0.0455, True)
    """

    value: float
    se: float
    df: float = inf

    @property
    def ratio(self) -> float:
        """The estimate in standard errors: z, or t."""
        return self.value / self.se

    def p_value(self, alternative: Alternative = Alternative.TWO_SIDED) -> float:
        """The probability of an estimate at least as far from 0 if the truth is 0."""
        ratio = self.value / self.se
        if alternative is Alternative.TWO_SIDED:
            return min(1.0, 2 * t_tail(abs(ratio), self.df))
        return t_tail(ratio if alternative is Alternative.GREATER else -ratio, self.df)

    def interval(self, alpha: float, alternative: Alternative = Alternative.TWO_SIDED) -> Interval:
        """The interval that misses the truth with probability `alpha`. One-sided ones have the
        whole of it on the side that the alternative asks about."""
        check_alpha(alpha)
        if alternative is Alternative.TWO_SIDED:
            half = t_quantile(alpha / 2, self.df) * self.se
            return Interval(self.value - half, self.value + half)
        half = t_quantile(alpha, self.df) * self.se
        if alternative is Alternative.GREATER:
            return Interval(self.value - half, inf)
        return Interval(-inf, self.value + half)


def refuse_unless(is_possible: bool, detail: str) -> None:
    """Raise ImpossibleInput with `detail` for numbers that no data can give."""
    if not is_possible:
        raise ImpossibleInput(detail)


def check_alpha(alpha: float) -> None:
    """Raise ImpossibleInput unless 0 < alpha < 1."""
    refuse_unless(0 < alpha < 1, f"alpha is above 0 and below 1, not {alpha}")


def check_counts(*counts: float) -> None:
    """Raise ImpossibleInput unless each is a whole number and not negative."""
    for count in counts:
        if not (count >= 0 and count % 1 == 0):
            raise ImpossibleInput(f"a count is 0, 1, 2 ..., not {count}")
