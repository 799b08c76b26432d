"""Tails and quantiles of the distributions in use, for single numbers.

From scipy.special alone: `scipy.stats` takes ten times as long to import, and hundreds of times as
long per call. Upper tails throughout, never `1 - cdf`, so that small probabilities keep all
of their digits.
"""

from __future__ import annotations

from math import exp, inf, isnan, pi, sqrt

from scipy.special import (
    betainc,
    betaincc,
    betainccinv,
    chdtrc,
    fdtrc,
    gammainc,
    gammaincc,
    kolmogorov,
    nctdtr,
    ndtr,
    ndtri,
    stdtr,
    stdtrit,
)

NEARLY_NORMAL = 1e10  # degrees of freedom from which on t and the normal agree to the last digit
TINIEST = 1e-300
AS_GOOD_AS_A_NUMBER = 1e4  # a mean so many standard deviations from 0


def normal_tail(z: float) -> float:
    """P(Z > z).

    >>> normal_tail(37.0) > 0
    True
    """
    return float(ndtr(-z))


def normal_quantile(tail: float) -> float:
    """The z with P(Z > z) = `tail`.

    >>> round(normal_quantile(0.025), 6)
    1.959964
    """
    return -float(ndtri(tail))


def normal_density(z: float) -> float:
    """The density of the standard normal distribution."""
    return exp(-z * z / 2) / sqrt(2 * pi)


def t_tail(t: float, df: float = inf) -> float:
    """P(T > t) of Student's distribution; with infinite `df`, of the normal."""
    return normal_tail(t) if df > NEARLY_NORMAL else float(stdtr(df, -t))


def t_quantile(tail: float, df: float = inf) -> float:
    """The t with P(T > t) = `tail`.

    >>> round(t_quantile(0.025, 10), 6)
    2.228139
    """
    return normal_quantile(tail) if df > NEARLY_NORMAL else -float(stdtrit(df, tail))


def noncentral_t_tail(t: float, df: float, noncentrality: float) -> float:
    """P(T > t) where the numerator of Student's ratio has the mean `noncentrality`.

    0 where scipy has no digits left (NaN): less than 1e-10 lies there. A large mean, for which
    scipy takes long and in the end has no answer, is as good as a number: the ratio varies with its
    denominator alone.

    >>> round(noncentral_t_tail(1.990847, 78, 5**0.5), 5)
    0.59813
    """
    if noncentrality > AS_GOOD_AS_A_NUMBER:
        share = noncentrality / max(t, TINIEST)
        return float(gammainc(df / 2, df / 2 * share * share))
    tail = float(nctdtr(df, -noncentrality, -t))
    return 0.0 if isnan(tail) else tail


def chi_square_tail(chi2: float, df: float) -> float:
    """P(X > chi2) of the chi-square distribution.

    >>> round(chi_square_tail(3.841459, 1), 6)
    0.05
    """
    return float(chdtrc(df, chi2))


def f_tail(f: float, df_between: float, df_within: float) -> float:
    """P(F > f) of Fisher's F distribution.

    >>> round(f_tail(3.1, 2, 88), 4)
    0.05
    """
    return float(fdtrc(df_between, df_within, f))


def kolmogorov_tail(distance: float) -> float:
    """P(K > distance) of Kolmogorov's limit distribution.

    >>> round(kolmogorov_tail(1.358099), 6)
    0.05
    """
    return float(kolmogorov(distance))


def binomial_at_most(count: int, n: int, probability: float) -> float:
    """P(X <= count) of a binomial distribution, 0 < `probability` < 1.

    >>> binomial_at_most(1, 2, 0.5)
    0.75
    """
    if count >= n:
        return 1.0
    return 0.0 if count < 0 else float(betaincc(count + 1, n - count, probability))


def binomial_at_least(count: int, n: int, probability: float) -> float:
    """P(X >= count) of a binomial distribution, 0 < `probability` < 1.

    >>> binomial_at_least(2, 2, 0.5)
    0.25
    """
    if count <= 0:
        return 1.0
    return 0.0 if count > n else float(betainc(count, n - count + 1, probability))


def poisson_at_most(count: int, mean: float) -> float:
    """P(X <= count) of a Poisson distribution.

    >>> round(poisson_at_most(0, 3.0), 6)
    0.049787
    """
    return float(gammaincc(count + 1, mean))


def poisson_at_least(count: int, mean: float) -> float:
    """P(X >= count) of a Poisson distribution.

    >>> round(poisson_at_least(1, 3.0), 6)
    0.950213
    """
    return 1.0 if count == 0 else float(gammainc(count, mean))


def beta_quantile(tail: float, a: float, b: float) -> float:
    """The x with P(X > x) = `tail` of a Beta(a, b) distribution.

    >>> beta_quantile(0.75, 1, 1)
    0.25
    """
    return float(betainccinv(a, b, tail))


def negative_binomial_at_most(count: int, mean: float, dispersion: float) -> float:
    """P(X <= count) of a negative binomial distribution; `dispersion`: variance / mean, above 1.

    >>> round(negative_binomial_at_most(0, 3.0, 3.0), 6)
    0.19245
    """
    return float(betainc(mean / (dispersion - 1), count + 1, 1 / dispersion))


def negative_binomial_at_least(count: int, mean: float, dispersion: float) -> float:
    """P(X >= count) of a negative binomial distribution.

    >>> round(negative_binomial_at_least(1, 3.0, 3.0), 6)
    0.80755
    """
    return 1.0 if count == 0 else float(betaincc(mean / (dispersion - 1), count, 1 / dispersion))
