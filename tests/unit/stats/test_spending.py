"""How much of alpha may be spent by which time."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.spending import Spending, SpendingShape, check_sides

ALL = [Spending(shape) for shape in SpendingShape]


@pytest.mark.parametrize("spending", ALL, ids=lambda spending: spending.shape)
@pytest.mark.parametrize("sides", [1, 2])
def test_all_of_alpha_is_spent_in_the_end(spending: Spending, sides: int) -> None:
    assert spending.spent(0.05, 1.0, sides) == pytest.approx(0.05, rel=1e-12)


@pytest.mark.parametrize("spending", ALL, ids=lambda spending: spending.shape)
def test_ever_more_is_spent(spending: Spending) -> None:
    spent = [spending.spent(0.05, time) for time in np.linspace(0.01, 1, 100)]
    assert spent == sorted(spent)
    assert spent[0] > 0


def test_obrien_fleming_spends_next_to_nothing_early() -> None:
    assert Spending(SpendingShape.OBRIEN_FLEMING).spent(0.05, 0.05) == pytest.approx(
        2.418e-23, rel=1e-3
    )


def test_pocock_spends_by_its_formula() -> None:
    assert Spending(SpendingShape.POCOCK).spent(0.05, 0.5) == pytest.approx(0.0310057253)


def test_two_sides_spend_twice_what_each_spends_of_its_half() -> None:
    obf = Spending(SpendingShape.OBRIEN_FLEMING)
    assert obf.spent(0.05, 0.5, 2) == pytest.approx(2 * obf.spent(0.025, 0.5, 1))


def test_the_power_family_takes_its_exponent() -> None:
    assert Spending(SpendingShape.POWER, 2.0).spent(0.05, 0.5) == pytest.approx(0.0125)
    assert Spending(SpendingShape.POWER).spent(0.05, 0.5) == pytest.approx(0.00625)


@pytest.mark.parametrize(
    ("gamma", "share"),
    [(-4.0, 0.119202922), (0.0, 0.5), (4.0, 0.880797078), (-1e4, 0.0), (1e4, 1.0)],
)
def test_hwang_shih_de_cani_spends_by_gamma(gamma: float, share: float) -> None:
    assert Spending(SpendingShape.HSD, gamma).spent(0.05, 0.5) == pytest.approx(0.05 * share)


@pytest.mark.parametrize(
    ("shape", "gamma"),
    [
        (SpendingShape.POWER, 0.0),
        (SpendingShape.POWER, -1.0),
        (SpendingShape.HSD, nan),
        (SpendingShape.HSD, inf),
        (SpendingShape.POCOCK, 1.0),
    ],
)
def test_a_gamma_that_makes_no_spending_is_refused(shape: SpendingShape, gamma: float) -> None:
    with pytest.raises(ImpossibleInput):
        Spending(shape, gamma)


@pytest.mark.parametrize("time", [0.0, -0.1, 1.01, nan])
def test_a_time_outside_of_the_plan_is_refused(time: float) -> None:
    with pytest.raises(ImpossibleInput, match="spending time"):
        Spending(SpendingShape.POCOCK).spent(0.05, time)


@pytest.mark.parametrize("alpha", [0.0, 1.0, nan])
def test_an_alpha_that_is_none_is_refused(alpha: float) -> None:
    with pytest.raises(ImpossibleInput, match="alpha"):
        Spending(SpendingShape.POCOCK).spent(alpha, 0.5)


def test_three_sides_are_refused() -> None:
    with pytest.raises(ImpossibleInput, match="1 or 2 sides"):
        check_sides(3)
