from __future__ import annotations

from math import comb, exp, inf, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.anomalies import (
    CountAnomaly,
    count_anomaly,
    overdispersion,
    robust_z,
    two_poisson_rates,
)
from burgee.stats.values import Undefined


def test_a_count_of_0_is_as_unlikely_as_poisson_says() -> None:
    assert count_anomaly(0, 12.5) == CountAnomaly(pytest.approx(exp(-12.5)), 1.0)


def test_both_tails_hold_the_count_itself() -> None:
    answer = count_anomaly(2, 3.0)
    assert answer.p_lower + answer.p_upper == pytest.approx(1 + exp(-3) * 4.5)


def test_what_is_not_expected_at_all_is_certain_not_to_come() -> None:
    assert count_anomaly(1, 0.0, dispersion=3.0) == CountAnomaly(1.0, 0.0)


def test_more_dispersion_makes_a_count_less_surprising() -> None:
    assert count_anomaly(200, 100.0, dispersion=5.0).p_upper > count_anomaly(200, 100.0).p_upper


def test_a_little_dispersion_is_nearly_poisson() -> None:
    nearly = count_anomaly(130, 100.0, dispersion=1 + 1e-9)
    assert nearly.p_upper == pytest.approx(count_anomaly(130, 100.0).p_upper, rel=1e-5)


def test_dispersed_counts_are_geometric_where_that_is_their_law() -> None:
    # Mean 3 and variance 12: the number of failures before a success of probability 1/4.
    answer = count_anomaly(2, 3.0, dispersion=4.0)
    assert (answer.p_lower, answer.p_upper) == pytest.approx((1 - 0.75**3, 0.75**2))


def test_a_dispersed_count_of_0_is_the_least() -> None:
    assert count_anomaly(0, 3.0, dispersion=4.0) == CountAnomaly(pytest.approx(0.25), 1.0)


@pytest.mark.parametrize(
    ("observed", "expected", "dispersion"),
    [(-1, 3.0, 1.0), (1, -3.0, 1.0), (1, inf, 1.0), (1, 3.0, 0.9), (1, 3.0, nan)],
)
def test_impossible_counts_are_refused(observed: int, expected: float, dispersion: float) -> None:
    with pytest.raises(ImpossibleInput):
        count_anomaly(observed, expected, dispersion)


@pytest.mark.parametrize(
    ("counts", "because"),
    [([5], "there are fewer than 2 counts"), ([0, 0], "nothing was counted")],
)
def test_a_dispersion_that_cannot_be_told_says_why(counts: list[int], because: str) -> None:
    assert overdispersion(counts) == Undefined(because)


def test_counts_that_are_equal_have_no_dispersion() -> None:
    assert overdispersion([7, 7, 7]) == 0


def test_equal_exposures_make_the_rates_a_coin() -> None:
    answer = two_poisson_rates(
        count_control=7, exposure_control=2, count_treatment=3, exposure_treatment=2
    )
    tail = sum(comb(10, each) for each in range(4)) / 2**10
    assert (answer.rate_ratio, answer.p_value) == pytest.approx((3 / 7, 2 * tail))


@pytest.mark.parametrize(("control", "treatment"), [(2, 7), (7, 2), (9, 0), (0, 9), (4, 5), (6, 3)])
def test_the_p_value_is_of_all_outcomes_not_more_likely(control: int, treatment: int) -> None:
    answer = two_poisson_rates(
        count_control=control, exposure_control=3, count_treatment=treatment, exposure_treatment=1
    )
    chances = [comb(9, each) * 3 ** (9 - each) / 4**9 for each in range(10)]
    expected = sum(each for each in chances if each <= chances[treatment] * (1 + 1e-9))
    assert answer.p_value == pytest.approx(expected)


def test_a_control_without_events_has_no_ratio_but_a_p_value() -> None:
    answer = two_poisson_rates(
        count_control=0, exposure_control=1, count_treatment=5, exposure_treatment=1
    )
    assert (answer.rate_ratio, answer.p_value) == (Undefined("the control has no events"), 1 / 16)


def test_without_events_rates_are_not_compared() -> None:
    answer = two_poisson_rates(
        count_control=0, exposure_control=1, count_treatment=0, exposure_treatment=1
    )
    assert answer.p_value == Undefined("there are no events")


@pytest.mark.parametrize(("count", "exposure"), [(-1, 1.0), (1, 0.0), (1, -1.0), (1, inf)])
def test_impossible_rates_are_refused(count: int, exposure: float) -> None:
    with pytest.raises(ImpossibleInput):
        two_poisson_rates(
            count_control=5, exposure_control=5, count_treatment=count, exposure_treatment=exposure
        )


def test_a_flat_history_has_no_scale() -> None:
    answer = robust_z([5, 5, 5, 9], 9)
    assert (answer.median, answer.mad_scaled, isinstance(answer.robust_z, Undefined)) == (
        5,
        0,
        True,
    )


def test_without_history_nothing_is_far() -> None:
    assert robust_z([], 9).median == Undefined("there is no history")


def test_an_outlier_in_the_history_does_not_hide_another() -> None:
    answer = robust_z([100, 102, 98, 101, 99, 97, 10**6], 130)
    assert answer.robust_z == pytest.approx((130 - 100) / (2 / 0.6744897501960817))


@pytest.mark.parametrize(("history", "observed"), [([1, inf], 1), ([1, 2], nan)])
def test_numbers_that_are_not_finite_are_refused(history: list[float], observed: float) -> None:
    with pytest.raises(ImpossibleInput):
        robust_z(history, observed)
