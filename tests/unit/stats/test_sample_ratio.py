from __future__ import annotations

from math import exp

import numpy as np
import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.sample_ratio import sample_ratio, sequential_sample_ratio
from burgee.stats.values import Undefined

IMPOSSIBLE = [
    ([10, 12], [0.3, 0.3, 0.4]),
    ([10, -1], [1, 1]),
    ([10, 1.5], [1, 1]),
    ([10, 12], [1, -1]),
    ([10, 12], [1, float("nan")]),
    ([10, 12], [1, float("inf")]),
    ([10, 12], [0, 0]),
    ([], []),
]


def test_mendels_peas_are_as_planned() -> None:
    # Mendel (1866): 315, 108, 101, 32 where 9:3:3:1 was expected; chi-square 0.470.
    answer = sample_ratio([315, 108, 101, 32], [9, 3, 3, 1])
    assert (round(_known(answer.chi2), 3), answer.df) == (0.470, 3)


def test_units_are_expected_by_their_weights() -> None:
    assert sample_ratio([5, 15], [3, 1]).expected == (15.0, 5.0)


def test_a_variant_without_weight_does_not_count() -> None:
    answer = sample_ratio([510, 490, 0], [0.5, 0.5, 0])
    assert (answer.df, round(_known(answer.p_value), 4)) == (1, 0.5271)


def test_units_of_a_variant_without_weight_are_told() -> None:
    assert sample_ratio([510, 490, 3], [0.5, 0.5, 0]).unplanned == 3


def test_a_far_tail_keeps_its_digits() -> None:
    assert _known(sample_ratio([1000, 0], [1, 1]).p_value) == pytest.approx(1.79583e-219, rel=1e-5)


def test_without_units_there_is_no_ratio() -> None:
    answer = sample_ratio([0, 0], [1, 1])
    assert (answer.chi2, answer.df) == (Undefined("no units came"), 1)


def test_a_single_planned_variant_has_no_ratio() -> None:
    answer = sample_ratio([10, 0], [1, 0])
    assert answer.p_value == Undefined("only one variant has a weight")


@pytest.mark.parametrize(("observed", "weights"), IMPOSSIBLE)
def test_impossible_units_and_weights_are_refused(
    observed: list[int], weights: list[float]
) -> None:
    with pytest.raises(ImpossibleInput):
        sample_ratio(observed, weights)


@pytest.mark.parametrize(("observed", "weights"), IMPOSSIBLE)
def test_the_sequential_test_refuses_the_same(observed: list[int], weights: list[float]) -> None:
    with pytest.raises(ImpossibleInput):
        sequential_sample_ratio(observed, weights)


@pytest.mark.parametrize("concentration", [0.0, -1.0, float("inf"), float("nan")])
def test_a_concentration_is_finite_and_above_0(concentration: float) -> None:
    with pytest.raises(ImpossibleInput):
        sequential_sample_ratio([1, 1], [1, 1], [100.0, concentration])


def test_no_units_are_no_evidence() -> None:
    answer = sequential_sample_ratio([0, 0], [3, 1])
    assert (answer.log_bayes_factor, answer.p_value) == pytest.approx((0, 1), abs=1e-9)


def test_one_unit_is_no_evidence_as_the_prior_is_centred_on_the_plan() -> None:
    assert sequential_sample_ratio([1, 0, 0], [2, 1, 1]).log_bayes_factor == pytest.approx(
        0, abs=1e-9
    )


def test_two_units_are_weighed_by_hand() -> None:
    # Under the prior both are of the first variant with 1/2 * (k/2 + 1) / (k + 1), here k = 2.
    answer = sequential_sample_ratio([2, 0], [1, 1], [2.0])
    assert exp(answer.log_bayes_factor) == pytest.approx((1 / 2 * 2 / 3) / (1 / 4))


def test_several_concentrations_are_weighed_alike() -> None:
    each = [sequential_sample_ratio([60, 40], [1, 1], [one]) for one in (2.0, 50.0)]
    both = sequential_sample_ratio([60, 40], [1, 1], [2.0, 50.0])
    mean = sum(exp(one.log_bayes_factor) for one in each) / 2
    assert exp(both.log_bayes_factor) == pytest.approx(mean)


SEEN_AT = {100: 79, 400: 247, 1_000: 571, 10_000: 5_218, 100_000: 50_686, 1_000_000: 502_241}


@pytest.mark.parametrize(("units", "of_one"), SEEN_AT.items())
def test_a_mismatch_is_seen_at_few_units_and_at_many(units: int, of_one: int) -> None:
    fewer = sequential_sample_ratio([of_one - 1, units - of_one + 1], [1, 1]).p_value
    found = sequential_sample_ratio([of_one, units - of_one], [1, 1]).p_value
    assert found < 0.001 <= fewer


def test_some_concentration_is_needed() -> None:
    with pytest.raises(ImpossibleInput):
        sequential_sample_ratio([1, 1], [1, 1], [])


def test_a_thousand_million_units_cost_no_digits() -> None:
    # The last of 10^9 units multiplies the factor by its chance under the prior over its share.
    before = sequential_sample_ratio([500_070_000, 499_930_000], [1, 1], [100.0])
    after = sequential_sample_ratio([500_070_001, 499_930_000], [1, 1], [100.0])
    step = (50 + 500_070_000) / (100 + 10**9) / 0.5
    assert after.log_bayes_factor - before.log_bayes_factor == pytest.approx(step - 1, rel=1e-4)


def test_many_looks_alarm_as_seldom_as_promised() -> None:
    draws = np.random.default_rng(20240105).binomial(1000, 0.5, size=(400, 20)).cumsum(axis=1)
    alarms = sum(
        any(
            sequential_sample_ratio([n, 1000 * look - n], [1, 1], [500.0]).p_value < 0.1
            for look, n in enumerate(run, start=1)
        )
        for run in draws.tolist()
    )
    assert 0 < alarms / 400 <= 0.1


def _known(number: float | Undefined) -> float:
    assert not isinstance(number, Undefined)
    return number
