"""Ratio metrics: units are those that were randomised."""

from __future__ import annotations

import pytest

from burgee.stats.means import welch
from burgee.stats.moments import PairMoments, moments_from_sums, pair_moments_from_sums
from burgee.stats.ratios import ratio_effect, ratio_of, ratio_value
from burgee.stats.values import Undefined

CLICKS = pair_moments_from_sums(1000, 2100, 10200, 7800, 134000, 27500)
NO_VIEWS = pair_moments_from_sums(20, 0, 0, 0, 0, 0)
NOBODY = pair_moments_from_sums(0, 0, 0, 0, 0, 0)


def per_unit(n: int, total: int, squares: int) -> PairMoments:
    """A ratio whose denominator is 1 for every unit."""
    return pair_moments_from_sums(n, total, n, squares, n, total)


def test_a_ratio_per_unit_is_a_mean() -> None:
    effect = ratio_effect(control=per_unit(200, 1010, 6100), treatment=per_unit(220, 1200, 8050))

    plain = welch(
        control=moments_from_sums(200, 1010, 6100), treatment=moments_from_sums(220, 1200, 8050)
    )
    assert (effect.value, effect.se) == (pytest.approx(plain.value), pytest.approx(plain.se))
    assert effect.df == pytest.approx(plain.df)


def test_the_unit_of_the_denominator_scales_the_ratio_and_its_error_alike() -> None:
    in_thousands = pair_moments_from_sums(1000, 2100, 10_200_000, 7800, 134_000_000_000, 27_500_000)

    scaled, plain = ratio_of(in_thousands), ratio_of(CLICKS)
    assert scaled.value == pytest.approx(plain.value / 1000)
    assert scaled.se == pytest.approx(plain.se / 1000)


def test_negative_denominators_leave_the_error_positive() -> None:
    turned = pair_moments_from_sums(1000, 2100, -10200, 7800, 134000, -27500)

    assert ratio_of(turned).se == pytest.approx(ratio_of(CLICKS).se)


def test_a_perfect_line_has_a_ratio_and_no_test() -> None:
    line = pair_moments_from_sums(50, 200, 100, 1000, 250, 500)

    assert ratio_of(line).value == 2.0
    assert ratio_of(line).se == 0.0
    assert isinstance(ratio_effect(control=line, treatment=line), Undefined)


@pytest.mark.parametrize("sample", [NO_VIEWS, NOBODY])
def test_without_denominators_there_is_no_ratio(sample: PairMoments) -> None:
    assert isinstance(ratio_value(sample), Undefined)
    assert ratio_effect(control=CLICKS, treatment=sample) == Undefined(
        f"in the treatment {ratio_value(sample).because}"
    )


def test_one_unit_has_a_ratio_without_an_error() -> None:
    one = pair_moments_from_sums(1, 3, 4, 9, 16, 12)

    assert ratio_value(one) == 0.75
    assert ratio_of(one) == Undefined("there are fewer than 2 units")
