from __future__ import annotations

from math import comb, lgamma, log, pi

import pytest

from burgee.stats.deviances import binomial_probability, deviance, stirling_error


@pytest.mark.parametrize("count", range(51))
def test_probabilities_of_few_trials_are_those_of_whole_numbers(count: int) -> None:
    exact = comb(50, count) * 3**count * 7 ** (50 - count) / 10**50
    assert binomial_probability(count, 50, 0.3) == pytest.approx(exact, rel=1e-13)


def test_a_deviance_close_to_its_mean_keeps_its_digits() -> None:
    assert deviance(10**9 + 1, 1e9) == pytest.approx(5e-10, rel=1e-6)


def test_a_deviance_is_its_definition() -> None:
    assert deviance(7, 3.0) == pytest.approx(7 * log(7 / 3) + 3 - 7)


def test_a_count_of_0_is_as_far_off_as_its_mean() -> None:
    assert deviance(0, 3.5) == 3.5


@pytest.mark.parametrize("count", [0.5, 1, 15.99, 16, 17.25, 40])
def test_the_error_of_stirling_is_what_he_leaves_out(count: float) -> None:
    exact = lgamma(count + 1) - (count + 0.5) * log(count) + count - log(2 * pi) / 2
    assert stirling_error(count) == pytest.approx(exact, abs=2e-14)
