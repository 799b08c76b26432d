"""Shares of units that converted: of one variant, and of two compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import hypot, sqrt

from burgee.stats.distributions import beta_quantile, normal_quantile
from burgee.stats.means import both
from burgee.stats.moments import Moments
from burgee.stats.values import (
    Alternative,
    Choice,
    Estimate,
    Interval,
    Undefined,
    check_alpha,
    refuse_unless,
)

_NO_UNITS = Undefined("there are no units")


@dataclass(frozen=True, slots=True)
class Proportion:
    """`successes` of `n` units. Refuses counts that no data gives."""

    successes: int
    n: int

    def __post_init__(self) -> None:
        if not (0 <= self.successes <= self.n and self.successes % 1 == 0 == self.n % 1):
            refuse_unless(
                False,
                f"successes are whole numbers from 0 to n: not {self.successes} of {self.n}",
            )

    @property
    def failures(self) -> int:
        return self.n - self.successes

    @property
    def rate(self) -> float | Undefined:
        """The share of units that converted, from 0 to 1."""
        return self.successes / self.n if self.n else _NO_UNITS

    @property
    def moments(self) -> Moments:
        """The moments of a metric that is 1 for a success and else 0."""
        if self.n == 0:
            return Moments(0, 0.0, 0.0)
        return Moments(self.n, self.successes / self.n, self.successes * self.failures / self.n)


@dataclass(frozen=True, slots=True)
class ProportionTest:
    """The z of treatment - control, and its p-value."""

    z: float
    p_value: float


class ProportionInterval(Choice):
    """How the interval of one proportion is made."""

    WILSON = "wilson"
    AGRESTI_COULL = "agresti-coull"
    CLOPPER_PEARSON = "clopper-pearson"
    JEFFREYS = "jeffreys"


def rate_difference(*, control: Proportion, treatment: Proportion) -> float | Undefined:
    """The difference of the rates, treatment - control."""
    rates = both(control=control.rate, treatment=treatment.rate)
    return rates if isinstance(rates, Undefined) else rates[1] - rates[0]


def two_proportion_z_test(
    *,
    control: Proportion,
    treatment: Proportion,
    alternative: Alternative = Alternative.TWO_SIDED,
) -> ProportionTest | Undefined:
    """The z test with pooled variance, no continuity correction.

    Undefined if all units or none converted. Below 5 expected successes or failures in a variant
    `fisher_exact_test` is the better one. Pearson's chi-square is z * z (1900).

    >>> test = two_proportion_z_test(control=Proportion(120, 1000), treatment=Proportion(150, 1000))
    >>> round(test.z, 6), round(test.p_value, 6)
    (1.96305, 0.04964)
    """
    z = pooled_z(control=control, treatment=treatment)
    return (
        z if isinstance(z, Undefined) else ProportionTest(z, Estimate(z, 1.0).p_value(alternative))
    )


def pooled_z(*, control: Proportion, treatment: Proportion) -> float | Undefined:
    """The z of `two_proportion_z_test`."""
    apart = rate_difference(control=control, treatment=treatment)
    if isinstance(apart, Undefined):
        return apart
    n = control.n + treatment.n
    pooled = (control.successes + treatment.successes) / n
    variance = pooled * ((control.failures + treatment.failures) / n)
    if variance == 0:
        return _no_spread(control, treatment)
    return apart / sqrt(variance * (1 / control.n + 1 / treatment.n))


def proportion_effect(*, control: Proportion, treatment: Proportion) -> Estimate | Undefined:
    """The difference of the rates with unpooled variance (Wald): what sequential designs, Bayes
    and non-inferiority take. Undefined if neither variant has both successes and failures.

    >>> effect = proportion_effect(control=Proportion(50, 100), treatment=Proportion(60, 100))
    >>> round(effect.value, 6), round(effect.se, 6)
    (0.1, 0.07)
    """
    apart = rate_difference(control=control, treatment=treatment)
    if isinstance(apart, Undefined):
        return apart
    se = hypot(_se(control), _se(treatment))
    return Estimate(apart, se) if se else _no_spread(control, treatment)


def proportion_interval(
    proportion: Proportion,
    *,
    alpha: float,
    method: ProportionInterval = ProportionInterval.WILSON,
) -> Interval | Undefined:
    """The two-sided interval of one rate, within 0 and 1.

    Brown, Cai, DasGupta (2001), Interval estimation for a binomial proportion.

    >>> interval = proportion_interval(Proportion(5, 20), alpha=0.05)
    >>> round(interval.low, 6), round(interval.high, 6)
    (0.111862, 0.468701)
    """
    check_alpha(alpha)
    if proportion.n == 0:
        return _NO_UNITS
    return _INTERVALS[method](proportion, alpha)


def wilson_interval(proportion: Proportion, alpha: float) -> Interval:
    """Of at least one unit. Wilson (1927), Probable inference, the law of succession, and
    statistical inference."""
    return Interval(*wilson_ends(proportion, normal_quantile(alpha / 2)))


def wilson_ends(proportion: Proportion, z: float) -> tuple[float, float]:
    """The ends of the `wilson_interval` that reaches `z` standard errors to each side."""
    x, n, failures = proportion.successes, proportion.n, proportion.failures
    square = z * z
    half = z * sqrt(square / 4 + x * (failures / n))
    low = (x + square / 2 - half) / (n + square) if x else 0.0
    high = (x + square / 2 + half) / (n + square) if failures else 1.0
    return low, high


def _agresti_coull(proportion: Proportion, alpha: float) -> Interval:
    """Agresti, Coull (1998), Approximate is better than 'exact'."""
    square = normal_quantile(alpha / 2) ** 2
    n = proportion.n + square
    rate = (proportion.successes + square / 2) / n
    half = sqrt(square * rate * (1 - rate) / n)
    return Interval(max(0.0, rate - half), min(1.0, rate + half))


def _clopper_pearson(proportion: Proportion, alpha: float) -> Interval:
    """Clopper, Pearson (1934), The use of confidence or fiducial limits."""
    x, failures = proportion.successes, proportion.failures
    low = beta_quantile(1 - alpha / 2, x, failures + 1) if x else 0.0
    high = beta_quantile(alpha / 2, x + 1, failures) if failures else 1.0
    return Interval(low, high)


def _jeffreys(proportion: Proportion, alpha: float) -> Interval:
    """Equal tails of the posterior under Jeffreys' prior, Beta(1/2, 1/2)."""
    a, b = proportion.successes + 0.5, proportion.failures + 0.5
    return Interval(beta_quantile(1 - alpha / 2, a, b), beta_quantile(alpha / 2, a, b))


_INTERVALS: Mapping[ProportionInterval, Callable[[Proportion, float], Interval]] = {
    ProportionInterval.WILSON: wilson_interval,
    ProportionInterval.AGRESTI_COULL: _agresti_coull,
    ProportionInterval.CLOPPER_PEARSON: _clopper_pearson,
    ProportionInterval.JEFFREYS: _jeffreys,
}


def _se(proportion: Proportion) -> float:
    n = proportion.n
    return sqrt(proportion.successes / n * (proportion.failures / n) / n)


def _no_spread(control: Proportion, treatment: Proportion) -> Undefined:
    if control.successes + treatment.successes == 0:
        return Undefined("no unit converted")
    if control.failures + treatment.failures == 0:
        return Undefined("all units converted")
    return Undefined("all units of one variant converted, and none of the other")
