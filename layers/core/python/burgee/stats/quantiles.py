"""Quantiles of the units' numbers, their intervals, and how two variants differ in one.

The units are those that were randomised. Quantiles over events of which a unit has several are
another matter: their intervals would be too narrow.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, isinf, nan, sqrt

from burgee.stats.distributions import binomial_at_least, binomial_at_most, normal_quantile
from burgee.stats.histograms import Histogram
from burgee.stats.means import difference
from burgee.stats.values import (
    Estimate,
    Interval,
    Undefined,
    check_alpha,
    check_counts,
    refuse_unless,
)


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of `n` units and the interval that misses the true one with probability `alpha`;
    a side is open where there are too few units beyond. `resolution`: how wide the bin is that
    the quantile was read from, 0 where every number was known."""

    n: int
    value: float
    interval: Interval
    alpha: float = 0.05
    resolution: float = 0.0

    def estimate(self) -> Estimate | Undefined:
        """The quantile with the standard error for which its interval would be a normal one.

        Undefined where the interval is open or a single number."""
        width = self.interval.high - self.interval.low
        if self.n < 2:
            return Undefined("there are fewer than 2 units")
        if isinf(width):
            return Undefined("there are too few units for an interval of the quantile")
        if width == 0:
            return Undefined(
                "the interval of the quantile is a single number: too many units have the same"
                " one, or share its bin"
            )
        se = width / (2 * normal_quantile(self.alpha / 2)) * sqrt((self.n - 1) / self.n)
        return Estimate(self.value, se, self.n - 1)


def quantile_of_values(
    values: Sequence[float], q: float, alpha: float = 0.05
) -> Quantile | Undefined:
    """The quantile between order statistics (Hyndman and Fan 1996, type 7), with the interval
    between two order statistics that covers at least 1 - `alpha`, whatever the distribution
    (Conover 1999, chapter 3.2).

    Raises ImpossibleInput unless 0 < q < 1 and for values that are not finite.

    >>> found = quantile_of_values(range(1, 101), 0.5)
    >>> found.value, found.interval
    (50.5, Interval(low=40.0, high=61.0))
    """
    _check(q, alpha)
    refuse_unless(all(isfinite(value) for value in values), "values are finite numbers")
    ordered, n = sorted(map(float, values)), len(values)
    if not n:
        return Undefined("there are no units")
    place = (n - 1) * q
    below = ordered[int(place)]
    above = ordered[min(int(place) + 1, n - 1)]
    value = below + (above - below) * (place - int(place))
    first, last = _ranks(n, q, alpha / 2)
    low = ordered[first - 1] if first > 0 else -inf
    high = ordered[last] if last < n else inf
    return Quantile(n, value, Interval(low, high), alpha)


def quantile_of_histogram(
    histogram: Histogram, q: float, alpha: float = 0.05
) -> Quantile | Undefined:
    """The quantile, linear inside its bin, with the interval from q -/+ z sqrt(q (1 - q) / n) on
    the scale of shares (Woodruff 1952).

    Undefined without units, and where it falls into an open-ended bin: nothing is made up beyond
    the last edge. Raises ImpossibleInput unless 0 < q < 1.

    >>> from burgee.stats.histograms import histogram_between
    >>> found = quantile_of_histogram(histogram_between([0, 10, 20, 50], [1000, 3000, 4000]), 0.5)
    >>> found.value, found.resolution, round(found.interval.low, 2), round(found.interval.high, 2)
    (20.0, 10.0, 19.71, 20.66)
    """
    _check(q, alpha)
    if not histogram.n:
        return Undefined("there are no units")
    at = histogram.bin_at(q)
    width = histogram.highs[at] - histogram.lows[at]
    if isinf(width):
        return Undefined("the quantile lies in an open-ended bin")
    return Quantile(
        n=histogram.n,
        value=histogram.number_at(q),
        interval=_inverted(histogram, q, normal_quantile(alpha / 2)),
        alpha=alpha,
        resolution=width,
    )


def quantile_difference(*, control: Quantile, treatment: Quantile) -> Estimate | Undefined:
    """The treatment's quantile less the control's, with standard errors from the widths of their
    intervals and Welch's degrees of freedom.

    Undefined where an interval is open or a single number: see `Quantile.estimate`.

    >>> control = Quantile(400, 10.0, Interval(9.2, 10.9))
    >>> treatment = Quantile(420, 11.1, Interval(10.2, 12.0))
    >>> found = quantile_difference(control=control, treatment=treatment)
    >>> round(found.value, 9), round(found.se, 6), round(found.p_value(), 6)
    (1.1, 0.630844, 0.081588)
    """
    for each in (control, treatment):
        check_counts(each.n)
        check_alpha(each.alpha)
        refuse_unless(isfinite(each.value), "a quantile is a finite number")
        refuse_unless(each.interval.low <= each.interval.high, "an interval is from low to high")
    return difference(control=control.estimate(), treatment=treatment.estimate())


def _check(q: float, alpha: float) -> None:
    refuse_unless(0 < q < 1, f"a quantile is of a share above 0 and below 1, not {q}")
    check_alpha(alpha)


def _ranks(n: int, q: float, tail: float) -> tuple[int, int]:
    """How many values lie below each end of the interval."""
    counts = range(n + 1)
    first = bisect_left(counts, True, key=lambda count: binomial_at_most(count, n, q) >= tail)
    last = bisect_left(counts, True, key=lambda count: binomial_at_least(count + 1, n, q) <= tail)
    return first, last


def _inverted(histogram: Histogram, q: float, z: float) -> Interval:
    half = z * sqrt(q * (1 - q) / histogram.n)
    low = histogram.number_at(q - half) if q > half else nan
    high = histogram.number_at(q + half) if q + half < 1 else nan
    return Interval(low if isfinite(low) else -inf, high if isfinite(high) else inf)
