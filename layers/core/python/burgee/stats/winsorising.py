"""Numbers far out, taken for the nearest that are kept.

One pair of limits holds for all variants: limits of each variant's own would take from the effect
what they were to protect. Where the limit is chosen from what was seen, it is from all variants
together; better it is fixed before the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, isfinite, isinf

from burgee.stats.histograms import Histogram, pooled
from burgee.stats.moments import Moments
from burgee.stats.values import Interval, Undefined, refuse_unless


@dataclass(frozen=True, slots=True)
class Winsorised:
    """The values in the order given, those outside `limits` moved to the nearer of them; `raised`
    and `lowered` say how many were."""

    values: tuple[float, ...]
    limits: Interval
    raised: int
    lowered: int

    @property
    def moments(self) -> Moments:
        """The moments of the values as they are now."""
        if not self.values:
            return Moments(0, 0.0, 0.0)
        mean = fsum(self.values) / len(self.values)
        return Moments(len(self.values), mean, fsum((each - mean) ** 2 for each in self.values))


def winsorised(
    variants: Sequence[Sequence[float]], *, lower: float = 0.0, upper: float = 0.0
) -> list[Winsorised] | Undefined:
    """Each variant's values within limits of all variants together (Tukey 1962): of all n values
    the floor(`lower` * n) least and the floor(`upper` * n) greatest are moved to the nearest kept.

    Undefined without values. Raises ImpossibleInput for shares below 0 or of 1 and more together,
    and for values that are not finite.

    >>> [found] = winsorised([[1, 2, 3, 100]], upper=0.25)
    >>> found.values, found.lowered
    ((1.0, 2.0, 3.0, 3.0), 1)
    """
    refuse_unless(lower >= 0 and upper >= 0, "a share of values is 0 or above")
    refuse_unless(lower + upper < 1, "some values are kept: the shares are below 1 together")
    ordered = sorted(float(value) for values in variants for value in values)
    refuse_unless(all(map(isfinite, ordered)), "values are finite numbers")
    if not ordered:
        return Undefined("there are no units")
    n = len(ordered)
    limits = Interval(ordered[int(lower * n)], ordered[n - 1 - int(upper * n)])
    return [_within(values, limits) for values in variants]


def pooled_cap(
    variants: Iterable[Histogram], share: float, *, is_of_moved: bool = False
) -> float | Undefined:
    """The number that `share` of the units of all variants do not exceed, rounded up to the end
    of its bin. With `is_of_moved`, of the units whose number is not 0: where most are 0, a cap of
    all would be 0 too.

    Undefined without such units, and where the bin is open.

    >>> from burgee.stats.histograms import histogram_of
    >>> variants = [histogram_of([(0, 0, 95), (1, 2, 3), (8, 9, 2)])] * 2
    >>> pooled_cap(variants, 0.9), pooled_cap(variants, 0.5, is_of_moved=True)
    (0.0, 2.0)
    """
    refuse_unless(0 < share < 1, f"a share is above 0 and below 1, not {share}")
    units = pooled(each.without_point(0.0) if is_of_moved else each for each in variants)
    if not units.n:
        return Undefined(
            "there are no units with a number" if is_of_moved else "there are no units"
        )
    cap = units.highs[units.bin_at(share)]
    return Undefined("the cap lies in an open-ended bin") if isinf(cap) else cap


def _within(values: Sequence[float], limits: Interval) -> Winsorised:
    return Winsorised(
        values=tuple(min(max(float(value), limits.low), limits.high) for value in values),
        limits=limits,
        raised=sum(value < limits.low for value in values),
        lowered=sum(value > limits.high for value in values),
    )
