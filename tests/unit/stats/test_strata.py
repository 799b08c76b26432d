from __future__ import annotations

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.means import NO_SPREAD, welch
from burgee.stats.moments import Moments, moments_from_sums
from burgee.stats.strata import PostStratified, Stratum, post_stratified
from burgee.stats.values import Estimate, Undefined


def test_one_stratum_is_the_plain_difference() -> None:
    only = _stratum("all", [1, 2, 4, 8], [3, 5, 9])
    effect = _effect(post_stratified([only]))
    plain = welch(control=only.control, treatment=only.treatment)
    assert isinstance(plain, Estimate)
    assert (effect.value, effect.se) == pytest.approx((plain.value, plain.se))


def test_a_shift_of_the_mix_does_not_turn_the_effect() -> None:
    # Simpson (1951): worse in both strata, better together.
    few = Stratum("few", Moments(900, 1.0, 600.0), Moments(100, 0.9, 69.0))
    many = Stratum("many", Moments(100, 10.0, 500.0), Moments(900, 9.5, 3900.0))
    answer = post_stratified([few, many])
    assert (answer.value, answer.naive) == pytest.approx((-0.3, 6.74))


def test_small_strata_are_taken_as_one() -> None:
    large, a, b = (_stratum("large", [1, 2, 3], [2, 3, 5]), *_TINY)
    together = _stratum("a and b", [5, 6], [6, 8, 7])
    assert post_stratified([a, large, b]).effect == post_stratified([large, together]).effect


def test_strata_that_were_taken_as_one_are_told() -> None:
    large = _stratum("large", [1, 2, 3], [2, 3, 5])
    assert set(post_stratified([large, *_TINY]).merged) == {"a", "b"}


def test_a_small_stratum_joins_the_smallest_that_stands_alone() -> None:
    strata = [
        _stratum("small", [1], [2, 3]),
        _stratum("large", [1, 2, 3, 4], [2, 3, 4, 5]),
        _stratum("medium", [1, 2, 3], [2, 3, 4]),
    ]
    assert post_stratified(strata).merged == ("small", "medium")


def test_a_stratum_without_units_is_none() -> None:
    full = _stratum("full", [1, 2], [2, 4])
    assert post_stratified([full, _stratum("empty", [], [])]) == post_stratified([full])


def test_what_counts_as_small_can_be_said() -> None:
    strata = [_stratum("a", [1, 2, 3], [2, 3, 4]), _stratum("b", [1, 2], [2, 3])]
    assert post_stratified(strata, least_units=3).merged == ("b", "a")


def test_less_than_2_units_are_always_small() -> None:
    with pytest.raises(ImpossibleInput):
        post_stratified([], least_units=1)


def test_too_few_units_in_all_have_an_effect_but_no_error() -> None:
    answer = post_stratified([_stratum("a", [1], [4]), _stratum("b", [3], [])])
    assert (answer.value, answer.effect) == (
        2,
        Undefined("in the treatment there are fewer than 2 units"),
    )


def test_a_variant_without_units_has_no_effect() -> None:
    answer = post_stratified([_stratum("a", [1, 2], [])])
    reason = Undefined("in the treatment there are no units")
    assert (answer.value, answer.effect, answer.naive) == (reason, reason, reason)


def test_without_units_nothing_is_defined() -> None:
    assert post_stratified([]).effect == Undefined("there are no units")


def test_without_spread_the_effect_is_known_and_its_error_not() -> None:
    answer = post_stratified([_stratum("a", [1, 1], [3, 3])])
    assert (answer.value, answer.effect) == (2, Undefined(NO_SPREAD))


def _stratum(name: str, control: list[int], treatment: list[int]) -> Stratum:
    return Stratum(name, _moments(control), _moments(treatment))


def _moments(values: list[int]) -> Moments:
    return moments_from_sums(len(values), sum(values), sum(each * each for each in values))


def _effect(answer: PostStratified) -> Estimate:
    assert isinstance(answer.effect, Estimate)
    return answer.effect


_TINY = (_stratum("a", [5], [6, 8]), _stratum("b", [6], [7]))
