"""Beliefs about effects whose estimates are normal."""

from __future__ import annotations

from math import inf, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.bayes_normal import (
    NormalPosterior,
    NormalPrior,
    means_to_be_best,
    normal_posterior,
)
from burgee.stats.distributions import normal_tail
from burgee.stats.values import Estimate


def test_a_flat_prior_leaves_the_estimate() -> None:
    assert normal_posterior(Estimate(0.3, 0.1)) == NormalPosterior(0.3, 0.1)


def test_a_prior_is_weighed_by_its_precision() -> None:
    found = normal_posterior(Estimate(3.0, 1.0), NormalPrior(1.0, 0.25))
    assert found.mean == pytest.approx(1.4)
    assert found.sd == pytest.approx(0.2**0.5)


def test_losses_differ_by_the_effect() -> None:
    found = NormalPosterior(0.7, 0.4)
    gain = found.expected_loss_of_control - found.expected_loss_of_treatment
    assert gain == pytest.approx(0.7)


@pytest.mark.parametrize("z", [2.9999999, 3.0000001])
def test_both_formulas_of_a_loss_meet(z: float) -> None:
    assert NormalPosterior(z, 1.0).expected_loss_of_treatment == pytest.approx(
        0.00038215432, rel=1e-6
    )


@pytest.mark.parametrize("z", [5.0, 30.0, 100.0, 1e6, 1e200])
def test_far_from_0_a_loss_is_small_and_the_other_is_the_effect(z: float) -> None:
    found = NormalPosterior(z, 1.0)
    assert 0 <= found.expected_loss_of_treatment <= normal_tail(z)
    assert found.expected_loss_of_control == pytest.approx(z, rel=1e-6)


def test_the_credible_interval_leaves_alpha_outside() -> None:
    found = NormalPosterior(0.5, 0.2)
    interval = found.interval(0.1)
    assert normal_tail((interval.high - 0.5) / 0.2) == pytest.approx(0.05)
    assert interval.low + interval.high == pytest.approx(1.0)


def test_of_two_the_best_beats_the_other() -> None:
    both = means_to_be_best([NormalPosterior(1.0, 3.0), NormalPosterior(1.5, 4.0)])
    assert both[1] == pytest.approx(NormalPosterior(0.5, 5.0).probability_to_beat_control)


def test_of_many_alike_each_is_as_likely_the_best() -> None:
    found = means_to_be_best([NormalPosterior(2.0, 0.1)] * 20)
    assert found == pytest.approx([0.05] * 20, abs=1e-12)


def test_far_apart_beliefs_leave_no_doubt() -> None:
    found = means_to_be_best([NormalPosterior(0.0, 1e-6), NormalPosterior(1e6, 1.0)])
    assert found == pytest.approx((0.0, 1.0))


def test_a_sharp_belief_beside_a_vague_one_is_not_passed_over() -> None:
    found = means_to_be_best([NormalPosterior(0.5, 1e-7), NormalPosterior(0.0, 1.0)])
    assert found[0] == pytest.approx(1 - normal_tail(0.5), abs=1e-7)


@pytest.mark.parametrize(
    ("mean", "variance"), [(nan, 1.0), (inf, 1.0), (0.0, 0.0), (0.0, -1.0), (0.0, inf)]
)
def test_priors_that_are_none_are_refused(mean: float, variance: float) -> None:
    with pytest.raises(ImpossibleInput):
        NormalPrior(mean, variance)


def test_an_alpha_that_is_none_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        NormalPosterior(0.0, 1.0).interval(1.0)
