"""What is true in the end of a run that was looked at, and may have stopped for what was seen.

An effect that stops a run is one that looks large: the plain estimate lies too far out. Stage-wise
ordering (Tsiatis, Rosner & Mehta 1984) counts a stop at an earlier look as more extreme, and gives
an estimate with the truth as often above as below, and an interval with its level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, isfinite, sqrt

from burgee.stats.crossing import upper_crossings
from burgee.stats.distributions import normal_quantile
from burgee.stats.group_sequential import check_information
from burgee.stats.roots import smooth_rising_root
from burgee.stats.sequential_power import probit
from burgee.stats.spending import check_sides
from burgee.stats.values import Interval, check_alpha, refuse_unless

NEARBY = 0.05  # standard errors by which a search first goes beside the estimate of one look
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class FinalInference:
    """What a run found, on the scale E[Z] = drift * sqrt(information); see `in_units`.

    `look` counts from 1. `interval` and `repeated` have the level 1 - alpha with 2 sides, and
    1 - 2 alpha with one, so that each end errs as often as a side of the test.
    """

    look: int
    information: float
    has_crossed: bool
    p_value: float
    median_unbiased: float
    interval: Interval
    naive: float
    repeated: Interval

    def in_units(self, se: float) -> FinalInference:
        """The same in the metric's units; `se`: the standard error of the effect at the look."""
        factor = se * sqrt(self.information)
        return FinalInference(
            look=self.look,
            information=self.information,
            has_crossed=self.has_crossed,
            p_value=self.p_value,
            median_unbiased=self.median_unbiased * factor,
            interval=_times(self.interval, factor),
            naive=self.naive * factor,
            repeated=_times(self.repeated, factor),
        )


def final_inference(
    z_observed: Sequence[float],
    information: Sequence[float],
    bounds: Sequence[float],
    *,
    alpha: float,
    sides: int = 2,
) -> FinalInference:
    """The p-value, median-unbiased estimate and interval of a run that is over.

    `z_observed` goes up to the last look that was taken; `information` and `bounds` may go further.
    The run ended where z first crossed its bound, else at that last look, for whatever reason.
    `alpha` is total. With 2 sides, p is twice that of the side on which z lies.

    >>> found = final_inference(
    ...     [1.2, 2.8], [1 / 3, 2 / 3], [3.710303, 2.511427], alpha=0.025, sides=1
    ... )
    >>> found.has_crossed, round(found.p_value, 6)
    (True, 0.002607)
    >>> round(found.median_unbiased, 3), round(found.naive, 3)
    (3.427, 3.429)
    """
    _check(z_observed, information, bounds)
    check_alpha(alpha)
    check_sides(sides)
    look, has_crossed = _stop(z_observed, bounds, sides)
    taken, z = information[:look], z_observed[look - 1]
    mirror = -1.0 if sides == 2 and z < 0 else 1.0
    ordering = _Ordering(taken, (*bounds[: look - 1], mirror * z), sides)
    low, middle, high = (
        ordering.drift_where(tail) for tail in (alpha / sides, 0.5, 1 - alpha / sides)
    )
    deviation = sqrt(taken[-1])
    half = bounds[look - 1]
    return FinalInference(
        look=look,
        information=taken[-1],
        has_crossed=has_crossed,
        p_value=min(1.0, sides * ordering.more_extreme(0.0)),
        median_unbiased=mirror * middle,
        interval=_times(Interval(low, high), mirror),
        naive=z / deviation,
        repeated=Interval((z - half) / deviation, (z + half) / deviation),
    )


def repeated_interval(estimate: float, se: float, bound: float) -> Interval:
    """The interval that holds at every look at once: as wide as the bound of this look.

    Jennison & Turnbull (1989). Without a bound at this look it has no ends.

    >>> repeated_interval(1.0, 0.25, 2.0)
    Interval(low=0.5, high=1.5)
    """
    half = bound * se if isfinite(bound) else inf
    return Interval(estimate - half, estimate + half)


@dataclass(frozen=True, slots=True)
class _Ordering:
    """Results in their stage-wise order, from one: `z` holds the bounds of the looks before it
    and last its own z."""

    information: Sequence[float]
    z: tuple[float, ...]
    sides: int

    def more_extreme(self, drift: float) -> float:
        """The probability of a result at least as far up, under `drift`."""
        return min(
            1.0, sum(upper_crossings(self.information, self.z, sides=self.sides, drift=drift))
        )

    def drift_where(self, tail: float) -> float:
        """The drift under which so much lies at least as far up."""
        scale = 1 / sqrt(self.information[-1])
        low = high = (self.z[-1] - normal_quantile(tail)) * scale
        reach = NEARBY * scale

        @cache
        def above(drift: float) -> float:
            return probit(self.more_extreme(drift)) - probit(tail)

        while above(low) > 0:
            low, reach = low - reach, 2 * reach
        while above(high) < 0:
            high, reach = high + reach, 2 * reach
        return smooth_rising_root(above, low, high, near=NEAR * scale)


def _stop(z_observed: Sequence[float], bounds: Sequence[float], sides: int) -> tuple[int, bool]:
    for look, (z, bound) in enumerate(zip(z_observed, bounds, strict=False), start=1):
        if (abs(z) if sides == 2 else z) >= bound:
            return look, True
    return len(z_observed), False


def _check(
    z_observed: Sequence[float], information: Sequence[float], bounds: Sequence[float]
) -> None:
    check_information(information)
    refuse_unless(len(bounds) == len(information), "each look has information and a bound")
    refuse_unless(
        0 < len(z_observed) <= len(information), "there is a z for each look that was taken"
    )
    refuse_unless(all(map(isfinite, z_observed)), "z is finite")


def _times(interval: Interval, factor: float) -> Interval:
    ends = sorted((interval.low * factor, interval.high * factor))
    return Interval(*ends)
