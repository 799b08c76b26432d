from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.errors import ImpossibleInput
from burgee.stats.bandits import (
    epsilon_greedy_weights,
    thompson_probabilities,
    thompson_weights,
    top_two_weights,
    ucb1,
    with_least_share,
)
from burgee.stats.bayes_beta import Beta
from burgee.stats.proportions import Proportion

SHARES = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)


def test_a_prior_decides_where_nothing_is_known() -> None:
    # Of Beta(2, 1) and Beta(1, 1), the first is greater with probability 2/3.
    found = thompson_probabilities([Proportion(1, 1), Proportion(0, 0)], Beta(1, 1))
    assert found == pytest.approx([2 / 3, 1 / 3])


def test_two_variants_share_by_beta_alone() -> None:
    assert top_two_weights([0.9, 0.1], beta=0.3) == pytest.approx([0.27 + 0.07, 0.03 + 0.63])


def test_beta_1_is_thompson_sampling() -> None:
    assert top_two_weights([0.7, 0.2, 0.1], beta=1.0) == [0.7, 0.2, 0.1]


def test_a_sure_best_leaves_the_rest_to_all_others_alike() -> None:
    assert top_two_weights([0.0, 1.0, 0.0], beta=0.6) == [0.2, 0.6, 0.2]


def test_a_nearly_sure_best_keeps_the_order_of_the_others() -> None:
    found = top_two_weights([1 - 4e-18, 3e-18, 1e-18], beta=0.5)
    assert found == pytest.approx([0.5, 0.375, 0.125])


def test_a_single_variant_has_all() -> None:
    assert top_two_weights([1.0]) == [1.0]


@given(SHARES, st.floats(0, 1))
def test_top_two_shares_add_up(numbers: list[int], beta: float) -> None:
    shares = [each / sum(numbers) for each in numbers]
    assert sum(top_two_weights(shares, beta)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("shares", "beta"), [([0.5, 0.4], 0.5), ([1.5, -0.5], 0.5), ([0.5, 0.5], 1.5), ([], 0.5)]
)
def test_impossible_shares_are_refused(shares: list[float], beta: float) -> None:
    with pytest.raises(ImpossibleInput):
        top_two_weights(shares, beta)


def test_a_variant_that_nobody_met_is_next() -> None:
    assert ucb1([3.0, 0.0, 0.0], [10, 0, 0]).choose == 1


def test_the_first_of_equal_bounds_is_next() -> None:
    assert ucb1([1.0, 1.0], [2, 2]).choose == 0


def test_one_unit_in_all_has_the_bound_of_its_mean() -> None:
    assert ucb1([0.5], [1]).index == (0.5,)


@pytest.mark.parametrize(
    ("rewards", "units"),
    [([], []), ([1.0], [1, 2]), ([float("nan")], [1]), ([1.0], [-1]), ([1.0], [0])],
)
def test_impossible_rewards_are_refused(rewards: list[float], units: list[int]) -> None:
    with pytest.raises(ImpossibleInput):
        ucb1(rewards, units)


def test_greed_shares_among_equals() -> None:
    assert epsilon_greedy_weights((0.2, 0.2, 0.1), 0.0) == [0.5, 0.5, 0.0]


@pytest.mark.parametrize(("means", "epsilon"), [([], 0.1), ([float("nan")], 0.1), ([0.1], 1.1)])
def test_impossible_means_are_refused(means: list[float], epsilon: float) -> None:
    with pytest.raises(ImpossibleInput):
        epsilon_greedy_weights(means, epsilon)


@given(SHARES)
def test_no_variant_is_left_without_its_least_share(numbers: list[int]) -> None:
    found = with_least_share([each / sum(numbers) for each in numbers], 0.05)
    assert min(found) >= 0.05
    assert sum(found) == pytest.approx(1)


def test_least_shares_that_take_all_are_equal() -> None:
    assert with_least_share([0.5, 0.5], 0.5) == [0.5, 0.5]


@pytest.mark.parametrize("least", [-0.1, 0.6])
def test_impossible_least_shares_are_refused(least: float) -> None:
    with pytest.raises(ImpossibleInput):
        with_least_share([0.5, 0.5], least)


def test_shares_are_equal_until_every_variant_has_units() -> None:
    assert thompson_weights([Proportion(90, 100), Proportion(0, 99)]) == [0.5, 0.5]


def test_after_that_the_better_one_has_more_and_none_nothing() -> None:
    found = thompson_weights([Proportion(90, 100), Proportion(50, 100), Proportion(1, 100)])
    assert found == sorted(found, reverse=True)
    assert found[-1] == pytest.approx(0.01)
