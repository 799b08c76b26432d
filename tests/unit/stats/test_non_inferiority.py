"""Non-inferiority and equivalence of any estimate."""

from __future__ import annotations

from math import inf, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.non_inferiority import equivalence, non_inferiority
from burgee.stats.values import Alternative, Estimate, Undefined

UNSURE = Estimate(-0.01, 0.02)
SURE = Estimate(-0.01, 0.002)
MISSING = Undefined("no unit converted")


def test_not_significant_is_not_no_harm() -> None:
    answer = non_inferiority(UNSURE, margin=0.02, alpha=0.025)

    assert UNSURE.p_value() > 0.05
    assert not answer.is_non_inferior


def test_a_significant_harm_below_the_margin_is_accepted() -> None:
    answer = non_inferiority(SURE, margin=0.02, alpha=0.025)

    assert SURE.p_value() < 0.001
    assert answer.is_non_inferior


@pytest.mark.parametrize("margin", [0.013, 0.0139, 0.0140, 0.02])
@pytest.mark.parametrize("df", [inf, 12.0])
def test_the_bound_and_the_test_decide_alike(margin: float, df: float) -> None:
    answer = non_inferiority(Estimate(-0.01, 0.002, df), margin=margin, alpha=0.025)

    assert answer.is_non_inferior == (answer.bound > -margin)


def test_an_increase_can_be_the_harm() -> None:
    slower = Estimate(0.01, 0.002)

    answer = non_inferiority(slower, margin=0.02, alpha=0.025, harm=Alternative.GREATER)

    mirrored = non_inferiority(SURE, margin=0.02, alpha=0.025)
    assert answer.p_value == pytest.approx(mirrored.p_value)
    assert answer.bound == pytest.approx(-mirrored.bound)
    assert answer.statistic == pytest.approx(-mirrored.statistic)


def test_harm_has_one_side() -> None:
    with pytest.raises(ImpossibleInput):
        non_inferiority(SURE, margin=0.02, alpha=0.025, harm=Alternative.TWO_SIDED)


@pytest.mark.parametrize("margin", [0.0, -0.1, nan, inf])
def test_a_margin_that_is_none_is_refused(margin: float) -> None:
    with pytest.raises(ImpossibleInput):
        equivalence(SURE, margin=margin, alpha=0.05)


def test_an_alpha_of_0_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        non_inferiority(SURE, margin=0.02, alpha=0.0)


def test_equivalence_is_no_harm_on_either_side() -> None:
    answer = equivalence(SURE, margin=0.02, alpha=0.05)

    below = non_inferiority(SURE, margin=0.02, alpha=0.05)
    above = non_inferiority(SURE, margin=0.02, alpha=0.05, harm=Alternative.GREATER)
    assert (answer.p_lower, answer.p_upper) == (below.p_value, above.p_value)
    assert answer.p_value == below.p_value
    assert answer.is_equivalent


def test_too_wide_an_interval_shows_no_equivalence() -> None:
    assert not equivalence(UNSURE, margin=0.02, alpha=0.05).is_equivalent


def test_what_is_undefined_stays_so() -> None:
    assert non_inferiority(MISSING, margin=0.02, alpha=0.05) == MISSING
    assert equivalence(MISSING, margin=0.02, alpha=0.05) == MISSING
