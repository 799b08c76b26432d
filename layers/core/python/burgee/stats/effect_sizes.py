"""Effects in standard deviations, and the words for their size.

For reading alone: a "negligible" effect may be worth a fortune, so no verdict asks for these.
"""

from __future__ import annotations

from math import asin, exp, lgamma, sqrt

from burgee.stats.means import both, student
from burgee.stats.moments import Moments
from burgee.stats.proportions import Proportion
from burgee.stats.values import Undefined, refuse_unless

_WORDS = ((0.8, "large"), (0.5, "medium"), (0.2, "small"))
_SERIES_FROM = 400  # degrees of freedom: below, gamma functions keep 13 digits


def words_of(size: float) -> str:
    """What Cohen (1988) calls an effect of this size, whichever its sign.

    >>> words_of(-0.3), words_of(0.1)
    ('small', 'negligible')
    """
    return next((word for least, word in _WORDS if abs(size) >= least), "negligible")


def cohens_h(*, control: Proportion, treatment: Proportion) -> float | Undefined:
    """The difference of two rates, on the scale on which each has the same spread."""
    rates = both(control=control.rate, treatment=treatment.rate)
    if isinstance(rates, Undefined):
        return rates
    return cohens_h_of_rates(control=rates[0], treatment=rates[1])


def cohens_h_of_rates(*, control: float, treatment: float) -> float:
    """2 asin sqrt(treatment) - 2 asin sqrt(control), of rates from 0 to 1. Cohen (1988),
    Statistical power analysis for the behavioral sciences, chapter 6.

    >>> round(cohens_h_of_rates(control=0.05, treatment=0.06), 6)
    0.043907
    """
    for rate in (control, treatment):
        refuse_unless(0 <= rate <= 1, f"a rate is from 0 to 1, not {rate}")
    return 2 * (asin(sqrt(treatment)) - asin(sqrt(control)))


def cohens_d(*, control: Moments, treatment: Moments) -> float | Undefined:
    """The difference of the means in pooled standard deviations (n - 1).

    Cohen (1988), chapter 2. Undefined where a pooled t test is.

    >>> from burgee.stats.moments import moments_from_sums
    >>> before, after = moments_from_sums(30, 150, 900), moments_from_sums(28, 160, 1060)
    >>> round(cohens_d(control=before, treatment=after), 6)
    0.310835
    """
    effect = student(control=control, treatment=treatment)
    if isinstance(effect, Undefined):
        return effect
    return effect.ratio * sqrt(1 / control.n + 1 / treatment.n)


def hedges_g(*, control: Moments, treatment: Moments) -> float | Undefined:
    """Cohen's d without its bias in small samples, by the exact factor. Takes 4 units in all.

    Hedges (1981), Distribution theory for Glass's estimator of effect size.

    >>> from burgee.stats.moments import moments_from_sums
    >>> before, after = moments_from_sums(30, 150, 900), moments_from_sums(28, 160, 1060)
    >>> round(hedges_g(control=before, treatment=after), 6)
    0.30665
    """
    size = cohens_d(control=control, treatment=treatment)
    if isinstance(size, Undefined):
        return size
    df = control.n + treatment.n - 2
    return size * _unbiasing(df) if df > 1 else Undefined("there are fewer than 4 units in all")


def _unbiasing(df: float) -> float:
    """gamma(df/2) / (sqrt(df/2) gamma((df-1)/2)); by its series where gamma would cancel."""
    if df < _SERIES_FROM:
        return exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
    x = (df - 1) / 2
    series = 1 - (1 - (1 / 16 + (5 / 128 - 21 / (4096 * x)) / x) / x) / (8 * x)
    return sqrt(2 * x / df) * series
