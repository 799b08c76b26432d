from __future__ import annotations

from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.errors import ImpossibleInput
from burgee.stats.histograms import histogram_of
from burgee.stats.ranks import kolmogorov_smirnov, mann_whitney, shared_bins
from burgee.stats.values import Alternative, Undefined

NO_UNITS = Undefined("a variant has no units")
COUNTS = st.lists(st.integers(0, 30), min_size=4, max_size=4)


def test_pairs_are_counted_and_ties_halved() -> None:
    answer = mann_whitney([1, 2, 3], control=[1, 1, 0], treatment=[0, 1, 1])
    assert (answer.u_treatment, answer.prob_superiority) == (3.5, 0.875)


def test_without_ties_the_p_value_is_the_textbooks() -> None:
    # Ranks 1-5 against 6-10: U = 25, z = (12.5 - 0.5) / sqrt(5 * 5 * 11 / 12).
    ones, zeros = [1] * 5, [0] * 5
    answer = mann_whitney(range(10), control=ones + zeros, treatment=zeros + ones)
    assert answer.p_value == pytest.approx(0.0121858, rel=1e-5)


@pytest.mark.parametrize(
    ("alternative", "is_small"), [(Alternative.GREATER, True), (Alternative.LESS, False)]
)
def test_a_one_sided_test_asks_about_the_treatment(
    alternative: Alternative, is_small: bool
) -> None:
    answer = mann_whitney([0, 1], control=[90, 10], treatment=[50, 50], alternative=alternative)
    assert (_known(answer.p_value) < 1e-6) is is_small


@given(COUNTS, COUNTS)
def test_exchanged_variants_have_the_same_p_value(first: list[int], second: list[int]) -> None:
    there = mann_whitney(range(4), control=first, treatment=second)
    back = mann_whitney(range(4), control=second, treatment=first)
    assert there.p_value == back.p_value


def test_values_may_come_in_any_order_and_twice() -> None:
    plain = mann_whitney([1, 2], control=[5, 4], treatment=[3, 9])
    assert mann_whitney([2, 1, 2], control=[1, 5, 3], treatment=[9, 3, 0]) == plain


def test_equal_numbers_have_no_order() -> None:
    answer = mann_whitney([1, 2], control=[30, 0], treatment=[40, 0])
    assert (answer.u_treatment, answer.prob_superiority, answer.p_value) == (
        600,
        0.5,
        Undefined("all units have the same number"),
    )


def test_a_variant_without_units_has_no_order() -> None:
    answer = mann_whitney([1, 2], control=[3, 4], treatment=[0, 0])
    assert (answer.u_treatment, answer.prob_superiority, answer.p_value) == (0, NO_UNITS, NO_UNITS)


def test_a_thousand_million_units_are_exact() -> None:
    n = 10**9
    answer = mann_whitney([0, 1], control=[n - 1, 1], treatment=[n, 0])
    assert answer.u_treatment == (n * n - n) / 2


def test_the_greatest_distance_of_shares_is_found() -> None:
    answer = kolmogorov_smirnov([3, 1, 2], control=[0, 2, 2], treatment=[3, 0, 1])
    assert answer.statistic == 0.75


def test_the_limit_distribution_gives_the_p_value() -> None:
    # sqrt(500) * 0.061 is a little beyond 1.358, the 5 % point of Smirnov's table (1948).
    answer = kolmogorov_smirnov([0, 1], control=[500, 500], treatment=[439, 561])
    assert _known(answer.p_value) == pytest.approx(2 * exp(-1000 * 0.061**2), rel=1e-4)


def test_equal_shares_are_no_evidence() -> None:
    assert kolmogorov_smirnov([1, 2], control=[1, 2], treatment=[2, 4]).p_value == 1


def test_a_variant_without_units_has_no_distribution() -> None:
    answer = kolmogorov_smirnov([1], control=[0], treatment=[5])
    assert (answer.statistic, answer.p_value) == (NO_UNITS, NO_UNITS)


@pytest.mark.parametrize(
    ("values", "control", "treatment"),
    [
        ([1, 2], [1], [1, 2]),
        ([1, 2], [1, 1], [1]),
        ([1, inf], [1, 1], [1, 1]),
        ([1, 2], [1, -1], [1, 1]),
        ([1, 2], [1, 1], [1, 0.5]),
    ],
)
def test_impossible_counts_are_refused(
    values: list[float], control: list[int], treatment: list[int]
) -> None:
    with pytest.raises(ImpossibleInput):
        mann_whitney(values, control=control, treatment=treatment)


def test_bins_of_one_variant_alone_count_none_of_the_other() -> None:
    control, treatment = histogram_of([(0, 0, 9), (1, 2, 1)]), histogram_of([(1, 2, 4), (5, 6, 1)])
    assert shared_bins(control=control, treatment=treatment) == ([0, 1, 5], [9, 1, 0], [0, 4, 1])


def _known(number: float | Undefined) -> float:
    assert not isinstance(number, Undefined)
    return number
