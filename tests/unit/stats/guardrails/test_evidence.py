"""Evidence against a limit: exact for shares, and no more than it should be."""

from __future__ import annotations

from math import exp, inf, log, sqrt

import pytest
from scipy.integrate import quad
from scipy.stats import beta, binom, norm

from burgee.stats.confidence_sequences import MixtureScale
from burgee.stats.guardrails.evidence import (
    CERTAIN,
    STRENGTH,
    normal_evidence,
    p_value_of,
    share_evidence,
)


@pytest.mark.parametrize("limit", [0.01, 0.1, 0.5, 0.9])
@pytest.mark.parametrize(("count", "n"), [(0, 5), (3, 7), (40, 60), (60, 60)])
def test_evidence_is_the_mean_likelihood_ratio_above_the_limit(
    limit: float, count: int, n: int
) -> None:
    twice = 2 * limit / (1 + limit)
    prior = beta(STRENGTH * twice, STRENGTH * (1 - twice))

    def weighed(share: float) -> float:
        ratio = (share / limit) ** count * ((1 - share) / (1 - limit)) ** (n - count)
        return float(ratio * prior.pdf(share))

    mean = quad(weighed, limit, 1, epsabs=0, limit=500)[0] / prior.sf(limit)

    assert share_evidence(count, n, limit) == pytest.approx(log(mean), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("limit", [0.02, 0.3, 0.5])
@pytest.mark.parametrize("share", [1.0, 0.7])
def test_the_mean_of_it_is_1_at_the_limit_and_less_below(limit: float, share: float) -> None:
    n = 40

    mean = sum(
        exp(share_evidence(count, n, limit)) * binom.pmf(count, n, limit * share)
        for count in range(n + 1)
    )

    assert mean == pytest.approx(1.0) if share == 1.0 else mean < 1


@pytest.mark.parametrize(
    ("count", "n", "limit", "expected"),
    [(0, 0, 0.5, 0.0), (9, 9, 1.0, 0.0), (0, 9, 0.0, 0.0), (1, 9, 0.0, CERTAIN)],
)
def test_limits_that_nothing_or_a_single_one_refutes(
    count: int, n: int, limit: float, expected: float
) -> None:
    assert share_evidence(count, n, limit) == expected


def test_what_lies_far_below_the_limit_is_no_evidence_at_all() -> None:
    assert share_evidence(0, 1_000_000, 0.5) == -inf


def test_evidence_of_a_mean_is_that_of_half_a_normal_mixture() -> None:
    z, weight = 2.3, 7.0

    def weighed(drift: float) -> float:
        return float(2 * norm.pdf(drift, 0, sqrt(weight)) * exp(drift * z - drift * drift / 2))

    mean = quad(weighed, 0, inf)[0]

    assert normal_evidence(z, MixtureScale(weight)) == pytest.approx(log(mean))


def test_evidence_below_nothing_has_a_p_value_of_1() -> None:
    assert p_value_of(-inf) == p_value_of(0.0) == 1.0
