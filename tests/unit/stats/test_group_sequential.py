"""Bounds of group sequential designs, and the p-value of a look."""

from __future__ import annotations

from math import inf, isinf, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.distributions import normal_quantile
from burgee.stats.group_sequential import (
    LookScale,
    Schedule,
    boundary,
    bounds,
    look_scale,
    sequential_p_value,
)
from burgee.stats.spending import Spending, SpendingShape

OBF = Spending(SpendingShape.OBRIEN_FLEMING)
POCOCK = Spending(SpendingShape.POCOCK)
ALL = [Spending(shape) for shape in SpendingShape]
ALPHAS = (0.499, 0.3, 0.1, 0.05, 0.01, 1e-3, 1e-5, 1e-8, 1e-11)


def even(looks: int, of: int | None = None) -> Schedule:
    return Schedule.planned(range(1, looks + 1), planned=of or looks)


PUBLISHED = [
    (OBF, even(2), 2, 0.05, [2.9626, 1.9686]),
    (OBF, even(5), 2, 0.05, [4.8769, 3.3570, 2.6803, 2.2898, 2.0310]),
    (POCOCK, even(3), 2, 0.05, [2.2794, 2.2949, 2.2959]),
    (POCOCK, even(5), 2, 0.05, [2.4380, 2.4268, 2.4102, 2.3966, 2.3860]),
    (
        POCOCK,
        Schedule((1, 3, 6, 10), (0.1, 0.3, 0.6, 1)),
        2,
        0.05,
        [2.6551, 2.4484, 2.3389, 2.2760],
    ),
    (OBF, even(3), 1, 0.05, [3.2001, 2.1408, 1.6948]),
    (POCOCK, even(4), 1, 0.05, [2.0999, 2.0767, 2.0532, 2.0348]),
]


@pytest.mark.parametrize(("spending", "schedule", "sides", "alpha", "expected"), PUBLISHED)
def test_bounds_are_the_published_ones(
    spending: Spending, schedule: Schedule, sides: int, alpha: float, expected: list[float]
) -> None:
    found = boundary(schedule, spending, alpha=alpha, sides=sides)
    assert found.z == pytest.approx(expected, abs=6e-5)


def test_one_look_is_an_ordinary_test() -> None:
    found = boundary(Schedule((1234.0,), (1.0,)), OBF, alpha=0.05)
    assert found.z[0] == pytest.approx(normal_quantile(0.025), abs=1e-12)
    assert found.nominal_p[0] == pytest.approx(0.05)


def test_only_ratios_of_information_matter() -> None:
    of_units = boundary(Schedule.planned((2500, 9000), planned=10_000), OBF, alpha=0.05)
    of_shares = boundary(Schedule((0.25, 0.9), (0.25, 0.9)), OBF, alpha=0.05)
    assert of_units.z == pytest.approx(of_shares.z, abs=1e-9)


def test_a_last_look_beyond_the_plan_spends_what_is_left_at_its_own_information() -> None:
    schedule = Schedule.planned((500, 1300), planned=1000)
    found = boundary(schedule, OBF, alpha=0.05)
    in_time = boundary(Schedule.planned((500, 1000), planned=1000), OBF, alpha=0.05)
    assert found.cumulative_alpha[-1] == pytest.approx(0.05)
    assert in_time.z[-1] < found.z[-1] < in_time.z[-1] + 0.01


def test_a_final_look_before_the_plan_spends_all() -> None:
    schedule = Schedule.planned((500, 700), planned=1000, is_final=True)
    assert schedule.times == (0.5, 1.0)


def test_a_look_after_all_is_spent_never_stops() -> None:
    assert boundary(Schedule.planned((1, 2, 3), planned=2), POCOCK, alpha=0.05).z[-1] == inf


def test_a_look_that_spends_nothing_leaves_the_next_as_it_would_be_without_it() -> None:
    with_it = bounds((1.0, 2.0, 3.0), (0.01, 0.01, 0.05))
    without_it = bounds((1.0, 3.0), (0.01, 0.05))
    assert with_it[1] == inf
    assert with_it[2] == pytest.approx(without_it[1], abs=1e-7)


def test_stored_spending_gives_the_bounds_that_were_shown() -> None:
    schedule = even(4)
    shown = boundary(schedule, POCOCK, alpha=0.05)
    assert bounds(schedule.information, shown.cumulative_alpha) == shown.z


@pytest.mark.parametrize("alpha", [1e-30, 0.5, 0.999])
@pytest.mark.parametrize("sides", [1, 2])
def test_bounds_exist_for_any_alpha(alpha: float, sides: int) -> None:
    found = boundary(even(3), POCOCK, alpha=alpha, sides=sides)
    assert all(-10 < z < 20 for z in found.z)


def test_looks_that_all_but_coincide_have_bounds_near_those_of_one() -> None:
    twice = Schedule((0.5, 0.5 + 1e-9, 1.0), (0.5, 0.5 + 1e-9, 1.0))
    once = Schedule((0.5, 1.0), (0.5, 1.0))
    last = boundary(once, POCOCK, alpha=0.05).z[-1]
    assert boundary(twice, POCOCK, alpha=0.05).z[-1] == pytest.approx(last, abs=1e-4)


def test_many_looks_cost_little_with_obrien_fleming() -> None:
    assert boundary(even(200), OBF, alpha=0.05).z[-1] == pytest.approx(2.19, abs=0.03)


@pytest.mark.parametrize("spending", ALL, ids=lambda spending: spending.shape)
@pytest.mark.parametrize("schedule", [even(1), even(2), even(4, of=8), even(12)])
def test_a_scale_has_the_bound_of_each_alpha(spending: Spending, schedule: Schedule) -> None:
    scale = look_scale(schedule, spending)
    for alpha in ALPHAS:
        bound = boundary(schedule, spending, alpha=alpha).z[-1]
        if bound < 9:
            assert scale.bound(alpha) == pytest.approx(bound, abs=1e-4)
            assert scale.p_value(bound) == pytest.approx(alpha, rel=1e-4)


def test_many_looks_early_in_a_plan_have_a_scale() -> None:
    schedule, spending = even(40, of=400), Spending(SpendingShape.POWER)
    bound = boundary(schedule, spending, alpha=0.01).z[-1]
    assert look_scale(schedule, spending).bound(0.01) == pytest.approx(bound, abs=1e-4)


def test_a_scale_of_one_side_tells_up_from_down() -> None:
    scale = look_scale(even(3), OBF, sides=1)
    assert scale.p_value(scale.bound(0.025)) == pytest.approx(0.025)
    assert scale.p_value(-2.0) > 0.9


def test_a_two_sided_p_value_does_not_see_the_sign() -> None:
    scale = look_scale(even(3), POCOCK)
    assert scale.p_value(-2.2) == scale.p_value(2.2)


def test_the_first_of_many_looks_is_worth_less_than_a_look_alone() -> None:
    assert look_scale(even(1, of=5), POCOCK).p_value(2.0) > 0.1


def test_p_values_never_rise_with_distance_from_0() -> None:
    scale = look_scale(even(5), OBF)
    found = [scale.p_value(z / 100) for z in range(4000)]
    assert found == sorted(found, reverse=True)
    assert found[0] == 1.0
    assert scale.p_value(inf) == 0.0


def test_an_early_look_has_a_bound_out_of_reach() -> None:
    scale = look_scale(Schedule((5.0, 6.0), (0.005, 0.006)), OBF)
    assert scale.bound(0.05) > 25
    assert scale.p_value(9.0) > 0.5


@pytest.mark.parametrize(
    "schedule", [Schedule((1.0,), (1e-4,)), Schedule((1.0, 2.0, 3.0), (0.5, 1.0, 1.0))]
)
def test_a_look_that_spends_nothing_stops_nothing(schedule: Schedule) -> None:
    scale = look_scale(schedule, OBF)
    assert isinf(scale.bound(0.05))
    assert scale.p_value(50.0) == 1.0


def test_a_level_part_of_a_scale_counts_as_reached() -> None:
    scale = LookScale([1.0, 2.0, 3.0], [2.0, 2.0, 2.0], sides=1)
    assert scale.p_value(2.0) == pytest.approx(0.00135, abs=1e-5)


def test_a_p_value_comes_without_a_scale_too() -> None:
    assert sequential_p_value(2.0141, even(4), OBF) == pytest.approx(0.05, abs=1e-5)


@pytest.mark.parametrize("alpha", [0.0, 0.51, nan])
def test_a_scale_refuses_bounds_of_alphas_that_nobody_tests_at(alpha: float) -> None:
    with pytest.raises(ImpossibleInput, match="alpha"):
        look_scale(even(1), POCOCK).bound(alpha)


@pytest.mark.parametrize(
    ("information", "times"),
    [
        ((), ()),
        ((1.0, 1.0), (0.5, 1.0)),
        ((0.0, 1.0), (0.5, 1.0)),
        ((1.0, inf), (0.5, 1.0)),
        ((1.0, 2.0), (1.0,)),
        ((1.0, 2.0), (0.5, 1.1)),
        ((1.0, 2.0), (0.0, 1.0)),
        ((1.0, 2.0), (0.6, 0.5)),
    ],
)
def test_impossible_schedules_are_refused(
    information: tuple[float, ...], times: tuple[float, ...]
) -> None:
    with pytest.raises(ImpossibleInput):
        Schedule(information, times)


@pytest.mark.parametrize("planned", [0.0, -1.0, inf, nan])
def test_a_plan_without_information_is_refused(planned: float) -> None:
    with pytest.raises(ImpossibleInput, match="planned"):
        Schedule.planned((1.0,), planned=planned)


def test_a_plan_without_looks_is_refused() -> None:
    with pytest.raises(ImpossibleInput, match="at least one look"):
        Schedule.planned((), planned=1.0, is_final=True)


@pytest.mark.parametrize("spent", [(0.01,), (0.02, 0.01), (0.5, 1.0), (-0.1, 0.05), (nan, 0.05)])
def test_impossible_spending_is_refused(spent: tuple[float, ...]) -> None:
    with pytest.raises(ImpossibleInput):
        bounds((1.0, 2.0), spent)
