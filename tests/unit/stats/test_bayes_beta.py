"""Beliefs about rates."""

from __future__ import annotations

from math import exp, inf, lgamma, log, nan

import numpy as np
import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.bayes_beta import UNIFORM, Beta, LogitBeliefs, rate_decision, rates_to_be_best
from burgee.stats.being_best import curves_of
from burgee.stats.proportions import Proportion

SHAPES = [(1, 1), (0.5, 0.5), (0.01, 2), (1, 1e9), (1e9, 0.5), (5e7, 9.5e8), (31, 29), (30, 1e6)]


def exact_to_beat(control: Beta, treatment: Beta) -> float:
    """P(treatment > control) by a finite sum (Miller 2015), for a whole `a` of the treatment."""

    def log_beta(a: float, b: float) -> float:
        return lgamma(a) + lgamma(b) - lgamma(a + b)

    return sum(
        exp(
            log_beta(control.a + i, treatment.b + control.b)
            - log(treatment.b + i)
            - log_beta(1 + i, treatment.b)
            - log_beta(control.a, control.b)
        )
        for i in range(int(treatment.a))
    )


@pytest.mark.parametrize(
    ("control", "treatment"),
    [
        (Beta(121, 881), Beta(151, 851)),
        (Beta(1, 51), Beta(4, 48)),
        (Beta(0.5, 3.5), Beta(2, 1.5)),
        (Beta(1001, 1), Beta(1, 1001)),
        (Beta(1, 1), Beta(500, 100)),
    ],
)
def test_quadrature_agrees_with_the_exact_sum(control: Beta, treatment: Beta) -> None:
    found = rate_decision(control=control, treatment=treatment)
    exact = exact_to_beat(control, treatment)
    assert found.probability_to_beat_control == pytest.approx(exact, rel=1e-9)
    assert rates_to_be_best([control, treatment])[1] == pytest.approx(exact, rel=1e-8)


def test_losses_differ_by_the_difference_of_the_means() -> None:
    control, treatment = Beta(21, 380), Beta(31, 380)
    found = rate_decision(control=control, treatment=treatment)
    gain = found.expected_loss_of_control - found.expected_loss_of_treatment
    assert gain == pytest.approx(treatment.mean - control.mean, rel=1e-9)


def test_a_loss_that_is_next_to_nothing_is_not_below_0() -> None:
    found = rate_decision(control=Beta(1000, 9000), treatment=Beta(2000, 8000))
    assert 0 <= found.expected_loss_of_treatment < 1e-30


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_densities_hold_all_of_the_probability(a: float, b: float) -> None:
    beliefs = LogitBeliefs([Beta(a, b)])
    curves = curves_of(beliefs, beliefs.spreads[0].low)
    assert float(curves.density[0] @ curves.weights) == pytest.approx(1.0, abs=1e-6)
    assert curves.above[0, 0] == pytest.approx(1.0, abs=1e-6)
    assert np.all(np.diff(curves.below[0]) >= -1e-8)


@pytest.mark.parametrize("place", [-3.0, -0.5, 0.5, 3.0])
def test_what_lies_below_a_logit_is_what_the_uniform_says(place: float) -> None:
    assert LogitBeliefs([UNIFORM]).below(place)[0] == pytest.approx(1 / (1 + exp(-place)))


def test_the_uniform_is_updated_by_counts() -> None:
    assert UNIFORM.after(Proportion(3, 10)) == Beta(4, 8)


def test_no_data_leave_the_prior() -> None:
    belief = Beta(2, 6).after(Proportion(0, 0))
    assert belief.mean == 0.25


def test_a_credible_interval_of_zero_conversions_starts_near_0() -> None:
    interval = UNIFORM.after(Proportion(0, 50)).interval(0.05)
    assert interval.low == pytest.approx(1 - 0.975 ** (1 / 51))
    assert interval.high == pytest.approx(1 - 0.025 ** (1 / 51))


def test_of_many_alike_each_is_as_likely_the_best() -> None:
    assert rates_to_be_best([Beta(3, 9)] * 10) == pytest.approx([0.1] * 10, abs=1e-9)


def test_one_variant_alone_is_the_best() -> None:
    assert rates_to_be_best([Beta(3, 9)]) == pytest.approx((1.0,))


def test_a_billion_units_beside_a_few_are_weighed_right() -> None:
    known, few = Beta(10**8, 9 * 10**8), Beta(2, 10)
    found = rates_to_be_best([known, few])
    beyond = 0.9**11 + 11 * 0.1 * 0.9**10
    assert found[1] == pytest.approx(beyond, rel=1e-5)


@pytest.mark.parametrize("parameter", [0.0, -1.0, 0.0001, inf, nan])
def test_parameters_that_make_no_belief_are_refused(parameter: float) -> None:
    with pytest.raises(ImpossibleInput, match="parameters"):
        Beta(parameter, 1.0)
    with pytest.raises(ImpossibleInput, match="parameters"):
        Beta(1.0, parameter)


def test_an_alpha_that_is_none_is_refused() -> None:
    with pytest.raises(ImpossibleInput, match="alpha"):
        UNIFORM.interval(0.0)
