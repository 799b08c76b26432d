"""Estimates, intervals and what is undefined."""

from __future__ import annotations

from math import inf, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.values import (
    Alternative,
    Estimate,
    Interval,
    Undefined,
    check_alpha,
    check_counts,
    refuse_unless,
)


def test_undefined_says_why() -> None:
    assert str(Undefined("there are no units")) == "undefined, because there are no units"


def test_an_interval_holds_its_ends() -> None:
    interval = Interval(-1.0, inf)

    assert -1.0 in interval
    assert -1.1 not in interval


@pytest.mark.parametrize(("df", "tail"), [(inf, 0.0227501319), (10, 0.0366940224)])
def test_each_alternative_has_its_tail(df: float, tail: float) -> None:
    estimate = Estimate(1.0, 0.5, df)

    assert estimate.ratio == 2.0
    assert estimate.p_value() == pytest.approx(2 * tail, rel=1e-6)
    assert estimate.p_value(Alternative.GREATER) == pytest.approx(tail, rel=1e-6)
    assert estimate.p_value(Alternative.LESS) == pytest.approx(1 - tail, rel=1e-6)


@pytest.mark.parametrize("alternative", Alternative)
@pytest.mark.parametrize("df", [inf, 7.0])
@pytest.mark.parametrize("value", [-1.5, -0.9, 0.9, 1.5])
def test_the_interval_leaves_out_0_exactly_if_p_is_below_alpha(
    alternative: Alternative, df: float, value: float
) -> None:
    estimate = Estimate(value, 0.5, df)

    is_left_out = 0.0 not in estimate.interval(0.05, alternative)

    assert is_left_out == (estimate.p_value(alternative) < 0.05)


@pytest.mark.parametrize(
    ("alternative", "is_open"),
    [
        (Alternative.GREATER, (False, True)),
        (Alternative.LESS, (True, False)),
        (Alternative.TWO_SIDED, (False, False)),
    ],
)
def test_a_one_sided_interval_is_open_where_nothing_is_asked(
    alternative: Alternative, is_open: tuple[bool, bool]
) -> None:
    interval = Estimate(1.0, 0.5).interval(0.05, alternative)

    assert (interval.low == -inf, interval.high == inf) == is_open


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1, nan])
def test_an_alpha_that_is_no_error_rate_is_refused(alpha: float) -> None:
    with pytest.raises(ImpossibleInput, match="alpha is above 0 and below 1"):
        check_alpha(alpha)


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1, 1.5, nan])
def test_there_is_no_interval_at_an_alpha_that_is_no_error_rate(alpha: float) -> None:
    with pytest.raises(ImpossibleInput, match="alpha is above 0 and below 1"):
        Estimate(1.0, 0.5).interval(alpha)


def test_a_name_that_is_none_of_the_choices_is_refused() -> None:
    with pytest.raises(ImpossibleInput, match="one of two-sided, greater, less: not 'both'"):
        Alternative("both")


def test_what_is_possible_passes() -> None:
    refuse_unless(True, "say what to change")
    check_alpha(0.05)

    with pytest.raises(ImpossibleInput, match="say what to change"):
        refuse_unless(False, "say what to change")


@pytest.mark.parametrize("count", [-1, 1.5, nan, inf])
def test_a_count_that_is_none_is_refused(count: float) -> None:
    with pytest.raises(ImpossibleInput, match="a count is 0, 1, 2"):
        check_counts(3, count)
