"""Fisher's exact test against exact arithmetic, printed numbers and the size of the world."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burgee.stats.fisher import fisher_exact_test
from burgee.stats.proportions import Proportion, two_proportion_z_test
from burgee.stats.values import Alternative, Undefined

PROPORTIONS = st.integers(1, 25).flatmap(
    lambda n: st.integers(0, n).map(lambda x: Proportion(x, n))
)


def exactly(control: Proportion, treatment: Proportion, alternative: Alternative) -> float:
    """The p-value by whole numbers alone."""
    converted = control.successes + treatment.successes
    weights = {
        x: comb(treatment.n, x) * comb(control.n, converted - x)
        for x in range(max(0, converted - control.n), min(treatment.n, converted) + 1)
    }
    seen = treatment.successes
    counted = {
        Alternative.TWO_SIDED: [w for w in weights.values() if w <= weights[seen]],
        Alternative.GREATER: [w for x, w in weights.items() if x >= seen],
        Alternative.LESS: [w for x, w in weights.items() if x <= seen],
    }
    return float(Fraction(sum(counted[alternative]), sum(weights.values())))


@settings(max_examples=150, deadline=None)
@given(PROPORTIONS, PROPORTIONS, st.sampled_from(Alternative))
def test_the_p_value_is_that_of_exact_arithmetic(
    control: Proportion, treatment: Proportion, alternative: Alternative
) -> None:
    p_value = fisher_exact_test(control=control, treatment=treatment, alternative=alternative)

    assert p_value == pytest.approx(exactly(control, treatment, alternative), rel=1e-10)


def test_the_lady_who_tasted_tea() -> None:
    p_value = fisher_exact_test(
        control=Proportion(1, 4), treatment=Proportion(3, 4), alternative=Alternative.GREATER
    )

    assert p_value == pytest.approx(17 / 70)  # Fisher (1935), The design of experiments


def test_ties_are_counted_on_both_sides() -> None:
    p_value = fisher_exact_test(control=Proportion(2, 12), treatment=Proportion(7, 12))

    assert p_value == pytest.approx(
        exactly(Proportion(2, 12), Proportion(7, 12), Alternative.TWO_SIDED), rel=1e-12
    )


@pytest.mark.parametrize(("successes", "others"), [(0, 0), (20, 25)])
def test_one_possible_split_has_a_p_value_of_1(successes: int, others: int) -> None:
    p_value = fisher_exact_test(control=Proportion(successes, 20), treatment=Proportion(others, 25))

    assert p_value == 1.0


def test_many_units_have_the_p_value_of_z() -> None:
    control = Proportion(10**7, 10**8)
    treatment = Proportion(10**7 + 8000, 10**8)

    p_value = fisher_exact_test(control=control, treatment=treatment)

    normal = two_proportion_z_test(control=control, treatment=treatment).p_value
    assert p_value == pytest.approx(normal, rel=1e-3)


@pytest.mark.parametrize(
    ("control", "treatment", "likely"),
    [(10**6, 10**7, Alternative.LESS), (10**7, 10**6, Alternative.GREATER)],
)
def test_beyond_floating_numbers_one_tail_is_0_and_the_other_1(
    control: int, treatment: int, likely: Alternative
) -> None:
    p_values = {
        each: fisher_exact_test(
            control=Proportion(control, 10**8),
            treatment=Proportion(treatment, 10**8),
            alternative=each,
        )
        for each in Alternative
    }

    assert {each for each, p_value in p_values.items() if p_value == 1.0} == {likely}
    assert sorted(p_values.values()) == [0.0, 0.0, 1.0]


def test_without_units_there_is_no_test() -> None:
    answer = fisher_exact_test(control=Proportion(1, 2), treatment=Proportion(0, 0))

    assert answer == Undefined("in the treatment there are no units")
