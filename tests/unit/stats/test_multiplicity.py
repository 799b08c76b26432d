from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.errors import ImpossibleInput
from burgee.stats.multiplicity import _STEPS, Procedure, adjusted_p_values, alpha_each, rejected
from burgee.stats.values import Undefined

P_VALUES = st.lists(st.floats(0, 1), max_size=12)
STRICTER = [
    (Procedure.HOLM, Procedure.BONFERRONI),
    (Procedure.HOCHBERG, Procedure.HOLM),
    (Procedure.BENJAMINI_HOCHBERG, Procedure.HOCHBERG),
    (Procedure.BENJAMINI_HOCHBERG, Procedure.BENJAMINI_YEKUTIELI),
    (Procedure.SIDAK, Procedure.BONFERRONI),
]
# Benjamini and Hochberg (1995), section 3.2: 15 hypotheses, of which Bonferroni's procedure
# rejects 3 at 0.05 and theirs 4.
THROMBOLYSIS = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]


def test_every_procedure_has_its_steps() -> None:
    assert set(_STEPS) == set(Procedure)


@pytest.mark.parametrize(
    ("procedure", "number"), [(Procedure.BONFERRONI, 3), (Procedure.BENJAMINI_HOCHBERG, 4)]
)
def test_the_published_example_has_as_many_rejections(procedure: Procedure, number: int) -> None:
    assert rejected(THROMBOLYSIS, procedure, 0.05) == [True] * number + [False] * (15 - number)


def test_the_harmonic_sum_makes_up_for_any_dependence() -> None:
    assert adjusted_p_values([0.01, 0.02], Procedure.BENJAMINI_YEKUTIELI) == pytest.approx(
        [0.03, 0.03]
    )


def test_sidak_of_a_certain_p_value_is_certain() -> None:
    assert adjusted_p_values([1.0, 0.5], Procedure.SIDAK) == [1.0, 0.75]


def test_sidak_keeps_the_digits_of_small_p_values() -> None:
    assert adjusted_p_values([1e-200, 0.5], Procedure.SIDAK)[0] == pytest.approx(2e-200)


def test_what_is_undefined_stays_so_and_does_not_count() -> None:
    missing = Undefined("no units came")
    assert adjusted_p_values([0.3, missing, 0.01], Procedure.HOLM) == [0.3, missing, 0.02]


def test_what_is_undefined_is_neither_rejected_nor_kept() -> None:
    missing = Undefined("no units came")
    assert rejected([missing, 0.01], Procedure.HOLM, 0.05) == [missing, True]


@pytest.mark.parametrize("procedure", Procedure)
def test_an_empty_family_has_no_p_values(procedure: Procedure) -> None:
    assert adjusted_p_values([], procedure) == []


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    with pytest.raises(ImpossibleInput):
        adjusted_p_values([0.5, wrong], Procedure.HOLM)


def test_a_p_value_that_equals_its_level_is_rejected() -> None:
    assert all(
        rejected([0.05 / number] + [1.0] * (number - 1), Procedure.BONFERRONI, 0.05)[0]
        for number in range(1, 200)
    )


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_an_alpha_outside_0_and_1_is_refused(alpha: float) -> None:
    with pytest.raises(ImpossibleInput):
        rejected([0.5], Procedure.HOLM, alpha)


@given(P_VALUES)
def test_order_in_is_order_out(p_values: list[float]) -> None:
    answer = adjusted_p_values(p_values, Procedure.HOCHBERG)
    pairs = sorted(zip(p_values, answer, strict=True))
    assert [each for _, each in pairs] == sorted(answer)


@pytest.mark.parametrize(("lenient", "strict"), STRICTER)
@given(p_values=P_VALUES)
def test_a_stricter_procedure_has_greater_p_values(
    lenient: Procedure, strict: Procedure, p_values: list[float]
) -> None:
    pairs = zip(
        adjusted_p_values(p_values, lenient), adjusted_p_values(p_values, strict), strict=True
    )
    assert all(low <= high * (1 + 1e-9) for low, high in pairs)


def test_sidaks_levels_hold_exactly_together() -> None:
    each = alpha_each(0.05, 5, Procedure.SIDAK)
    assert 1 - (1 - each) ** 5 == pytest.approx(0.05)


@pytest.mark.parametrize("procedure", [each for each in Procedure if each != Procedure.SIDAK])
def test_all_other_levels_are_bonferronis(procedure: Procedure) -> None:
    assert alpha_each(0.05, 5, procedure) == 0.01


def test_a_family_without_comparisons_has_no_level() -> None:
    with pytest.raises(ImpossibleInput):
        alpha_each(0.05, 0, Procedure.HOLM)
