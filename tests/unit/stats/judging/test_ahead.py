"""The bounds of looks that are still to come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from burgee.domain.results import Look, PlannedBound
from burgee.stats.group_sequential import Schedule, boundary
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.spending import Spending, SpendingShape
from tests.unit.stats.judging.runs import conversions, question

PLAN = AnalysisPlan(planned_units=1_000)
OBF = Spending(SpendingShape.OBRIEN_FLEMING)


def look(units: int, plan: AnalysisPlan = PLAN, *past: Look, ended: bool = False) -> Look:
    """A look at so many units of each of two variants, alike."""
    sums = conversions((units, units // 10), (units, units // 10))
    return analyse_run(question(sums, plan=plan, past=past, has_ended=ended))


def bounds(found: Look, alpha: float = 0.05) -> list[float]:
    return [each.bound for each in found.planned if each.alpha == alpha]


def test_looks_go_on_in_the_steps_so_far_up_to_the_planned_units() -> None:
    first = look(250)

    assert [(each.information, each.fraction) for each in first.planned] == [
        (1000, 0.5),
        (1500, 0.75),
        (2000, 1.0),
    ]


def test_the_bounds_are_those_of_lan_and_demets() -> None:
    assert bounds(look(250)) == pytest.approx([2.9631, 2.3590, 2.0141], abs=5e-4)


def test_a_look_that_comes_as_foreseen_has_the_bound_that_was_foreseen() -> None:
    first = look(250)

    [comparison] = look(500, PLAN, first).metrics[0].comparisons

    assert comparison.bound == pytest.approx(bounds(first)[0], rel=1e-4)


def test_looks_that_spent_are_stages_of_those_to_come() -> None:
    first = look(250)
    second = look(400, PLAN, first)
    schedule = Schedule((500.0, 800.0, 1200.0, 1600.0, 2000.0), (0.25, 0.4, 0.6, 0.8, 1.0))

    assert bounds(second) == pytest.approx(boundary(schedule, OBF, alpha=0.05).z[2:])


def test_with_fewer_units_than_before_the_bounds_go_on_from_those() -> None:
    first = look(500)
    shrunk = look(450, PLAN, first)

    assert [each.information for each in shrunk.planned] == [1500, 2000]
    assert bounds(shrunk) == pytest.approx(
        boundary(Schedule((1000.0, 1500.0, 2000.0), (0.5, 0.75, 1.0)), OBF, alpha=0.05).z[1:]
    )


def test_so_many_looks_are_points_enough() -> None:
    early = look(10)

    assert len(early.planned) <= 12
    assert early.planned[-1].fraction == 1.0


@pytest.mark.parametrize("sequential", ["confidence_sequence", "msprt"])
def test_a_design_without_stages_has_the_bounds_of_its_sequence(sequential: str) -> None:
    plan = replace(PLAN, sequential=sequential)
    first = look(250, plan)

    [comparison] = look(500, plan, first).metrics[0].comparisons

    assert bounds(first)[0] == pytest.approx(comparison.bound)


def test_a_single_look_has_its_bound_in_the_end() -> None:
    [found] = look(250, replace(PLAN, sequential="none")).planned

    assert found == PlannedBound(0.05, 1.0, 2000, pytest.approx(1.96, abs=1e-3))


@pytest.mark.parametrize(
    "plan",
    [replace(PLAN, method="bayesian"), replace(PLAN, planned_units=None)],
    ids=["bayesian", "unplanned"],
)
def test_without_bounds_or_planned_units_nothing_is_foreseen(plan: AnalysisPlan) -> None:
    assert look(250, plan).planned == ()


def test_after_the_last_look_there_is_none() -> None:
    assert (look(1_000).planned, look(250, ended=True).planned) == ((), ())


def test_before_the_first_unit_there_is_no_pace() -> None:
    assert look(0).planned == ()


def test_each_level_that_goals_are_held_to_has_its_bounds() -> None:
    sums = conversions((250, 25), (250, 25), (250, 25))

    found = analyse_run(question(sums, plan=PLAN))

    assert {each.alpha for each in found.planned} == {0.05, 0.025}
    assert bounds(found, 0.025)[-1] > bounds(found)[-1]
