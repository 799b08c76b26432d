"""Power against printed numbers, closed forms and its own limits."""

from __future__ import annotations

from math import inf, sqrt

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.distributions import noncentral_t_tail, normal_tail
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
from burgee.stats.values import Undefined

MANY = Sizes(8000, 8000)


def test_cohens_table_has_the_power_of_two_means() -> None:
    power = means_power(means_signal(0.5, 1.0), Sizes(64, 64))

    assert power == pytest.approx(0.80, abs=0.005)  # Cohen (1988), table 2.3.5


def test_half_an_effect_at_the_critical_value_is_found_half_of_the_time() -> None:
    level = Level(0.05, sides=1)
    effect = 1.6448536269514722 * sqrt(2 / 100)

    power = means_power(means_signal(effect, 1.0), Sizes(100, 100), level, Distribution.Z)

    assert power == pytest.approx(0.5, rel=1e-12)


@pytest.mark.parametrize("formula", Formula)
def test_without_an_effect_the_power_is_alpha(formula: Formula) -> None:
    power = rates_power(Rates(0.05, 0.05), MANY, Level(0.01), formula)

    assert power == pytest.approx(0.01, rel=1e-9)


@pytest.mark.parametrize("formula", Formula)
def test_a_decrease_is_found_as_often_as_the_mirrored_increase(formula: Formula) -> None:
    up = rates_power(Rates(0.4, 0.42), MANY, formula=formula)
    down = rates_power(Rates(0.6, 0.58), MANY, formula=formula)

    assert down == pytest.approx(up, rel=1e-9)


def test_one_side_finds_more_than_two() -> None:
    one = rates_power(Rates(0.05, 0.06), MANY, Level(0.05, sides=1))
    two = rates_power(Rates(0.05, 0.06), MANY, Level(0.05, sides=2))

    assert one > two


def test_t_and_z_agree_for_many_units() -> None:
    signal, sizes = means_signal(0.0001, 1.0), Sizes(10**9, 10**9)
    by_t = means_power(signal, sizes)
    by_z = means_power(signal, sizes, distribution=Distribution.Z)

    assert by_t == pytest.approx(by_z, rel=1e-7)


def test_an_effect_far_beyond_all_noise_is_always_found() -> None:
    assert means_power(means_signal(60.0, 1.0), Sizes(50, 50)) == 1.0


def test_values_that_do_not_vary_have_no_power() -> None:
    power = means_power(means_signal(1.0, 0.0), Sizes(10, 10))

    assert isinstance(power, Undefined)
    assert "do not vary" in power.because


def test_two_units_have_no_t_test() -> None:
    power = means_power(means_signal(1.0, 1.0), Sizes(1, 1))

    assert isinstance(power, Undefined)
    assert "3 units" in power.because


def test_the_noncentral_t_is_the_normal_with_infinitely_many_degrees() -> None:
    assert noncentral_t_tail(1.96, 1e9, 2.8) == pytest.approx(normal_tail(1.96 - 2.8), rel=1e-6)


def test_nothing_is_left_of_a_tail_too_far_out() -> None:
    assert noncentral_t_tail(2.0, 10_000, -37.0) == 0.0


def test_nothing_is_missing_of_a_tail_that_begins_far_below() -> None:
    assert noncentral_t_tail(2.0, 10_000, 1e100) == 1.0


@pytest.mark.parametrize(("df", "t"), [(1, 0.5), (1, 3.0), (3, 1.2), (10, 1.0)])
def test_a_large_mean_is_as_good_as_a_number(df: float, t: float) -> None:
    large, larger = (noncentral_t_tail(t * mean, df, mean) for mean in (9_999.0, 10_001.0))

    assert larger == pytest.approx(large, abs=1e-6)


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1, 1.03, float("nan")])
def test_a_rate_that_cannot_vary_is_refused(rate: float) -> None:
    with pytest.raises(ImpossibleInput, match="a rate is above 0"):
        Rates(0.5, rate)


@pytest.mark.parametrize("size", [0, -5, 10.5, inf])
def test_a_size_that_is_no_count_is_refused(size: int) -> None:
    with pytest.raises(ImpossibleInput, match="1 unit or more"):
        Sizes(10, size)


@pytest.mark.parametrize(("alpha", "sides"), [(0.0, 2), (1.0, 2), (0.05, 3)])
def test_a_level_that_is_none_is_refused(alpha: float, sides: int) -> None:
    with pytest.raises(ImpossibleInput):
        Level(alpha, sides)


@pytest.mark.parametrize(
    ("effect", "deviation", "ratio"),
    [(inf, 1.0, 1.0), (1.0, -1.0, 1.0), (1.0, inf, 1.0), (1.0, 1.0, 0.0), (1.0, 1.0, inf)],
)
def test_a_signal_of_impossible_numbers_is_refused(
    effect: float, deviation: float, ratio: float
) -> None:
    with pytest.raises(ImpossibleInput):
        means_signal(effect, deviation, ratio)
