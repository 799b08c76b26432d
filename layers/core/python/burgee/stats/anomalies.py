"""Counts and measurements that are not what the past lets one expect."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, isfinite
from statistics import mean, median, variance

from burgee.stats.deviances import binomial_probability
from burgee.stats.distributions import (
    binomial_at_least,
    binomial_at_most,
    negative_binomial_at_least,
    negative_binomial_at_most,
    poisson_at_least,
    poisson_at_most,
)
from burgee.stats.values import Undefined, check_counts, refuse_unless

NORMAL_MAD = 0.6744897501960817  # of the standard normal distribution, whose sd is 1
NEARLY_EQUAL = 1 + 1e-7  # probabilities this near are of outcomes equally likely


@dataclass(frozen=True, slots=True)
class CountAnomaly:
    """P(as few or fewer) and P(as many or more). An alarm per day at `p` on each side of one
    counter comes 2 * 365 * p times a year by chance."""

    p_lower: float
    p_upper: float


@dataclass(frozen=True, slots=True)
class PoissonRateRatio:
    """The treatment's rate over the control's, and the p-value that both are equal."""

    rate_ratio: float | Undefined
    p_value: float | Undefined


@dataclass(frozen=True, slots=True)
class RobustZ:
    """How many robust standard deviations, `mad_scaled`, a number is from the median."""

    median: float | Undefined
    mad_scaled: float | Undefined
    robust_z: float | Undefined


def count_anomaly(observed: int, expected: float, dispersion: float = 1.0) -> CountAnomaly:
    """How unlikely a count is where `expected` is the mean: Poisson, or with `dispersion`, the
    variance over the mean, above 1 negative binomial. Events of one unit come together, so that
    counts of events vary more than Poisson's: see `overdispersion`.

    >>> answer = count_anomaly(41, 20.0)
    >>> round(answer.p_lower, 6), round(answer.p_upper, 8)
    (0.999988, 2.543e-05)
    """
    check_counts(observed)
    refuse_unless(0 <= expected < inf, "an expected count is 0 or above")
    refuse_unless(1 <= dispersion < inf, "a dispersion is 1 or above")
    if dispersion == 1 or not expected:
        return CountAnomaly(
            poisson_at_most(observed, expected), poisson_at_least(observed, expected)
        )
    return CountAnomaly(
        negative_binomial_at_most(observed, expected, dispersion),
        negative_binomial_at_least(observed, expected, dispersion),
    )


def overdispersion(counts: Sequence[int]) -> float | Undefined:
    """The variance of past counts over their mean; 1 for Poisson's.

    >>> overdispersion([90, 110, 70, 130])
    6.666666666666666
    """
    check_counts(*counts)
    if len(counts) < 2:
        return Undefined("there are fewer than 2 counts")
    return variance(counts) / mean(counts) if any(counts) else Undefined("nothing was counted")


def two_poisson_rates(
    *, count_control: int, exposure_control: float, count_treatment: int, exposure_treatment: float
) -> PoissonRateRatio:
    """Two rates of events compared by the conditional exact test (Przyborowski, Wilenski 1940),
    two-sided by probability. `exposure`: what the counts are over, time or units.

    The events have to be independent: of units that can have several, compare their means.
    Undefined without any event; the ratio, without one in the control. Raises ImpossibleInput
    for what is no count and exposures of 0 and below.

    >>> answer = two_poisson_rates(
    ...     count_control=120, exposure_control=1000, count_treatment=90, exposure_treatment=980
    ... )
    >>> round(answer.rate_ratio, 6), round(answer.p_value, 6)
    (0.765306, 0.062175)
    """
    check_counts(count_control, count_treatment)
    for exposure in (exposure_control, exposure_treatment):
        refuse_unless(0 < exposure < inf, "an exposure is above 0")
    total = int(count_control + count_treatment)
    if not total:
        return PoissonRateRatio(Undefined(_NO_EVENTS), Undefined(_NO_EVENTS))
    share = exposure_treatment / (exposure_control + exposure_treatment)
    p_value = _binomial_p_value(int(count_treatment), total, share)
    if not count_control:
        return PoissonRateRatio(Undefined("the control has no events"), p_value)
    rate = count_treatment / exposure_treatment
    return PoissonRateRatio(rate / (count_control / exposure_control), p_value)


def robust_z(history: Sequence[float], observed: float) -> RobustZ:
    """How far a number is from the median of its history, by the median absolute deviation scaled
    to a normal standard deviation (Hampel 1974). Give it a history of the same weekday.

    Undefined where at least half of the history is one number.

    >>> round(robust_z([100, 102, 98, 101, 99, 97, 103], 130).robust_z, 4)
    10.1173
    """
    refuse_unless(all(map(isfinite, (*history, observed))), "numbers are finite")
    if not history:
        reason = Undefined("there is no history")
        return RobustZ(reason, reason, reason)
    middle = float(median(history))
    scaled = median(abs(each - middle) for each in history) / NORMAL_MAD
    if not scaled:
        flat = Undefined("half of the history or more is one number")
        return RobustZ(middle, 0.0, flat)
    return RobustZ(middle, scaled, (observed - middle) / scaled)


_NO_EVENTS = "there are no events"


def _binomial_p_value(count: int, n: int, probability: float) -> float:
    """The probability of all outcomes that are not more likely than this one."""
    if count > n * probability:
        return _binomial_p_value(n - count, n, 1 - probability)
    limit = binomial_probability(count, n, probability) * NEARLY_EQUAL
    beyond = range(max(ceil(n * probability), count + 1), n + 1)
    first = bisect_left(
        beyond, True, key=lambda each: binomial_probability(each, n, probability) <= limit
    )
    upper = binomial_at_least(beyond.start + first, n, probability)
    return min(1.0, binomial_at_most(count, n, probability) + upper)
