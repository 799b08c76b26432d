"""What is true in the end of a run that was looked at."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.final_inference import FinalInference, final_inference, repeated_interval
from burgee.stats.group_sequential import Schedule, boundary
from burgee.stats.spending import Spending, SpendingShape
from burgee.stats.values import Interval

THIRDS = (1 / 3, 2 / 3, 1.0)


def inferred(z_observed: list[float], sides: int = 2, alpha: float = 0.05) -> FinalInference:
    design = boundary(
        Schedule(THIRDS, THIRDS), Spending(SpendingShape.POCOCK), alpha=alpha, sides=sides
    )
    return final_inference(z_observed, THIRDS, design.z, alpha=alpha, sides=sides)


def test_a_run_that_ends_at_its_first_look_is_an_ordinary_test() -> None:
    found = inferred([2.5])
    assert found.has_crossed
    assert found.median_unbiased == pytest.approx(found.naive) == pytest.approx(4.330127)
    assert found.p_value == pytest.approx(0.01241933)
    assert found.interval.low == pytest.approx(found.naive - 1.959964 * 3**0.5)


def test_an_estimate_that_stopped_a_run_is_drawn_back() -> None:
    found = inferred([1.0, 2.6])
    assert found.look == 2
    assert 0 < found.median_unbiased < found.naive


def test_a_run_ends_where_it_first_crossed() -> None:
    assert inferred([2.5, 0.0, 0.0]) == inferred([2.5])


def test_the_other_direction_is_the_mirror_image() -> None:
    up, down = inferred([0.5, 2.6]), inferred([-0.5, -2.6])
    assert down.median_unbiased == pytest.approx(-up.median_unbiased)
    assert down.interval.low == pytest.approx(-up.interval.high)
    assert down.repeated.low == pytest.approx(-up.repeated.high)
    assert down.p_value == pytest.approx(up.p_value)


def test_with_one_side_no_fall_stops_a_run() -> None:
    found = inferred([-5.0, -5.0], sides=1, alpha=0.025)
    assert not found.has_crossed
    assert found.p_value == pytest.approx(1.0)
    assert found.median_unbiased < 0


def test_p_is_alpha_on_the_last_bound() -> None:
    design = boundary(Schedule(THIRDS, THIRDS), Spending(SpendingShape.POCOCK), alpha=0.05)
    found = final_inference([0.0, 0.0, design.z[2]], THIRDS, design.z, alpha=0.05)
    assert found.p_value == pytest.approx(0.05, rel=1e-6)
    assert found.interval.low == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("z", [[0.0], [0.0, 0.0, 0.0], [0.0, 30.0], [60.0]])
def test_any_end_has_an_answer(z: list[float]) -> None:
    found = inferred(z)
    assert found.interval.low < found.median_unbiased < found.interval.high
    assert 0 <= found.p_value <= 1


def test_intervals_hold_what_they_promise() -> None:
    """Runs with a known drift: below the estimate as often as above, in the interval 95 %."""
    drift, runs = 2.0, 150
    draws = np.random.default_rng(20240108).standard_normal((runs, 3))
    paths = (np.cumsum(draws, axis=1) / np.sqrt([1, 2, 3])) + drift * np.sqrt(THIRDS)
    found = [inferred(path.tolist()) for path in paths]
    above = sum(each.median_unbiased > drift for each in found)
    covered = sum(drift in each.interval for each in found)
    assert above / runs == pytest.approx(0.5, abs=0.14)
    assert covered / runs == pytest.approx(0.95, abs=0.05)


def test_results_come_in_the_units_of_the_metric() -> None:
    found = inferred([1.0, 2.6])
    in_units = found.in_units(se=0.01)
    assert in_units.naive == pytest.approx(2.6 * 0.01)
    assert in_units.repeated.high - in_units.naive == pytest.approx(
        in_units.naive - in_units.repeated.low
    )
    assert in_units.interval.low < in_units.median_unbiased < in_units.interval.high


def test_a_repeated_interval_is_as_wide_as_the_bound() -> None:
    assert repeated_interval(1.0, 0.25, 2.0) == Interval(0.5, 1.5)


def test_a_repeated_interval_without_a_bound_has_no_ends() -> None:
    assert repeated_interval(1.0, 0.0, inf) == Interval(-inf, inf)


@pytest.mark.parametrize(
    ("z", "information", "bounds"),
    [
        ([], THIRDS, (2.0, 2.0, 2.0)),
        ([1.0] * 4, THIRDS, (2.0, 2.0, 2.0)),
        ([inf], THIRDS, (2.0, 2.0, 2.0)),
        ([1.0], THIRDS, (2.0, 2.0)),
        ([1.0], (1.0, 0.5), (2.0, 2.0)),
    ],
)
def test_runs_that_cannot_be_are_refused(
    z: list[float], information: tuple[float, ...], bounds: tuple[float, ...]
) -> None:
    with pytest.raises(ImpossibleInput):
        final_inference(z, information, bounds, alpha=0.05)
