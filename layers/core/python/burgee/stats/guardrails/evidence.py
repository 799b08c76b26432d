"""How strongly observations speak against a limit, whenever one looks, as a logarithm.

Each is the logarithm of an e-process: a mixture of likelihood ratios over what lies beyond the
limit, a supermartingale that begins at 1 wherever the truth keeps the limit. It ever exceeds 1 / a
with probability at most a (Ville 1939; Robbins 1970), so that 1 over the greatest so far is a
p-value that may be looked at every minute. Ramdas, Grunwald, Vovk, Shafer (2023), Game-theoretic
statistics and safe anytime-valid inference.
"""

from __future__ import annotations

from math import exp, inf, log, log1p, sqrt

from scipy.special import betaincc, betaln, log_ndtr

from burgee.stats.confidence_sequences import MixtureScale

CERTAIN = 700.0  # as a logarithm; what is stored is finite
STRENGTH = 10.0  # of the alternative: as if so many had been seen, at twice the odds


def share_evidence(count: int, n: int, limit: float) -> float:
    """Against `count` of `n` being draws with a chance of at most `limit`: exact.

    The alternative is a Beta distribution above the limit, around twice its odds. A limit of 0 is
    refuted by a single one, one of 1 by nothing.

    >>> round(share_evidence(40, 60, 0.5), 3), share_evidence(20, 60, 0.5) < 0
    (2.541, True)
    """
    if limit >= 1 or not n:
        return 0.0
    if limit <= 0:
        return CERTAIN if count else 0.0
    twice = 2 * limit / (1 + limit)
    a, b = STRENGTH * twice, STRENGTH * (1 - twice)
    after_a, after_b = a + count, b + n - count
    beyond = float(betaincc(after_a, after_b, limit))
    if not beyond:
        return -inf
    ratio = float(betaln(after_a, after_b) - betaln(a, b))
    weight = log(beyond) - log(float(betaincc(a, b, limit)))
    return ratio + weight - count * log(limit) - (n - count) * log1p(-limit)


def normal_evidence(z: float, scale: MixtureScale) -> float:
    """Against a mean of at most the limit, from `z` standard errors above it: the normal mixture
    of `scale`, of which only the half above the limit is kept. Exact as units grow.

    >>> round(normal_evidence(3.0, MixtureScale(8.0)), 3)
    3.592
    """
    towards = z * sqrt(scale.weight / (scale.weight + 1))
    return scale.log_likelihood_ratio(z) + log(2) + float(log_ndtr(towards))


def p_value_of(evidence: float) -> float:
    """The p-value of the greatest evidence so far.

    >>> p_value_of(-3.0), round(p_value_of(4.605), 3)
    (1.0, 0.01)
    """
    return exp(-max(0.0, evidence))
