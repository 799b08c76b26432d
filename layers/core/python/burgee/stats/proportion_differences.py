"""Intervals of the difference of two rates, treatment - control."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import hypot, sqrt

from burgee.stats.distributions import normal_quantile
from burgee.stats.proportions import (
    Proportion,
    proportion_effect,
    rate_difference,
    wilson_ends,
)
from burgee.stats.roots import rising_root
from burgee.stats.values import Choice, Interval, Undefined, check_alpha


class DifferenceInterval(Choice):
    """How the interval of a difference of rates is made."""

    NEWCOMBE = "newcombe"
    SCORE = "score"
    WALD = "wald"
    AGRESTI_CAFFO = "agresti-caffo"


def proportion_difference_interval(
    *,
    control: Proportion,
    treatment: Proportion,
    alpha: float,
    method: DifferenceInterval = DifferenceInterval.NEWCOMBE,
) -> Interval | Undefined:
    """The two-sided interval of the difference, treatment - control.

    Newcombe's and the score interval hold at any counts; Wald's is undefined where it would have
    no width. Near an effect of 0 an interval and a test may disagree: decide by one of them.
    Newcombe (1998), Interval estimation for the difference between independent proportions.

    >>> control, treatment = Proportion(48, 80), Proportion(56, 70)
    >>> interval = proportion_difference_interval(control=control, treatment=treatment, alpha=0.05)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0524, 0.3339)
    """
    check_alpha(alpha)
    apart = rate_difference(control=control, treatment=treatment)
    if isinstance(apart, Undefined):
        return apart
    return _INTERVALS[method](control, treatment, alpha)


def _newcombe(control: Proportion, treatment: Proportion, alpha: float) -> Interval:
    """Newcombe's method 10: from the Wilson intervals of both rates."""
    z = normal_quantile(alpha / 2)
    before, after = control.successes / control.n, treatment.successes / treatment.n
    lowest_before, highest_before = wilson_ends(control, z)
    lowest_after, highest_after = wilson_ends(treatment, z)
    return Interval(
        after - before - hypot(after - lowest_after, highest_before - before),
        after - before + hypot(highest_after - after, before - lowest_before),
    )


def _wald(control: Proportion, treatment: Proportion, alpha: float) -> Interval | Undefined:
    effect = proportion_effect(control=control, treatment=treatment)
    return effect if isinstance(effect, Undefined) else effect.interval(alpha)


def _agresti_caffo(
    control: Proportion, treatment: Proportion, alpha: float
) -> Interval | Undefined:
    """Agresti, Caffo (2000), Simple and effective confidence intervals for proportions: Wald's
    with a success and a failure more in each variant."""
    return _wald(_with_one_of_each(control), _with_one_of_each(treatment), alpha)


def _with_one_of_each(proportion: Proportion) -> Proportion:
    return Proportion(proportion.successes + 1, proportion.n + 2)


def _score(control: Proportion, treatment: Proportion, alpha: float) -> Interval:
    """Mee (1984), Confidence bounds for the difference between two probabilities: all differences
    that a score test does not reject, without the factor N / (N - 1)."""
    z = normal_quantile(alpha / 2)
    return Interval(_lowest(control, treatment, z), -_lowest(treatment, control, z))


def _lowest(control: Proportion, treatment: Proportion, z: float) -> float:
    """The lowest difference that z standard errors allow.

    Restricted to a difference, the likeliest rates solve n (rate found - rate) = +-force * rate *
    (1 - rate), with one force for both variants. So there is one unknown, and the difference
    moves by force * variance, z by force * sqrt(variance).
    """
    if treatment.successes == 0 == control.failures:
        return -1.0

    def excess(force: float) -> float:
        return force * sqrt(_variance(control, treatment, force)) - z

    force = 2 * z * sqrt(control.n + treatment.n)
    while excess(force) < 0:
        force *= 2
    force = rising_root(excess, 0.0, force)
    apart = treatment.successes / treatment.n - control.successes / control.n
    return max(-1.0, apart - force * _variance(control, treatment, force))


def _variance(control: Proportion, treatment: Proportion, force: float) -> float:
    """Of the difference, with the control pushed up and the treatment pushed down."""
    raised = _raised(control.successes, control.failures, force)
    lowered = _lowered(control.failures, control.successes, force)
    of_control = raised * lowered / control.n
    raised = _raised(treatment.failures, treatment.successes, force)
    lowered = _lowered(treatment.successes, treatment.failures, force)
    return of_control + raised * lowered / treatment.n


def _lowered(count: int, others: int, force: float) -> float:
    """The share of `count` pushed down; without cancellation, however small it is."""
    n = count + others
    root = sqrt((n - force) ** 2 + 4 * force * others)
    return 2 * count / (n + force + root) if count else 0.0


def _raised(count: int, others: int, force: float) -> float:
    """The share of `count` pushed up, likewise."""
    left = count + others - force
    root = sqrt(left * left + 4 * force * count)
    return 2 * count / (left + root) if left > 0 else (root - left) / (2 * force)


_INTERVALS: Mapping[
    DifferenceInterval, Callable[[Proportion, Proportion, float], Interval | Undefined]
] = {
    DifferenceInterval.NEWCOMBE: _newcombe,
    DifferenceInterval.SCORE: _score,
    DifferenceInterval.WALD: _wald,
    DifferenceInterval.AGRESTI_CAFFO: _agresti_caffo,
}
