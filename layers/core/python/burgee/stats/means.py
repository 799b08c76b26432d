"""Means of two variants compared.

Each variant's mean is an `Estimate`; `difference` makes the effect of any two independent ones, by
Welch's degrees of freedom, so that ratios, adjusted means and quantiles go the same way.
"""

from __future__ import annotations

from math import hypot, inf, sqrt
from typing import TypeVar

from burgee.stats.moments import Moments
from burgee.stats.values import Estimate, Undefined

Value = TypeVar("Value")

NO_SPREAD = "no unit differs from another in either variant"


def mean_of(sample: Moments) -> Estimate | Undefined:
    """The mean of one variant; undefined below 2 units. Its standard error may be 0.

    >>> mean_of(Moments(5, 3.0, 10.0))
    Estimate(value=3.0, se=0.7071067811865476, df=4)
    """
    variance = sample.variance
    if isinstance(variance, Undefined):
        return variance
    return Estimate(sample.mean, sqrt(variance / sample.n), sample.n - 1)


def welch(*, control: Moments, treatment: Moments) -> Estimate | Undefined:
    """The difference of the means, treatment - control, variances left unequal.

    Undefined if a variant has fewer than 2 units, or no unit differs from another.
    Welch (1947), The generalization of 'Student's' problem.

    >>> from burgee.stats.moments import moments_from_sums
    >>> effect = welch(
    ...     control=moments_from_sums(200, 1010, 6100),
    ...     treatment=moments_from_sums(220, 1200, 8050),
    ... )
    >>> round(effect.value, 6), round(effect.df, 4), round(effect.p_value(), 8)
    (0.404545, 416.463, 0.08906335)
    """
    return difference(control=mean_of(control), treatment=mean_of(treatment))


def student(*, control: Moments, treatment: Moments) -> Estimate | Undefined:
    """The difference of the means, treatment - control, if both variants have one variance.

    Takes 3 units in all and one in each variant. Student (1908), The probable error of a mean.
    """
    df = control.n + treatment.n - 2
    if min(control.n, treatment.n) < 1 or df < 1:
        return Undefined("it takes a unit in each variant and 3 in all")
    pooled = _pooled_variance(control, treatment)
    if isinstance(pooled, Undefined):
        return pooled
    se = sqrt(pooled * (1 / control.n + 1 / treatment.n))
    return Estimate(treatment.mean - control.mean, se, df) if se else Undefined(NO_SPREAD)


def difference_of_means(*, control: Moments, treatment: Moments) -> float | Undefined:
    """Treatment - control, also where nothing follows from it."""
    pair = both(control=control.known_mean, treatment=treatment.known_mean)
    return pair if isinstance(pair, Undefined) else pair[1] - pair[0]


def difference(
    *, control: Estimate | Undefined, treatment: Estimate | Undefined
) -> Estimate | Undefined:
    """The difference of two independent estimates, treatment - control.

    Undefined if one of them is, or both have standard error 0. Satterthwaite (1946), An approximate
    distribution of estimates of variance components.

    >>> difference(control=Estimate(1.0, 0.3), treatment=Estimate(2.0, 0.4))
    Estimate(value=1.0, se=0.5, df=inf)
    """
    pair = both(control=control, treatment=treatment)
    if isinstance(pair, Undefined):
        return pair
    before, after = pair
    se = hypot(before.se, after.se)
    if se == 0:
        return Undefined(NO_SPREAD)
    first, second = before.se / se, after.se / se
    inverse = first**4 / before.df + second**4 / after.df
    return Estimate(after.value - before.value, se, 1 / inverse if inverse else inf)


def standard_error(
    *, control: Estimate | Undefined, treatment: Estimate | Undefined
) -> float | Undefined:
    """The standard error of the difference; 0 where neither variant has any spread."""
    pair = both(control=control, treatment=treatment)
    return pair if isinstance(pair, Undefined) else hypot(pair[0].se, pair[1].se)


def both(
    *, control: Value | Undefined, treatment: Value | Undefined
) -> tuple[Value, Value] | Undefined:
    """Control and treatment; undefined if one is, and then says which.

    >>> str(both(control=1.0, treatment=Undefined("there are no units")))
    'undefined, because in the treatment there are no units'
    """
    if isinstance(control, Undefined):
        return Undefined(f"in the control {control.because}")
    if isinstance(treatment, Undefined):
        return Undefined(f"in the treatment {treatment.because}")
    return control, treatment


def _pooled_variance(control: Moments, treatment: Moments) -> float | Undefined:
    for sample in (control, treatment):
        variance = sample.variance
        if sample.n > 1 and isinstance(variance, Undefined):
            return variance
    return (control.m2 + treatment.m2) / (control.n + treatment.n - 2)
