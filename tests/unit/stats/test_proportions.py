"""Proportions: the z test, and intervals of one rate, against printed numbers and at the edges."""

from __future__ import annotations

from math import nan, sqrt

import pytest
from scipy import stats

from burgee.domain.errors import ImpossibleInput
from burgee.stats.contingency import contingency
from burgee.stats.proportions import (
    Proportion,
    ProportionInterval,
    proportion_effect,
    proportion_interval,
    rate_difference,
    two_proportion_z_test,
)
from burgee.stats.values import Alternative, Undefined

CONTROL = Proportion(120, 1000)
TREATMENT = Proportion(150, 1000)
NOBODY = Proportion(0, 0)
NONE = Proportion(0, 400)
ALL = Proportion(300, 300)


@pytest.mark.parametrize(
    ("successes", "n"), [(-1, 10), (12, 10), (1.5, 10), (1, 10.5), (nan, 10), (1, nan), (0, -1)]
)
def test_counts_that_no_data_gives_are_refused(successes: int, n: int) -> None:
    with pytest.raises(ImpossibleInput, match="successes are whole numbers from 0 to n"):
        Proportion(successes, n)


def test_a_proportion_is_a_mean_of_zeros_and_ones() -> None:
    moments = Proportion(2, 5).moments

    assert (moments.n, moments.mean) == (5, 0.4)
    assert moments.m2 == pytest.approx(2 * 0.6**2 + 3 * 0.4**2)
    assert NOBODY.moments.n == 0


def test_z_squared_is_chi_square() -> None:
    test = two_proportion_z_test(control=CONTROL, treatment=Proportion(95, 600))

    square = contingency([[120, 880], [95, 505]])
    assert test.z**2 == pytest.approx(square.chi2)
    assert test.p_value == pytest.approx(square.p_value)


def test_each_alternative_has_its_tail() -> None:
    p_values = {
        each: two_proportion_z_test(control=CONTROL, treatment=TREATMENT, alternative=each).p_value
        for each in Alternative
    }

    assert p_values[Alternative.GREATER] + p_values[Alternative.LESS] == pytest.approx(1.0)
    assert p_values[Alternative.TWO_SIDED] == pytest.approx(2 * p_values[Alternative.GREATER])


def test_the_far_tail_keeps_its_digits() -> None:
    test = two_proportion_z_test(
        control=Proportion(5000, 100_000), treatment=Proportion(8500, 100_000)
    )

    assert test.p_value == pytest.approx(1.2687635453831622e-213, rel=1e-6)


def test_alike_variants_have_a_p_value_of_1() -> None:
    test = two_proportion_z_test(control=Proportion(10, 100), treatment=Proportion(30, 300))

    assert (test.z, test.p_value) == (0.0, 1.0)


@pytest.mark.parametrize("compare", [two_proportion_z_test, proportion_effect])
@pytest.mark.parametrize(
    ("control", "treatment", "because"),
    [
        (NOBODY, CONTROL, "in the control there are no units"),
        (CONTROL, NOBODY, "in the treatment there are no units"),
        (NONE, Proportion(0, 7), "no unit converted"),
        (ALL, Proportion(7, 7), "all units converted"),
    ],
)
def test_where_nothing_can_be_said_the_answer_says_why(
    compare: object, control: Proportion, treatment: Proportion, because: str
) -> None:
    assert compare(control=control, treatment=treatment) == Undefined(because)


def test_none_against_all_is_tested_and_has_no_unpooled_error() -> None:
    assert two_proportion_z_test(control=NONE, treatment=ALL).z > 20
    assert proportion_effect(control=NONE, treatment=ALL) == Undefined(
        "all units of one variant converted, and none of the other"
    )


def test_the_unpooled_error_is_that_of_both_rates() -> None:
    effect = proportion_effect(control=CONTROL, treatment=TREATMENT)

    assert effect.value == rate_difference(control=CONTROL, treatment=TREATMENT)
    assert effect.se == pytest.approx(sqrt(0.12 * 0.88 / 1000 + 0.15 * 0.85 / 1000))


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_has_newcombes_printed_ends(
    successes: int, n: int, low: float, high: float
) -> None:
    interval = proportion_interval(Proportion(successes, n), alpha=0.05)

    assert interval.low == pytest.approx(low, abs=5e-5)  # Newcombe (1998), 17: 857-872, table I
    assert interval.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize("method", ProportionInterval)
@pytest.mark.parametrize("successes", [0, 1, 7, 19, 20])
def test_swapping_successes_and_failures_mirrors_the_interval(
    method: ProportionInterval, successes: int
) -> None:
    there = proportion_interval(Proportion(successes, 20), alpha=0.05, method=method)
    back = proportion_interval(Proportion(20 - successes, 20), alpha=0.05, method=method)

    assert (1 - back.high, 1 - back.low) == (
        pytest.approx(there.low, abs=1e-12),
        pytest.approx(there.high, abs=1e-12),
    )


@pytest.mark.parametrize("method", ProportionInterval)
@pytest.mark.parametrize("successes", [0, 1, 10**9])
def test_an_interval_lies_within_0_and_1_and_holds_the_rate(
    method: ProportionInterval, successes: int
) -> None:
    proportion = Proportion(successes, 10**9)

    interval = proportion_interval(proportion, alpha=1e-6, method=method)

    tail_of_jeffreys = 1e-9 if method is ProportionInterval.JEFFREYS else 0.0
    assert 0 <= interval.low <= proportion.rate + tail_of_jeffreys
    assert proportion.rate - tail_of_jeffreys <= interval.high <= 1


def test_the_exact_interval_leaves_half_of_alpha_to_each_side() -> None:
    interval = proportion_interval(
        Proportion(7, 30), alpha=0.1, method=ProportionInterval.CLOPPER_PEARSON
    )

    assert stats.binom.sf(6, 30, interval.low) == pytest.approx(0.05)
    assert stats.binom.cdf(7, 30, interval.high) == pytest.approx(0.05)


def test_without_units_there_is_no_interval() -> None:
    assert proportion_interval(NOBODY, alpha=0.05) == NOBODY.rate


def test_an_alpha_of_0_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        proportion_interval(CONTROL, alpha=0.0)
