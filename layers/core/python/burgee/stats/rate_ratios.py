"""Ratios of two rates: risk ratio and odds ratio, and the relative effect that follows.

The relative effect of rates is the risk ratio - 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, sqrt

from burgee.stats.distributions import normal_quantile
from burgee.stats.means import both
from burgee.stats.proportions import Proportion
from burgee.stats.roots import rising_root
from burgee.stats.values import Interval, Undefined, check_alpha

_NOTHING = 1e-300  # units
_NO_BASE = Undefined("no unit of the control converted")
_NO_LOGARITHM = Undefined("no unit of the treatment converted, and 0 has no logarithm")
_NO_ODDS = Undefined("a variant has no successes or no failures, which odds take")


@dataclass(frozen=True, slots=True)
class RateRatio:
    """Treatment over control, and its interval."""

    value: float | Undefined
    interval: Interval | Undefined


def risk_ratio(*, control: Proportion, treatment: Proportion, alpha: float) -> RateRatio:
    """The ratio of the rates, with the log-normal interval.

    Undefined without conversions in the control; the interval also without any in the treatment,
    or if all units converted: `relative_score_interval` holds there. Katz, Baptista, Azen, Pike
    (1978), Obtaining confidence intervals for the risk ratio in cohort studies.

    >>> before, after = Proportion(120, 1000), Proportion(150, 1000)
    >>> ratio = risk_ratio(control=before, treatment=after, alpha=0.05)
    >>> ratio.value, round(ratio.interval.low, 6), round(ratio.interval.high, 6)
    (1.25, 0.999673, 1.563011)
    """
    check_alpha(alpha)
    rates = both(control=control.rate, treatment=treatment.rate)
    if isinstance(rates, Undefined):
        return RateRatio(rates, rates)
    if control.successes == 0:
        return RateRatio(_NO_BASE, _NO_BASE)
    value = rates[1] / rates[0]
    if treatment.successes == 0:
        return RateRatio(value, _NO_LOGARITHM)
    variance = _log_variance(control) + _log_variance(treatment)
    if variance == 0:
        return RateRatio(value, Undefined("all units converted"))
    return RateRatio(value, _log_normal(value, variance, alpha))


def odds_ratio(*, control: Proportion, treatment: Proportion, alpha: float) -> RateRatio:
    """The ratio of the odds, with the log-normal interval.

    Undefined if no unit of the control or all of the treatment converted; the interval without both
    successes and failures in both. Woolf (1955), On estimating the relation between blood group
    and disease.

    >>> before, after = Proportion(120, 1000), Proportion(150, 1000)
    >>> ratio = odds_ratio(control=before, treatment=after, alpha=0.05)
    >>> round(ratio.value, 6), round(ratio.interval.low, 6), round(ratio.interval.high, 6)
    (1.294118, 0.99994, 1.67484)
    """
    check_alpha(alpha)
    cells = treatment.successes, treatment.failures, control.successes, control.failures
    base = treatment.failures * control.successes
    if base == 0:
        return RateRatio(_NO_ODDS, _NO_ODDS)
    value = treatment.successes * control.failures / base
    if value == 0:
        return RateRatio(value, _NO_ODDS)
    return RateRatio(value, _log_normal(value, sum(1 / cell for cell in cells), alpha))


def relative_log_interval(
    *, control: Proportion, treatment: Proportion, alpha: float
) -> Interval | Undefined:
    """The interval of the relative effect of rates, from that of `risk_ratio`."""
    interval = risk_ratio(control=control, treatment=treatment, alpha=alpha).interval
    if isinstance(interval, Undefined):
        return interval
    return Interval(interval.low - 1, interval.high - 1)


def relative_score_interval(
    *, control: Proportion, treatment: Proportion, alpha: float
) -> Interval | Undefined:
    """All relative effects of rates that a score test does not reject; good for small counts.

    Without conversions in the control it is open above, without any in the treatment it begins
    at -1. Undefined if no unit converted. Koopman (1984), Confidence intervals for the ratio
    of two binomial proportions.

    >>> before, after = Proportion(4, 90), Proportion(11, 95)
    >>> interval = relative_score_interval(control=before, treatment=after, alpha=0.05)
    >>> round(interval.low, 6), round(interval.high, 6)
    (-0.086011, 6.552914)
    """
    check_alpha(alpha)
    rates = both(control=control.rate, treatment=treatment.rate)
    if isinstance(rates, Undefined):
        return rates
    if control.successes == 0 == treatment.successes:
        return Undefined("no unit converted")
    square = normal_quantile(alpha / 2) ** 2
    return Interval(
        1 / _highest(treatment, control, square) - 1, _highest(control, treatment, square) - 1
    )


def _highest(control: Proportion, treatment: Proportion, square: float) -> float:
    """The highest risk ratio whose chi-square is `square`.

    Restricted to a ratio, the likeliest rates are those of the control with `moved` conversions
    (and units) taken away and of the treatment with as many added. So there is one unknown.
    """
    x, n, failures = control.successes, control.n, control.failures
    if x == 0:
        return inf

    def excess(moved: float) -> float:
        of_treatment = treatment.failures / (treatment.n * (treatment.successes + moved))
        of_control = failures / (n * (x - moved)) if failures else 0.0
        return moved * moved * (of_treatment + of_control) - square

    if failures == 0 and excess(n) < 0:  # the control's rate of 1 gives way last
        return (treatment.successes + n) / (treatment.n + n) * (1 - excess(n) / n)
    moved = rising_root(excess, _NOTHING, float(x))
    after = (treatment.successes + moved) / (treatment.n + moved)
    return after * (n - moved) / (x - moved) if failures else after


def _log_variance(proportion: Proportion) -> float:
    return proportion.failures / proportion.n / proportion.successes


def _log_normal(value: float, variance: float, alpha: float) -> Interval:
    factor = exp(normal_quantile(alpha / 2) * sqrt(variance))
    return Interval(value / factor, value * factor)
