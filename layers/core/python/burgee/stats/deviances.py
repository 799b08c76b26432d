"""Logarithms of probabilities of counts, without the cancellation of their large parts.

After Loader (2000), Fast and accurate computation of binomial probabilities.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p, pi, sqrt

_HALF_LOG_TAU = log(2 * pi) / 2


def deviance(count: float, mean: float) -> float:
    """count log(count / mean) + mean - count, for a mean above 0; 0 where both are equal.

    >>> deviance(0, 3.0), deviance(3, 3.0)
    (3.0, 0.0)
    """
    if not count:
        return mean
    off = (count - mean) / mean
    return mean * ((1 + off) * log1p(off) - off)


def stirling_error(count: float) -> float:
    """By how much log(count!), or its continuous form, exceeds Stirling's approximation.

    >>> round(stirling_error(10), 9)
    0.008330563
    """
    if count < 16:
        return lgamma(count + 1) - (count + 0.5) * log(count) + count - _HALF_LOG_TAU
    square = count * count
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / count


def binomial_probability(count: int, n: int, probability: float) -> float:
    """P(X = count) of a binomial distribution, 0 < `probability` < 1.

    >>> round(binomial_probability(500_000_000, 1_000_000_000, 0.5), 12)
    2.5231325e-05
    """
    if count == 0:
        return exp(n * log1p(-probability))
    if count == n:
        return exp(n * log(probability))
    logarithm = (
        stirling_error(n)
        - stirling_error(count)
        - stirling_error(n - count)
        - deviance(count, n * probability)
        - deviance(n - count, n * (1 - probability))
    )
    return exp(logarithm) * sqrt(n / (2 * pi * count * (n - count)))
