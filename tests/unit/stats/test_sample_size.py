"""Sample sizes reach their power, and not with a unit less."""

from __future__ import annotations

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.power import (
    Distribution,
    Formula,
    Level,
    Rates,
    Sizes,
    means_power,
    means_signal,
    rates_power,
)
from burgee.stats.roots import rising_root
from burgee.stats.sample_size import Aim, UnitsNeeded, units_for_means, units_for_rates
from burgee.stats.values import Undefined


def needed(found: UnitsNeeded | Undefined) -> UnitsNeeded:
    assert isinstance(found, UnitsNeeded)
    return found


def rate_units(control: float, treatment: float, **parts: float) -> int:
    return needed(units_for_rates(Rates(control, treatment), Aim(**parts))).control  # type: ignore[arg-type]  # ints of a test


@pytest.mark.parametrize(
    ("control", "treatment", "units"),
    [(0.10, 0.15, 686), (0.50, 0.75, 58), (0.01, 0.02, 2319)],  # R: power.prop.test
)
def test_rates_need_what_is_printed_elsewhere(control: float, treatment: float, units: int) -> None:
    assert rate_units(control, treatment) == units


@pytest.mark.parametrize(
    ("effect", "units"),
    [(0.2, 394), (0.5, 64), (0.8, 26)],  # Cohen (1988), table 2.4.1; R
)
def test_means_need_what_cohen_printed(effect: float, units: int) -> None:
    assert needed(units_for_means(effect, 1.0)).control == units


@pytest.mark.parametrize("formula", Formula)
@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.0])
def test_the_power_is_reached_and_not_with_a_unit_less(formula: Formula, ratio: float) -> None:
    rates = Rates(0.05, 0.06)
    found = needed(units_for_rates(rates, Aim(ratio=ratio), formula))
    fewer = Sizes(found.control - 20, round((found.control - 20) * ratio))

    reached = rates_power(rates, Sizes(found.control, found.treatment), Level(), formula)

    assert 0.8 <= reached < 0.801
    assert rates_power(rates, fewer, Level(), formula) < 0.8


@pytest.mark.parametrize("distribution", Distribution)
@pytest.mark.parametrize(("power", "sides"), [(0.1, 2), (0.9, 1)])
def test_means_reach_their_power(distribution: Distribution, power: float, sides: int) -> None:
    found = needed(units_for_means(0.3, 1.0, Aim(power, sides=sides), distribution))
    sizes = Sizes(found.control, found.treatment)

    reached = means_power(means_signal(0.3, 1.0), sizes, Level(sides=sides), distribution)

    assert isinstance(reached, float)
    assert power <= reached < power + 0.04


def test_a_huge_effect_needs_few_units_but_enough_for_a_test() -> None:
    found = needed(units_for_means(100.0, 1.0))

    assert (found.control, found.treatment) == (2, 2)


def test_a_strict_level_needs_more_units_than_the_normal_distribution_says() -> None:
    aim = Aim(alpha=1e-100)
    by_t = needed(units_for_means(10.0, 1.0, aim))
    by_z = needed(units_for_means(10.0, 1.0, aim, Distribution.Z))

    assert by_t.exact > 3 * by_z.exact


def test_chance_alone_nearly_gives_a_low_power() -> None:
    found = needed(units_for_rates(Rates(0.001, 0.5), Aim(power=0.1, ratio=0.05)))

    assert (found.exact, found.control) == (0.0, 1)


def test_units_go_with_the_square_of_the_effect() -> None:
    small, large = (needed(units_for_means(effect, 1.0)).exact for effect in (0.001, 0.01))

    assert small / large == pytest.approx(100, rel=1e-3)


@pytest.mark.parametrize("distribution", Distribution)
def test_no_number_of_units_finds_next_to_nothing(distribution: Distribution) -> None:
    found = units_for_means(1e-200, 1.0, distribution=distribution)

    assert isinstance(found, Undefined)
    assert "too small" in found.because


def test_equal_rates_need_an_undefined_number() -> None:
    assert isinstance(units_for_rates(Rates(0.1, 0.1)), Undefined)


def test_equal_means_need_an_undefined_number() -> None:
    assert isinstance(units_for_means(0.0, 1.0), Undefined)


def test_values_that_do_not_vary_need_an_undefined_number() -> None:
    assert isinstance(units_for_means(1.0, 0.0), Undefined)


@pytest.mark.parametrize("parts", [{"power": 0.025}, {"power": 1.0}, {"ratio": -1.0}])
def test_an_aim_that_cannot_be_is_refused(parts: dict[str, float]) -> None:
    with pytest.raises(ImpossibleInput):
        Aim(**parts)  # type: ignore[arg-type]  # ints of a test


def test_a_root_is_found_to_the_last_digit() -> None:
    assert rising_root(lambda x: x - 0.1, 0.0, 1.0) == 0.1


def test_a_root_below_the_range_is_its_lower_end() -> None:
    assert rising_root(lambda x: x, 1.0, 2.0) == 1.0
