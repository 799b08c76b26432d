"""Power and inflation of group sequential designs."""

from __future__ import annotations

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.group_sequential import Schedule, boundary
from burgee.stats.sequential_power import probit, sequential_inflation, sequential_power
from burgee.stats.spending import Spending, SpendingShape

OBF = Spending(SpendingShape.OBRIEN_FLEMING)
POCOCK = Spending(SpendingShape.POCOCK)


def even(looks: int) -> Schedule:
    times = tuple(look / looks for look in range(1, looks + 1))
    return Schedule(times, times)


INFLATIONS = [
    (OBF, 2, 0.8, 1.0037),
    (OBF, 4, 0.9, 1.0183),
    (OBF, 10, 0.8, 1.0378),
    (POCOCK, 2, 0.9, 1.1110),
    (POCOCK, 5, 0.8, 1.2126),
    (POCOCK, 8, 0.8, 1.2385),
]


@pytest.mark.parametrize(("spending", "looks", "power", "factor"), INFLATIONS)
def test_inflation_is_that_of_the_tables(
    spending: Spending, looks: int, power: float, factor: float
) -> None:
    found = sequential_inflation(even(looks), spending, power=power, alpha=0.05)
    assert found.factor == pytest.approx(factor, abs=6e-5)


def test_one_look_takes_no_more_than_one_look() -> None:
    found = sequential_inflation(even(1), POCOCK, power=0.8, alpha=0.05)
    assert found.factor == pytest.approx(1.0)


def test_power_without_an_effect_is_one_side_of_alpha() -> None:
    design = boundary(even(5), POCOCK, alpha=0.05)
    found = sequential_power(0.0, even(5).information, design.z)
    assert found == pytest.approx(0.025, rel=1e-6)


def test_power_is_never_above_1() -> None:
    assert sequential_power(100.0, (0.5, 1.0), (2.0, 2.0), sides=1) == 1.0


@pytest.mark.parametrize("power", [0.026, 0.9999999])
def test_inflation_is_found_for_any_power(power: float) -> None:
    found = sequential_inflation(even(3), POCOCK, power=power, alpha=0.05)
    design = boundary(even(3), POCOCK, alpha=0.05)
    reached = sequential_power(found.drift, even(3).information, design.z)
    assert reached == pytest.approx(power, rel=1e-9)


@pytest.mark.parametrize("power", [0.0, 0.025, 1.0])
def test_a_power_that_no_effect_has_is_refused(power: float) -> None:
    with pytest.raises(ImpossibleInput, match="power"):
        sequential_inflation(even(2), OBF, power=power, alpha=0.05)


def test_looks_without_bounds_are_refused() -> None:
    with pytest.raises(ImpossibleInput, match="bound"):
        sequential_power(1.0, (0.5, 1.0), (2.0,))


def test_probits_of_certainty_are_finite() -> None:
    assert probit(0.0) == pytest.approx(-37.05, abs=0.01)
    assert probit(1.0) == pytest.approx(7.94, abs=0.01)
