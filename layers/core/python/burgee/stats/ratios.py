"""Ratio metrics: the sum of one number over the sum of another, such as clicks per page view.

The unit is the one that was randomised, never the event: `PairMoments` of the units' numerators (y)
and denominators (x).
"""

from __future__ import annotations

from math import sqrt

from burgee.stats.means import difference
from burgee.stats.moments import PairMoments
from burgee.stats.values import Estimate, Undefined


def ratio_value(sample: PairMoments) -> float | Undefined:
    """The ratio of one variant; undefined if its denominators come to 0."""
    if sample.mean_x == 0:
        return Undefined("the denominators come to 0" if sample.n else "there are no units")
    return sample.mean_y / sample.mean_x


def ratio_of(sample: PairMoments) -> Estimate | Undefined:
    """The ratio of one variant by the delta method; its standard error may be 0.

    The variance of y - R x over n times the squared mean of x. For large samples: the mean of the
    denominators should be many standard errors from 0. Deng, Knoblich, Lu (2018), Applying the
    delta method in metric analytics.
    """
    ratio = ratio_value(sample)
    if isinstance(ratio, Undefined):
        return ratio
    for each in (sample.y.variance, sample.x.variance):
        if isinstance(each, Undefined):
            return each
    residual = sample.minus(ratio).m2 / (sample.n - 1)
    return Estimate(ratio, sqrt(residual / sample.n) / abs(sample.mean_x), sample.n - 1)


def ratio_effect(*, control: PairMoments, treatment: PairMoments) -> Estimate | Undefined:
    """The difference of the ratios, treatment - control.

    >>> from burgee.stats.moments import pair_moments_from_sums
    >>> effect = ratio_effect(
    ...     control=pair_moments_from_sums(1000, 2100, 10200, 7800, 134000, 27500),
    ...     treatment=pair_moments_from_sums(1050, 2400, 10800, 9400, 143000, 31500),
    ... )
    >>> round(effect.value, 6), round(effect.se, 6), round(effect.p_value(), 6)
    (0.01634, 0.006471, 0.011641)
    """
    return difference(control=ratio_of(control), treatment=ratio_of(treatment))
