"""Relative effects: (treatment - control) / |control|, as fractions, 0.05 for 5 %.

The control's own error is part of every interval here: an absolute interval divided by the mean of
the control covers too little, the more so the larger the effect.
"""

from __future__ import annotations

from math import hypot, inf, isfinite, sqrt

from burgee.stats.distributions import t_quantile
from burgee.stats.means import both, difference
from burgee.stats.values import Estimate, Interval, Undefined, check_alpha, refuse_unless

_NO_BASE = Undefined("the control comes to 0")


def relative_value(
    *, control: float | Undefined, treatment: float | Undefined
) -> float | Undefined:
    """The relative effect itself; undefined if the control comes to 0.

    >>> relative_value(control=-2.0, treatment=-1.5)
    0.25
    """
    pair = both(control=control, treatment=treatment)
    if isinstance(pair, Undefined):
        return pair
    value = (pair[1] - pair[0]) / abs(pair[0]) if pair[0] else inf
    return value if isfinite(value) else _NO_BASE


def relative_effect(
    *, control: Estimate | Undefined, treatment: Estimate | Undefined
) -> Estimate | Undefined:
    """The relative effect of two independent estimates by the delta method, with the degrees of
    freedom of their difference.

    Means, ratios and adjusted means alike. Undefined where the difference is, if the control comes
    to 0, or if the treatment is 0 without any spread. Near a control of 0 ask `is_identified`.
    Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics.

    >>> answer = relative_effect(control=Estimate(10.0, 0.3), treatment=Estimate(11.0, 0.4))
    >>> round(answer.value, 6), round(answer.se, 6)
    (0.1, 0.051856)
    """
    absolute = difference(control=control, treatment=treatment)
    return relative_of(absolute, control=control, treatment=treatment)


def relative_of(
    absolute: Estimate | Undefined,
    *,
    control: Estimate | Undefined,
    treatment: Estimate | Undefined,
) -> Estimate | Undefined:
    """`relative_effect`, where the `difference` of the two is known."""
    pair = both(control=control, treatment=treatment)
    if isinstance(pair, Undefined):
        return pair
    if isinstance(absolute, Undefined):
        return absolute
    value = relative_value(control=pair[0].value, treatment=pair[1].value)
    if isinstance(value, Undefined):
        return value
    se = _delta_se(*pair)
    if se == 0:
        return Undefined("the treatment is 0 throughout, which leaves the formula no spread")
    return Estimate(value, se, absolute.df)


def is_identified(control: Estimate, *, bound: float) -> bool:
    """Whether the control is more than `bound` standard errors from 0. If not, the data allow any
    relative effect, however large: show the absolute one."""
    return abs(control.value) > bound * control.se


def fieller_interval(
    *, control: Estimate | Undefined, treatment: Estimate | Undefined, alpha: float
) -> Interval | Undefined:
    """The relative effects that two independent estimates leave possible, exact for normal ones.

    Undefined ("not identified") where the control cannot be told from 0: the set has no end. The
    quantile is normal where neither estimate has degrees of freedom. Fieller (1954), Some
    problems in interval estimation.

    >>> interval = fieller_interval(
    ...     control=Estimate(10.0, 0.4), treatment=Estimate(11.0, 0.45), alpha=0.05
    ... )
    >>> round(interval.low, 6), round(interval.high, 6)
    (-0.017118, 0.230724)
    """
    check_alpha(alpha)
    pair = both(control=control, treatment=treatment)
    if isinstance(pair, Undefined):
        return pair
    for each in pair:
        is_possible = isfinite(each.value) and 0 <= each.se < inf
        refuse_unless(is_possible, "an estimate is finite, and its standard error not below 0")
    absolute = difference(control=pair[0], treatment=pair[1])
    if isinstance(absolute, Undefined):
        return absolute
    bound = t_quantile(alpha / 2, absolute.df)
    value = relative_value(control=pair[0].value, treatment=pair[1].value)
    if isinstance(value, Undefined) or not is_identified(pair[0], bound=bound):
        return Undefined("the relative effect is not identified: the control may as well be 0")
    return _fieller(*pair, bound)


def _delta_se(control: Estimate, treatment: Estimate) -> float:
    ratio = treatment.value / control.value
    of_control = ratio * control.se
    return hypot(treatment.se, of_control) / abs(control.value)


def _fieller(control: Estimate, treatment: Estimate, bound: float) -> Interval:
    """Where |treatment - r control| = bound standard errors; r - 1 turns round with the sign."""
    ratio = treatment.value / control.value
    of_control = bound * control.se / control.value
    of_treatment = bound * treatment.se / control.value
    base = 1 - of_control * of_control
    middle = ratio / base
    half = hypot(of_treatment * sqrt(base), ratio * of_control) / base
    if control.value > 0:
        return Interval(middle - half - 1, middle + half - 1)
    return Interval(1 - middle - half, 1 - middle + half)
