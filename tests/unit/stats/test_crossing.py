"""Probabilities of crossing, look after look."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest

from burgee.stats.crossing import bound_of, finest_steps, spread_out, unstarted, upper_crossings
from burgee.stats.distributions import normal_tail

NAIVE = [(1, 0.05), (2, 0.083), (3, 0.107), (5, 0.142), (10, 0.193), (20, 0.248), (50, 0.320)]


@pytest.mark.parametrize(("looks", "error_rate"), NAIVE)
def test_looking_with_the_bound_of_one_look_errs_as_often_as_published(
    looks: int, error_rate: float
) -> None:
    crossings = upper_crossings(range(1, looks + 1), [1.959964] * looks, sides=2)
    assert 2 * sum(crossings) == pytest.approx(error_rate, abs=6e-4)


@pytest.mark.parametrize("drift", [-3.0, 0.0, 0.4, 5.0, 80.0])
def test_one_look_crosses_as_the_normal_distribution_says(drift: float) -> None:
    (crossing,) = upper_crossings([4.0], [2.5], sides=1, drift=drift)
    assert crossing == pytest.approx(normal_tail(2.5 - 2 * drift), rel=1e-12)


@pytest.mark.parametrize("drift", [-2.0, 0.0, 1.0, 12.0])
def test_looks_without_a_bound_change_nothing(drift: float) -> None:
    crossings = upper_crossings([1.0, 2.0, 3.0], [inf, inf, 2.0], sides=2, drift=drift)
    assert crossings[:2] == [0.0, 0.0]
    assert crossings[2] == pytest.approx(normal_tail(2.0 - drift * sqrt(3)), rel=1e-6)


@pytest.mark.parametrize("sides", [1, 2])
def test_after_a_drift_that_stops_all_nothing_is_left(sides: int) -> None:
    crossings = upper_crossings([1.0, 2.0, 3.0], [2.0, 2.0, 2.0], sides=sides, drift=40.0)
    assert crossings == [pytest.approx(1.0), 0.0, 0.0]


def test_what_stops_below_does_not_cross_above_later() -> None:
    one, two = (
        sum(upper_crossings([1.0, 2.0], [1.0, 1.0], sides=sides, drift=0.1)) for sides in (1, 2)
    )
    assert two < one


def test_a_bound_is_found_also_where_the_guess_is_far_off() -> None:
    state = unstarted(1, is_folded=True).after(1.0, 0.0, np.array([2.0]), 1.0)
    near, far = (bound_of(state, 2.0, np.array([0.01]), np.array([guess])) for guess in (0.0, 3.0))
    assert near == pytest.approx(far, abs=1e-9)
    assert state.tail(2.0, near)[0] == pytest.approx(0.01, rel=1e-9)


def test_looks_that_coincide_are_set_apart_and_others_left() -> None:
    assert spread_out((1.0, 1.0 + 1e-12, 2.0)) == (1.0, 1.0005, 2.0)


def test_the_finest_step_is_the_smaller_increment_beside_a_look() -> None:
    assert finest_steps((4.0, 5.0, 14.0)) == [1.0, 1.0, 3.0]
