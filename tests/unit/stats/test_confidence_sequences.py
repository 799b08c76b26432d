"""Intervals and p-values that hold at every look."""

from __future__ import annotations

from math import exp, inf, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.confidence_sequences import ConfidenceSequence, MixtureScale
from burgee.stats.crossing import upper_crossings
from burgee.stats.distributions import normal_quantile
from burgee.stats.values import Estimate

SEQUENCE = ConfidenceSequence.tuned(5000, alpha=0.05)


def test_the_interval_is_that_of_the_definition() -> None:
    interval = SEQUENCE.interval(Estimate(0.08, 0.031461658163), 5000, alpha=0.05)
    assert interval.low == pytest.approx(-0.0154927077, abs=1e-9)
    assert interval.high == pytest.approx(0.1754927077, abs=1e-9)


def test_p_is_alpha_where_the_interval_touches_0() -> None:
    se, n = 0.5, 4321
    edge = Estimate(SEQUENCE.bound(n, alpha=0.013) * se, se)
    assert SEQUENCE.p_value(edge, n) == pytest.approx(0.013)
    assert SEQUENCE.interval(edge, n, alpha=0.013).low == pytest.approx(0.0, abs=1e-12)


def test_p_is_never_above_1() -> None:
    assert SEQUENCE.p_value(Estimate(0.0, 1.0), 5000) == 1.0


def test_far_out_p_keeps_its_digits() -> None:
    assert 0 < SEQUENCE.p_value(Estimate(30.0, 1.0), 5000) < 1e-150


@pytest.mark.parametrize("n", [1, 100, 5000, 10**6, 2 * 10**9])
def test_an_interval_is_wider_than_that_of_one_look(n: int) -> None:
    assert normal_quantile(0.025) < SEQUENCE.bound(n, alpha=0.05) < inf


def test_bounds_are_lowest_near_the_units_it_is_tuned_to() -> None:
    bounds = {n: SEQUENCE.bound(n, alpha=0.05) for n in (500, 5000, 50_000)}
    assert min(bounds, key=lambda n: bounds[n]) == 5000


def test_without_units_nothing_is_known() -> None:
    assert SEQUENCE.bound(0, alpha=0.05) == inf
    assert SEQUENCE.p_value(Estimate(9.0, 1.0), 0) == 1.0


def test_at_all_looks_together_it_errs_less_than_alpha() -> None:
    looks = range(100, 20_001, 100)
    bounds = [SEQUENCE.bound(n, alpha=0.05) for n in looks]
    assert 0.01 < 2 * sum(upper_crossings(looks, bounds, sides=2)) < 0.05


def test_a_likelihood_ratio_is_the_inverse_of_p() -> None:
    scale = MixtureScale(3.0)
    assert exp(-scale.log_likelihood_ratio(3.0)) == pytest.approx(scale.p_value(3.0))


@pytest.mark.parametrize("rho", [0.0, -1.0, inf, nan])
def test_a_rho_that_spreads_nothing_is_refused(rho: float) -> None:
    with pytest.raises(ImpossibleInput, match="rho"):
        ConfidenceSequence(rho)


@pytest.mark.parametrize("units", [0, -5, inf, nan])
def test_tuning_to_no_units_is_refused(units: float) -> None:
    with pytest.raises(ImpossibleInput, match="tuned"):
        ConfidenceSequence.tuned(units, alpha=0.05)


@pytest.mark.parametrize("alpha", [0.0, 1.0, 1.5])
def test_an_alpha_that_is_none_is_refused(alpha: float) -> None:
    with pytest.raises(ImpossibleInput, match="alpha"):
        ConfidenceSequence.tuned(5000, alpha=alpha)
    with pytest.raises(ImpossibleInput, match="alpha"):
        SEQUENCE.bound(100, alpha=alpha)


def test_fewer_units_than_none_are_refused() -> None:
    with pytest.raises(ImpossibleInput, match="counts units"):
        SEQUENCE.bound(-1, alpha=0.05)
