"""Means compared: against printed numbers, exact identities and at the edges."""

from __future__ import annotations

from math import inf

import pytest
from scipy import stats

from burgee.stats.means import (
    both,
    difference,
    difference_of_means,
    mean_of,
    standard_error,
    student,
    welch,
)
from burgee.stats.moments import Moments, moments_from_sums
from burgee.stats.values import Alternative, Estimate, Undefined

# Student (1908): hours of sleep that two drugs added.
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
EMPTY = Moments(0, 0.0, 0.0)
ONE = Moments(1, 4.0, 0.0)
TEN = Moments(10, 5.0, 50.0)
SAME = Moments(10, 3.0, 0.0)
LOST = moments_from_sums(3, 300000003.0, 3.0000000600000004e16)


def moments_of(values: list[float]) -> Moments:
    return moments_from_sums(len(values), sum(values), sum(each * each for each in values))


def test_students_sleep_has_welchs_printed_answer() -> None:
    effect = welch(control=moments_of(FIRST), treatment=moments_of(SECOND))

    assert effect.ratio == pytest.approx(1.8608, abs=5e-5)
    assert effect.df == pytest.approx(17.776, abs=5e-4)
    assert effect.p_value() == pytest.approx(0.07939, abs=5e-6)


def test_students_sleep_has_the_pooled_answer() -> None:
    effect = student(control=moments_of(FIRST), treatment=moments_of(SECOND))

    assert effect.df == 18
    assert effect.p_value() == pytest.approx(0.07919, abs=5e-6)


@pytest.mark.parametrize("alternative", Alternative)
def test_welch_agrees_with_another_implementation(alternative: Alternative) -> None:
    effect = welch(control=Moments(200, 5.0, 900.0), treatment=Moments(30, 5.4, 400.0))

    other = stats.ttest_ind_from_stats(
        5.4,
        (400 / 29) ** 0.5,
        30,
        5.0,
        (900 / 199) ** 0.5,
        200,
        equal_var=False,
        alternative=alternative.value,
    )
    assert effect.p_value(alternative) == pytest.approx(other.pvalue, rel=1e-9)


def test_swapping_the_variants_turns_the_sign_and_nothing_else() -> None:
    there = welch(control=moments_of(FIRST), treatment=moments_of(SECOND))
    back = welch(control=moments_of(SECOND), treatment=moments_of(FIRST))

    assert back == Estimate(-there.value, there.se, pytest.approx(there.df))


def test_equal_sizes_and_variances_make_welch_and_student_one() -> None:
    control, treatment = Moments(50, 1.0, 80.0), Moments(50, 1.3, 80.0)

    ours = welch(control=control, treatment=treatment)

    pooled = student(control=control, treatment=treatment)
    assert (ours.se, ours.df) == (pytest.approx(pooled.se), pytest.approx(pooled.df))


def test_a_variant_without_spread_leaves_the_other_ones_degrees_of_freedom() -> None:
    effect = welch(control=SAME, treatment=TEN)

    assert effect.df == pytest.approx(9)


def test_a_billion_units_differ_as_finely_as_they_can() -> None:
    many = 10**9
    effect = welch(
        control=moments_from_sums(many, 2 * many, 9 * many),
        treatment=moments_from_sums(many, 2 * many + 10**5, 9 * many + 5 * 10**5),
    )

    assert effect.value == pytest.approx(1e-4, rel=1e-9)
    assert effect.p_value() == pytest.approx(0.3173129, rel=1e-6)


def test_spreads_too_small_to_square_are_compared_all_the_same() -> None:
    tiny = Moments(10, 0.0, 1e-300)

    assert welch(control=tiny, treatment=tiny).df == pytest.approx(18)


@pytest.mark.parametrize("test", [welch, student])
@pytest.mark.parametrize(
    ("control", "treatment"), [(EMPTY, TEN), (TEN, EMPTY), (SAME, SAME), (LOST, TEN), (ONE, ONE)]
)
def test_where_nothing_can_be_said_the_answer_says_why(
    test: object, control: Moments, treatment: Moments
) -> None:
    answer = test(control=control, treatment=treatment)

    assert isinstance(answer, Undefined)


def test_one_unit_is_enough_for_a_pooled_variance_and_not_for_its_own() -> None:
    assert student(control=ONE, treatment=TEN).df == 9
    assert welch(control=ONE, treatment=TEN) == Undefined(
        "in the control there are fewer than 2 units"
    )


def test_the_difference_of_means_is_there_where_nothing_follows_from_it() -> None:
    assert difference_of_means(control=ONE, treatment=TEN) == 1.0
    assert difference_of_means(control=EMPTY, treatment=TEN) == Undefined(
        "in the control there are no units"
    )


def test_the_standard_error_is_0_without_spread_and_undefined_without_units() -> None:
    of_same, of_ten, of_one = mean_of(SAME), mean_of(TEN), mean_of(ONE)

    assert standard_error(control=of_same, treatment=of_same) == 0.0
    assert standard_error(control=of_same, treatment=of_ten) == of_ten.se
    assert standard_error(control=of_ten, treatment=of_one) == Undefined(
        "in the treatment there are fewer than 2 units"
    )


def test_estimates_with_a_known_error_differ_normally() -> None:
    apart = difference(control=Estimate(1.0, 3.0), treatment=Estimate(2.0, 4.0))

    assert apart == Estimate(1.0, 5.0, inf)


def test_the_degrees_of_freedom_are_between_the_smaller_and_the_sum() -> None:
    apart = difference(control=Estimate(0.0, 1.0, 5), treatment=Estimate(0.0, 2.0, 9))

    assert 5 < apart.df < 14


def test_both_are_there_or_the_one_that_is_missing_is_named() -> None:
    missing = Undefined("there are no units")

    assert both(control=1, treatment=2) == (1, 2)
    assert both(control=missing, treatment=missing) == Undefined(
        "in the control there are no units"
    )
