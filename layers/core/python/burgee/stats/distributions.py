"""Tails and quantiles of the distributions in use, for single numbers.

From scipy.special alone: `scipy.stats` takes ten times as long to import, and hundreds of times as
long per call. Upper tails throughout, never `1 - cdf`, so that small probabilities keep all
of their digits.
"""

from __future__ import annotations

from math import exp, inf, pi, sqrt

from scipy.special import ndtr, ndtri, stdtr, stdtrit

NEARLY_NORMAL = 1e10  # degrees of freedom from which on t and the normal agree to the last digit


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
