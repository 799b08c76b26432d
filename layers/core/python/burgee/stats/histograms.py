"""Histograms: how many units have a number between two others."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import isnan

from burgee.stats.values import check_counts, refuse_unless

ROUNDING = 1e-12  # 0.57 of 100 units are 57, whatever the floats say


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bins in ascending order, none empty: those of `units[i]` units have numbers from `lows[i]`
    to `highs[i]`. A bin may be a point, or open at an end of the whole: then that is infinite.
    `reached[i]` are the units up to and with bin i. Made by `histogram_of`."""

    lows: tuple[float, ...]
    highs: tuple[float, ...]
    units: tuple[int, ...]
    reached: tuple[int, ...]

    @property
    def n(self) -> int:
        """The units of all bins."""
        return self.reached[-1] if self.reached else 0

    def bin_at(self, share: float) -> int:
        """The first bin with which at least this share of the units is reached."""
        return min(bisect_left(self.reached, share * self.n * (1 - ROUNDING)), len(self.units) - 1)

    def number_at(self, share: float) -> float:
        """The number that this share of the units does not exceed, linear inside its bin;
        infinite or NaN where that bin is open."""
        at = self.bin_at(share)
        low, high, units = self.lows[at], self.highs[at], self.units[at]
        inside = (share * self.n - (self.reached[at] - units)) / units
        return low + (high - low) * min(1.0, max(0.0, inside))

    def units_above(self, number: float) -> int:
        """The units of all bins that begin at `number` or later, without a bin that is it."""
        bins = zip(self.lows, self.highs, self.units, strict=True)
        return sum(units for low, high, units in bins if low >= number and high > number)

    def without_point(self, number: float) -> Histogram:
        """The same without the bin that is this number alone."""
        rows = zip(self.lows, self.highs, self.units, strict=True)
        return histogram_of(row for row in rows if row[:2] != (number, number))


def histogram_of(rows: Iterable[tuple[float | str, float | str, int]]) -> Histogram:
    """The histogram of rows (least, greatest, units), as `RunSums` have them.

    Raises ImpossibleInput for bins that overlap or descend and for what is no count of units.

    >>> histogram_of([("0", "0", 7), ("1.5", "2", 3)]).number_at(0.9)
    1.8333333333333333
    """
    bins = [(float(low), float(high), units) for low, high, units in rows]
    check_counts(*(units for _, _, units in bins))
    ends = [end for low, high, _ in bins for end in (low, high)]
    refuse_unless(not any(isnan(end) for end in ends), "the ends of a bin are numbers")
    refuse_unless(
        all(low <= high for low, high in pairwise(ends)), "bins are ascending and do not overlap"
    )
    full = [each for each in bins if each[2]]
    units = tuple(int(units) for _, _, units in full)
    return Histogram(
        lows=tuple(low for low, _, _ in full),
        highs=tuple(high for _, high, _ in full),
        units=units,
        reached=tuple(accumulate(units)),
    )


def histogram_between(edges: Sequence[float], units: Sequence[int]) -> Histogram:
    """The histogram of bins that lie edge to edge: one more edge than bins.

    >>> histogram_between([0, 10, 20, 50, 100], [10, 30, 40, 20]).number_at(0.5)
    27.5
    """
    refuse_unless(len(edges) == len(units) + 1, "bins have one edge more than counts")
    return histogram_of(zip(edges, edges[1:], units, strict=False))


def pooled(histograms: Iterable[Histogram]) -> Histogram:
    """One histogram of the units of several over the same bins."""
    units: Counter[tuple[float, float]] = Counter()
    for histogram in histograms:
        rows = zip(histogram.lows, histogram.highs, histogram.units, strict=True)
        units.update({(low, high): count for low, high, count in rows})
    return histogram_of((low, high, count) for (low, high), count in sorted(units.items()))
