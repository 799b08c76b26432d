from __future__ import annotations

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.contingency import Contingency, contingency
from burgee.stats.values import Undefined


def test_the_squared_z_of_two_proportions_is_the_chi_square() -> None:
    z = 0.03 / (2 * 0.135 * 0.865 / 1000) ** 0.5
    assert contingency([[120, 880], [150, 850]]).chi2 == pytest.approx(z * z)


def test_hair_and_eyes_are_related_as_published() -> None:
    # Snee (1974), The American Statistician 28: chi-square 138.29 with 9 degrees of freedom.
    answer = contingency([[68, 119, 26, 7], [20, 84, 17, 94], [15, 54, 14, 10], [5, 29, 14, 16]])
    assert (round(float(_known(answer.chi2)), 2), answer.df) == (138.29, 9)


def test_perfectly_related_outcomes_have_strength_1() -> None:
    assert contingency([[50, 0], [0, 50]]).cramers_v == 1


def test_empty_rows_and_columns_do_not_count() -> None:
    assert contingency([[10, 0, 90], [0, 0, 0], [14, 0, 86]]) == contingency([[10, 90], [14, 86]])


@pytest.mark.parametrize(
    ("table", "because"),
    [
        ([[0, 0], [0, 0]], "there are no units"),
        ([[3, 4], [0, 0]], "only one variant has units"),
        ([[3, 0], [4, 0]], "only one outcome occurred"),
    ],
)
def test_a_table_that_says_nothing_says_why(table: list[list[int]], because: str) -> None:
    answer = contingency(table)
    reason = Undefined(because)
    assert (answer.chi2, answer.df, answer.p_value, answer.cramers_v) == (reason, 0, reason, reason)


@pytest.mark.parametrize("table", [[], [[1, 2], [3]], [[1, -2]], [[1, 2.5]]])
def test_what_is_no_table_of_counts_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ImpossibleInput):
        contingency(table)


@pytest.mark.parametrize(
    ("table", "is_sparse"), [([[1, 20], [3, 20]], True), ([[100, 9], [90, 8]], False)]
)
def test_small_cells_are_told(table: list[list[int]], is_sparse: bool) -> None:
    assert contingency(table).is_sparse is is_sparse


def test_an_empty_table_is_not_sparse() -> None:
    assert contingency([[0]]).is_sparse is False


def test_a_thousand_million_units_cost_no_digits() -> None:
    once: Contingency = contingency([[120, 880], [150, 850]])
    often = contingency([[120 * 10**6, 880 * 10**6], [150 * 10**6, 850 * 10**6]])
    assert often.chi2 == pytest.approx(_known(once.chi2) * 1e6, rel=1e-12)


def _known(number: float | Undefined) -> float:
    assert not isinstance(number, Undefined)
    return number
