from __future__ import annotations

from math import inf, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.histograms import histogram_between, histogram_of
from burgee.stats.moments import Moments
from burgee.stats.values import Interval, Undefined
from burgee.stats.winsorising import Winsorised, pooled_cap, winsorised


def test_limits_are_of_all_variants_together() -> None:
    assert [each.limits for each in _found([[1, 2], [3, 100]], upper=0.25)] == [Interval(1, 3)] * 2


def test_each_variant_says_how_many_were_moved() -> None:
    first, second = _found([[1, 50, 51], [2, 3, 99, 100]], lower=0.15, upper=0.3)
    assert [(each.raised, each.lowered) for each in (first, second)] == [(1, 0), (0, 2)]


def test_values_stay_in_their_order() -> None:
    [only] = _found([[100, 1, 3, 2]], lower=0.25, upper=0.25)
    assert only.values == (3, 2, 3, 2)


def test_a_share_that_is_less_than_one_value_moves_none() -> None:
    [only] = _found([[1, 2, 3, 100]], upper=0.05)
    assert only.values == (1, 2, 3, 100)


def test_moments_are_those_of_the_moved_values() -> None:
    [only] = _found([[1, 2, 3, 100]], upper=0.25)
    assert only.moments == Moments(4, 2.25, 2.75)


def test_a_variant_without_values_has_no_moments_to_speak_of() -> None:
    _, empty = _found([[1, 2, 3], []], upper=0.1)
    assert empty.moments.n == 0


def test_without_values_there_are_no_limits() -> None:
    assert winsorised([[], []], upper=0.1) == Undefined("there are no units")


@pytest.mark.parametrize(("lower", "upper"), [(-0.1, 0), (0, -0.1), (0.5, 0.5), (nan, 0)])
def test_impossible_shares_are_refused(lower: float, upper: float) -> None:
    with pytest.raises(ImpossibleInput):
        winsorised([[1, 2]], lower=lower, upper=upper)


@pytest.mark.parametrize("value", [inf, nan])
def test_values_are_finite(value: float) -> None:
    with pytest.raises(ImpossibleInput):
        winsorised([[1, value]], upper=0.1)


def test_a_cap_is_of_all_variants_together() -> None:
    low, high = histogram_of([(1, 1, 60)]), histogram_of([(8, 9, 40)])
    assert [pooled_cap([low, high], share) for share in (0.5, 0.7)] == [1, 9]


@pytest.mark.parametrize(
    ("units", "is_of_moved", "because"),
    [
        ([(0, 0, 9)], True, "there are no units with a number"),
        ([], False, "there are no units"),
        ([(0, inf, 9)], False, "the cap lies in an open-ended bin"),
    ],
)
def test_a_cap_that_cannot_be_told_says_why(
    units: list[tuple[float, float, int]], is_of_moved: bool, because: str
) -> None:
    found = pooled_cap([histogram_of(units)], 0.5, is_of_moved=is_of_moved)
    assert found == Undefined(because)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_cap_of_no_share_is_refused(share: float) -> None:
    with pytest.raises(ImpossibleInput):
        pooled_cap([histogram_between([0, 1], [5])], share)


def _found(variants: list[list[float]], lower: float = 0.0, upper: float = 0.0) -> list[Winsorised]:
    found = winsorised(variants, lower=lower, upper=upper)
    assert not isinstance(found, Undefined)
    return found
