from __future__ import annotations

from math import exp, inf, isclose

import pytest

from burgee.stats.distributions import (
    beta_quantile,
    binomial_at_least,
    binomial_at_most,
    chi_square_tail,
    f_tail,
    kolmogorov_tail,
    negative_binomial_at_least,
    negative_binomial_at_most,
    noncentral_t_tail,
    normal_density,
    normal_quantile,
    normal_tail,
    poisson_at_least,
    poisson_at_most,
    t_quantile,
    t_tail,
)


@pytest.mark.parametrize("tail", [1e-300, 1e-12, 0.025, 0.5, 0.9])
def test_normal_quantile_and_tail_are_each_others_inverse(tail: float) -> None:
    assert normal_tail(normal_quantile(tail)) == pytest.approx(tail, rel=1e-11)


@pytest.mark.parametrize("df", [1, 2.5, 30, inf])
def test_quantile_and_tail_of_t_are_each_others_inverse(df: float) -> None:
    assert t_tail(t_quantile(0.001, df), df) == pytest.approx(0.001, rel=1e-9)


def test_with_one_degree_of_freedom_t_is_cauchys() -> None:
    assert t_tail(1.0, 1) == pytest.approx(0.25)


def test_chi_square_of_two_degrees_is_exponential() -> None:
    assert chi_square_tail(1000.0, 2) == pytest.approx(exp(-500), rel=1e-12)


def test_f_of_two_degrees_has_a_closed_form() -> None:
    assert f_tail(50.0, 2, 20) == pytest.approx((1 + 2 * 50 / 20) ** -10, rel=1e-12)


def test_f_of_very_many_units_is_chi_square() -> None:
    assert f_tail(3.0, 9, 1e12) == pytest.approx(chi_square_tail(27.0, 9), rel=1e-9)


def test_kolmogorovs_tail_is_its_first_term_where_it_is_small() -> None:
    assert kolmogorov_tail(3.0) == pytest.approx(2 * exp(-18), rel=1e-12)


@pytest.mark.parametrize(("count", "most", "least"), [(-1, 0.0, 1.0), (0, 0.125, 1.0)])
def test_few_successes(count: int, most: float, least: float) -> None:
    assert (binomial_at_most(count, 3, 0.5), binomial_at_least(count, 3, 0.5)) == (most, least)


@pytest.mark.parametrize(("count", "most", "least"), [(3, 1.0, 0.125), (4, 1.0, 0.0)])
def test_many_successes(count: int, most: float, least: float) -> None:
    assert (binomial_at_most(count, 3, 0.5), binomial_at_least(count, 3, 0.5)) == (most, least)


@pytest.mark.parametrize("count", range(1, 8))
def test_poissons_tails_leave_nothing_between(count: int) -> None:
    assert isclose(poisson_at_most(count - 1, 3.0) + poisson_at_least(count, 3.0), 1.0)


def test_at_least_no_event_is_certain() -> None:
    assert poisson_at_least(0, 3.0) == 1


@pytest.mark.parametrize("count", range(1, 8))
def test_negative_binomial_tails_leave_nothing_between(count: int) -> None:
    below = negative_binomial_at_most(count - 1, 3.0, 2.0)
    assert isclose(below + negative_binomial_at_least(count, 3.0, 2.0), 1.0)


def test_at_least_no_dispersed_event_is_certain() -> None:
    assert negative_binomial_at_least(0, 3.0, 2.0) == 1


def test_the_density_is_the_slope_of_the_tail() -> None:
    slope = (normal_tail(1.3) - normal_tail(1.3001)) / 0.0001
    assert normal_density(1.30005) == pytest.approx(slope, rel=1e-6)


def test_without_noncentrality_t_is_students() -> None:
    assert noncentral_t_tail(2.0, 7, 0.0) == pytest.approx(t_tail(2.0, 7), rel=1e-9)


def test_a_uniform_beta_has_its_tails_as_quantiles() -> None:
    assert beta_quantile(0.25, 1, 1) == pytest.approx(0.75)
