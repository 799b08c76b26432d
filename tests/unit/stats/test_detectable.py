"""The smallest detectable effect is the sample size, asked the other way round."""

from __future__ import annotations

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.detectable import Detectable, detectable_difference, detectable_rate
from burgee.stats.duration import Duration, duration
from burgee.stats.power import Distribution, Formula, Rates
from burgee.stats.sample_size import Aim, UnitsNeeded, units_for_means, units_for_rates
from burgee.stats.values import Undefined


@pytest.mark.parametrize("formula", Formula)
@pytest.mark.parametrize(("rate", "units"), [(0.05, 10_000), (0.5, 40), (1e-6, 10**9)])
def test_the_units_for_a_detectable_rate_are_those_that_were_given(
    formula: Formula, rate: float, units: int
) -> None:
    aim = Aim(ratio=2.0)
    found = detectable_rate(rate, units, aim, formula)
    assert isinstance(found, Detectable)

    again = units_for_rates(Rates(rate, rate + found.absolute), aim, formula)

    assert isinstance(again, UnitsNeeded)
    assert again.exact == pytest.approx(units, rel=1e-6)
    assert found.relative == found.absolute / rate


@pytest.mark.parametrize("distribution", Distribution)
@pytest.mark.parametrize("units", [3, 100, 10**9])
def test_the_units_for_a_detectable_difference_are_those_that_were_given(
    distribution: Distribution, units: int
) -> None:
    effect = detectable_difference(2.0, units, Aim(0.9), distribution)
    assert isinstance(effect, float)

    again = units_for_means(effect, 2.0, Aim(0.9), distribution)

    assert isinstance(again, UnitsNeeded)
    assert again.exact == pytest.approx(units, rel=1e-6)


def test_few_units_with_a_high_rate_detect_no_increase() -> None:
    found = detectable_rate(0.9, 5)

    assert isinstance(found, Undefined)
    assert "not even an increase to 1" in found.because


def test_a_rate_next_to_1_has_no_room_for_an_increase() -> None:
    assert isinstance(detectable_rate(1 - 1e-16, 10**9), Undefined)


def test_values_that_do_not_vary_detect_an_undefined_difference() -> None:
    assert isinstance(detectable_difference(0.0, 100), Undefined)


def test_one_unit_each_detects_an_undefined_difference() -> None:
    assert isinstance(detectable_difference(1.0, 1), Undefined)


def test_no_units_are_refused() -> None:
    with pytest.raises(ImpossibleInput, match="1 unit or more"):
        detectable_rate(0.5, 0)


@pytest.mark.parametrize(
    ("units", "per_day", "days"),
    [(0, 10, 7), (7, 1, 7), (8, 1, 14), (69_999, 1e4, 7), (1, 0.1, 14)],
)
def test_an_experiment_takes_whole_weeks(units: int, per_day: float, days: int) -> None:
    found = duration(units, per_day)

    assert isinstance(found, Duration)
    assert found.days == days


def test_without_units_that_come_it_never_ends() -> None:
    assert isinstance(duration(10, 0), Undefined)


@pytest.mark.parametrize(("units", "per_day"), [(-1, 10), (10, -1), (10, float("inf"))])
def test_impossible_traffic_is_refused(units: int, per_day: float) -> None:
    with pytest.raises(ImpossibleInput):
        duration(units, per_day)
