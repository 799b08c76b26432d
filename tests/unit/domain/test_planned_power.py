from __future__ import annotations

import pytest

from burgee.domain.planned_power import Wanted, power_of, units_needed


def wanted(baseline: float, effect: float, deviation: float | None = None) -> Wanted:
    return Wanted(baseline, effect, deviation, alpha=0.05, power=0.8)


def test_as_many_units_as_are_needed_give_the_power_that_is_wanted() -> None:
    sought = wanted(0.12, 0.1)
    needed = units_needed(sought)

    assert needed is not None
    assert power_of(sought, needed) == pytest.approx(0.8, abs=1e-4)
    assert power_of(sought, needed - 1) < 0.8


def test_a_known_number_of_units_for_means() -> None:
    """Half a standard deviation takes 2 (1.96 + 0.8416)^2 / 0.5^2 = 62.8 units (Lehr's 16 / d^2 is
    the same rounded up)."""
    assert units_needed(wanted(2, 0.5, 2.0)) == 63


def test_a_rate_that_has_no_room_above_may_fall() -> None:
    assert units_needed(wanted(0.95, 0.1)) == units_needed(wanted(0.95, 0.1 - 1e-12))


@pytest.mark.parametrize(
    "sought", [wanted(0, 0.1), wanted(1, 0.1), wanted(0.9, 1.5), wanted(0, 0.1, 3.0)]
)
def test_what_the_baseline_does_not_allow_takes_no_number_of_units(sought: Wanted) -> None:
    assert units_needed(sought) is None
    assert power_of(sought, 1_000_000) == 0


def test_a_negative_baseline_of_a_mean_is_as_good_as_a_positive_one() -> None:
    assert units_needed(wanted(-10, 0.05, 4.0)) == units_needed(wanted(10, 0.05, 4.0))
