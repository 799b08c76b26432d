"""CUPED: one factor for all variants, beside the raw effect."""

from __future__ import annotations

from math import sqrt

import pytest

from burgee.stats.cuped import adjusted, cuped, theta_of
from burgee.stats.means import welch
from burgee.stats.moments import PairMoments, merged_pairs, pair_moments_from_sums
from burgee.stats.values import Undefined

CONTROL = pair_moments_from_sums(1000, 5000, 4900, 29000, 27900, 27300)
TREATMENT = pair_moments_from_sums(1000, 5250, 4950, 31900, 28500, 28900)
OTHER = pair_moments_from_sums(500, 2600, 2400, 15900, 13800, 13900)


def constant(n: int, total: int, squares: int) -> PairMoments:
    """Units whose covariate is 1."""
    return pair_moments_from_sums(n, total, n, squares, n, total)


def test_without_a_spread_of_the_covariate_nothing_is_adjusted() -> None:
    answer = cuped(control=constant(300, 900, 3300), treatment=constant(310, 990, 3900))

    assert answer.theta == 0.0
    assert answer.effect == answer.raw_effect
    assert (answer.variance_reduction, answer.caution) == (0.0, "")


@pytest.mark.parametrize("covariate", [0.1, 1e17])
def test_a_constant_covariate_that_came_rounded_is_still_constant(covariate: float) -> None:
    samples = [
        PairMoments(n, 3.0, covariate * (1 + n * 2e-16), 600.0, 0.0, 0.0) for n in (300, 310)
    ]

    assert theta_of(*samples) == 0.0


def test_the_reduction_is_the_squared_correlation_where_the_variants_are_alike() -> None:
    answer = cuped(control=CONTROL, treatment=CONTROL)

    correlation = CONTROL.c_yx / sqrt(CONTROL.m2_y * CONTROL.m2_x)
    assert answer.variance_reduction == pytest.approx(correlation**2)
    assert answer.effect.value == pytest.approx(0.0, abs=1e-12)


def test_the_adjusted_means_keep_their_common_level() -> None:
    answer = cuped(control=CONTROL, treatment=TREATMENT)

    together = merged_pairs(CONTROL, TREATMENT)
    middle = (answer.control.mean + answer.treatment.mean) / 2
    assert middle == pytest.approx(together.mean_y)


def test_more_variants_share_one_factor() -> None:
    theta = theta_of(CONTROL, TREATMENT, OTHER)

    first = cuped(control=CONTROL, treatment=TREATMENT, theta=theta)
    second = cuped(control=CONTROL, treatment=OTHER, theta=theta)

    assert first.theta == second.theta == theta
    assert theta != theta_of(CONTROL, TREATMENT)


def test_an_interval_that_grew_is_cautioned_about() -> None:
    answer = cuped(control=CONTROL, treatment=TREATMENT, theta=-1.0)

    assert answer.variance_reduction < 0
    assert answer.caution == "the covariate made the interval wider"


def test_a_covariate_that_tells_all_leaves_nothing_to_test() -> None:
    line = pair_moments_from_sums(3, 6, 6, 14, 14, 14)

    answer = cuped(control=line, treatment=line)

    assert answer.variance_reduction == 1.0
    assert isinstance(answer.effect, Undefined)


def test_a_metric_without_variance_has_none_to_reduce() -> None:
    flat = pair_moments_from_sums(3, 6, 6, 12, 14, 12)

    answer = cuped(control=flat, treatment=flat)

    assert answer.variance_reduction == Undefined("there is no variance to reduce")
    assert answer.caution == ""


def test_one_unit_is_not_enough() -> None:
    one = pair_moments_from_sums(1, 3, 4, 9, 16, 12)

    answer = cuped(control=one, treatment=TREATMENT)

    assert answer.effect == Undefined("in the control there are fewer than 2 units")
    assert isinstance(answer.variance_reduction, Undefined)


def test_an_adjustment_that_lost_its_digits_is_undefined() -> None:
    rounded = PairMoments(1000, 5.0, 1.0, 4000.0, 4000.0, 3999.9999999, m2_x_error=1.0)

    answer = cuped(control=rounded, treatment=rounded, theta=1.0)

    assert isinstance(answer.effect, Undefined)
    assert isinstance(answer.variance_reduction, Undefined)


def test_adjusted_moments_are_those_of_the_adjusted_units() -> None:
    sample = pair_moments_from_sums(3, 18, 6, 134, 14, 43)  # (3, 1), (5, 2), (10, 3)

    moments = adjusted(sample, theta=2.0, centre=2.0)

    assert moments.mean == pytest.approx(6.0)
    assert moments.m2 == pytest.approx(6.0)


def test_no_units_have_no_factor() -> None:
    assert theta_of() == 0.0


def test_a_factor_of_0_is_the_raw_test() -> None:
    answer = cuped(control=CONTROL, treatment=TREATMENT, theta=0.0)

    assert answer.effect == welch(control=CONTROL.y, treatment=TREATMENT.y)
