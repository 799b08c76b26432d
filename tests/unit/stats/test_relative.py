"""Relative effects: with the control's own error, or not identified."""

from __future__ import annotations

from math import inf, isclose, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.means import mean_of, welch
from burgee.stats.moments import Moments, moments_from_sums
from burgee.stats.relative import (
    fieller_interval,
    is_identified,
    relative_effect,
    relative_value,
)
from burgee.stats.values import Estimate, Undefined

CONTROL = Estimate(10.0, 0.4)
TREATMENT = Estimate(11.0, 0.45)
NOISE = Estimate(1.0, 0.8)
MISSING = Undefined("there are no units")


def test_a_gain_on_a_negative_control_is_positive() -> None:
    assert relative_value(control=-2.0, treatment=-1.0) == 0.5


def test_a_control_of_0_has_no_relative_effect() -> None:
    zero = Undefined("the control comes to 0")

    assert relative_value(control=0.0, treatment=1.0) == zero
    assert relative_effect(control=Estimate(0.0, 1.0), treatment=TREATMENT) == zero


def test_a_control_too_near_0_for_floating_numbers_counts_as_0() -> None:
    near = Estimate(1e-300, 0.0)

    assert isinstance(relative_value(control=1e-300, treatment=1e300), Undefined)
    assert isinstance(
        fieller_interval(control=near, treatment=Estimate(1e300, 1.0), alpha=0.05), Undefined
    )


def test_what_is_missing_is_passed_on() -> None:
    because = Undefined("in the treatment there are no units")

    assert relative_value(control=1.0, treatment=MISSING) == because
    assert relative_effect(control=CONTROL, treatment=MISSING) == because
    assert fieller_interval(control=CONTROL, treatment=MISSING, alpha=0.05) == because


def test_the_degrees_of_freedom_are_those_of_the_absolute_test() -> None:
    control, treatment = Moments(20, 4.0, 30.0), Moments(30, 5.0, 90.0)

    relative = relative_effect(control=mean_of(control), treatment=mean_of(treatment))

    assert relative.df == welch(control=control, treatment=treatment).df


def test_the_interval_is_wider_than_the_absolute_one_over_the_control() -> None:
    relative = relative_effect(control=CONTROL, treatment=Estimate(20.0, 0.45))

    assert relative.se > (0.4**2 + 0.45**2) ** 0.5 / 10


def test_a_known_control_divides_the_error() -> None:
    relative = relative_effect(control=Estimate(10.0, 0.0), treatment=TREATMENT)

    assert relative == Estimate(pytest.approx(0.1), pytest.approx(0.045))


def test_the_unit_of_the_metric_does_not_matter() -> None:
    in_cents = relative_effect(control=Estimate(1000.0, 40.0), treatment=Estimate(1100.0, 45.0))

    plain = relative_effect(control=CONTROL, treatment=TREATMENT)
    assert isclose(in_cents.value, plain.value)
    assert isclose(in_cents.se, plain.se)


def test_a_treatment_of_0_throughout_leaves_the_delta_method_no_spread() -> None:
    relative = relative_effect(control=CONTROL, treatment=Estimate(0.0, 0.0))

    assert str(relative).startswith("undefined, because the treatment is 0 throughout")


def test_two_variants_without_spread_have_no_interval() -> None:
    flat = Estimate(1.0, 0.0)

    assert isinstance(relative_effect(control=flat, treatment=flat), Undefined)
    assert isinstance(fieller_interval(control=flat, treatment=flat, alpha=0.05), Undefined)


@pytest.mark.parametrize("sign", [1, -1])
def test_fiellers_ends_are_where_the_difference_is_just_significant(sign: int) -> None:
    control = Estimate(sign * 10.0, 0.4)

    interval = fieller_interval(control=control, treatment=TREATMENT, alpha=0.05)

    for end in (interval.low, interval.high):
        ratio = 1 + sign * end
        apart = abs(TREATMENT.value - ratio * control.value)
        assert apart / (0.45**2 + (ratio * 0.4) ** 2) ** 0.5 == pytest.approx(1.959964, rel=1e-6)


def test_fieller_and_delta_agree_far_from_0() -> None:
    control, treatment = Estimate(1000.0, 0.4), Estimate(1010.0, 0.5)

    exact = fieller_interval(control=control, treatment=treatment, alpha=0.05)

    delta = relative_effect(control=control, treatment=treatment).interval(0.05)
    assert exact.low == pytest.approx(delta.low, rel=1e-3)
    assert exact.high == pytest.approx(delta.high, rel=1e-3)


def test_few_units_widen_fiellers_interval() -> None:
    known = fieller_interval(control=CONTROL, treatment=TREATMENT, alpha=0.05)

    estimated = fieller_interval(
        control=Estimate(10.0, 0.4, 5), treatment=Estimate(11.0, 0.45, 5), alpha=0.05
    )

    assert estimated.low < known.low < known.high < estimated.high


def test_a_control_that_may_be_0_identifies_nothing() -> None:
    interval = fieller_interval(control=NOISE, treatment=Estimate(2.0, 0.5), alpha=0.05)

    assert str(interval).startswith("undefined, because the relative effect is not identified")
    assert not is_identified(NOISE, bound=1.96)
    assert is_identified(NOISE, bound=1.0)


def test_an_alpha_of_1_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        fieller_interval(control=CONTROL, treatment=TREATMENT, alpha=1.0)


@pytest.mark.parametrize(
    "wrong", [Estimate(nan, 0.4), Estimate(inf, 0.4), Estimate(10.0, -0.4), Estimate(10.0, inf)]
)
def test_an_estimate_that_is_none_is_refused(wrong: Estimate) -> None:
    with pytest.raises(ImpossibleInput, match="an estimate is finite"):
        fieller_interval(control=wrong, treatment=TREATMENT, alpha=0.05)


def test_hundreds_of_millions_of_units_have_a_relative_effect() -> None:
    many = 10**8
    means = [
        mean_of(moments_from_sums(many, 2 * many, 9 * many)),
        mean_of(moments_from_sums(many, 201 * 10**6, 905 * 10**6)),
    ]

    relative = relative_effect(control=means[0], treatment=means[1])

    assert relative.value == pytest.approx(0.005, rel=1e-9)
    assert relative.se == pytest.approx(0.0001585877, rel=1e-6)
