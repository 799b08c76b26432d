"""Credible intervals of the difference of two rates."""

from __future__ import annotations

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.bayes_beta import Beta
from burgee.stats.bayes_differences import rate_difference_interval

JEFFREYS = Beta(0.5, 0.5)


def test_of_two_uniforms_the_difference_is_triangular() -> None:
    found = rate_difference_interval(control=Beta(1, 1), treatment=Beta(1, 1), alpha=0.05)
    assert found.high == pytest.approx(1 - 0.05**0.5, abs=1e-6)
    assert found.low == pytest.approx(-found.high, abs=1e-6)


def test_exchanging_the_variants_turns_the_interval() -> None:
    few, many = Beta(4, 48), Beta(300, 4000)
    up = rate_difference_interval(control=few, treatment=many, alpha=0.1)
    down = rate_difference_interval(control=many, treatment=few, alpha=0.1)
    assert up.low == pytest.approx(-down.high, abs=1e-9)
    assert up.high == pytest.approx(-down.low, abs=1e-9)


def test_beside_a_rate_that_is_known_it_is_the_other_shifted() -> None:
    known, other = Beta(2e8, 8e8), Beta(30, 70)
    found = rate_difference_interval(control=known, treatment=other, alpha=0.05)
    alone = other.interval(0.05)
    assert found.low == pytest.approx(alone.low - 0.2, abs=1e-6)
    assert found.high == pytest.approx(alone.high - 0.2, abs=1e-6)


def test_known_rates_are_known_to_the_last_digits() -> None:
    same = Beta(5e7, 9.5e8)
    found = rate_difference_interval(control=same, treatment=same, alpha=0.05)
    assert found.high == pytest.approx(1.959964 * (2 * 0.05 * 0.95 / 1e9) ** 0.5, rel=1e-4)


@pytest.mark.parametrize(
    ("control", "treatment", "expected"),
    [
        (Beta(0.5, 50.5), Beta(0.5, 50.5), (-0.0423, 0.0423)),  # both by 4,000,000 draws
        (JEFFREYS, JEFFREYS, (-0.9231, 0.9231)),
    ],
)
def test_rates_near_their_ends_are_followed_there(
    control: Beta, treatment: Beta, expected: tuple[float, float]
) -> None:
    found = rate_difference_interval(control=control, treatment=treatment, alpha=0.05)
    assert (found.low, found.high) == pytest.approx(expected, abs=3e-4)


def test_opposite_certainties_differ_by_nearly_1() -> None:
    found = rate_difference_interval(control=Beta(1, 1e9), treatment=Beta(1e9, 1), alpha=0.05)
    assert 1 - 1e-8 < found.low < found.high < 1


def test_an_alpha_that_is_none_is_refused() -> None:
    with pytest.raises(ImpossibleInput, match="alpha"):
        rate_difference_interval(control=JEFFREYS, treatment=JEFFREYS, alpha=1.0)
