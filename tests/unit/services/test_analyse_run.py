from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.errors import DocumentNotFound, Forbidden, IllegalTransition, ImpossibleInput
from burgee.domain.results import Check, Look, Part
from burgee.domain.roles import Caller, Role
from burgee.domain.timestamps import iso
from burgee.services.analyse_due import due_looks
from burgee.services.analyse_run import Asking, take_look
from burgee.stats.judging.questions import AnalysisPlan, MetricQuestion, RunQuestion
from tests.looks import a_look
from tests.unit.services.builders import NOON
from tests.unit.services.looking import DAY, GOAL, SHOP, Laboratory
from tests.unit.services.usage import PRODUCTION


@pytest.fixture
def laboratory() -> Laboratory:
    """An experiment that was started at noon, with two units."""
    laboratory = Laboratory()
    laboratory.write()
    laboratory.expose("ann")
    laboratory.expose("bob", variant="treatment")
    return laboratory


def look(laboratory: Laboratory, **given: Any) -> Look:
    number, final = given.pop("number", None), given.pop("final", False)
    caller = Caller(**({"key_id": "key-1", "role": Role.EDITOR} | given))
    return take_look(laboratory.analysis, SHOP, number, Asking(caller, final))


def test_a_look_is_kept(laboratory: Laboratory) -> None:
    taken = look(laboratory)

    assert laboratory.looks.latest(f"{SHOP}.1") == taken
    assert (taken.number, taken.asked_by, taken.units) == (
        1,
        "key-1",
        {"control": 1, "treatment": 1},
    )


def test_a_look_says_who_asked_by_name(laboratory: Laboratory) -> None:
    taken = look(laboratory, key_id="user:4f2c", name="Ann")

    assert (taken.asked_by, taken.asked_by_name) == ("user:4f2c", "Ann")


def test_the_judge_is_asked_by_the_run_and_its_plan(laboratory: Laboratory) -> None:
    plan = {"alpha": 0.01, "sequential": "pocock", "planned_units": 900, "prior_deviation": 0.2}
    guardrail = {**GOAL, "key": "errors", "direction": "decrease", "threshold": 0.2, "margin": 0.02}
    middle = {**GOAL, "key": "middle", "type": "quantile", "quantile": 0.5, "cap": 40}
    metrics = {"goals": [GOAL], "secondary": [middle], "guardrails": [guardrail]}
    laboratory.write(SHOP, laboratory.a_run(plan=plan, metrics=metrics, weights={"control": 3}))
    laboratory.pass_days(2.5)

    look(laboratory)

    [question] = laboratory.questions
    assert question.plan == AnalysisPlan(
        alpha=0.01, sequential="pocock", planned_units=900, prior_deviation=0.2, maximum_days=28
    )
    assert question.metrics == [
        MetricQuestion("bought", Part.GOAL, "conversion_rate"),
        MetricQuestion("middle", Part.SECONDARY, "quantile", quantile=0.5, cap=40),
        MetricQuestion(
            "errors", Part.GUARDRAIL, "conversion_rate", "decrease", threshold=0.2, margin=0.02
        ),
    ]
    assert (question.weights, question.sums.control) == ({"control": 3}, "control")
    assert (question.at, question.days, question.has_ended) == (iso(NOON + 2.5 * DAY), 2.5, False)


@pytest.mark.parametrize(("days", "most"), [(0.2, 1), (9.5, 10), (40, 28)])
def test_the_end_that_comes_first_is_the_most_that_a_run_lasts(
    laboratory: Laboratory, days: float, most: int
) -> None:
    laboratory.write(end_at=iso(NOON + days * DAY))

    look(laboratory)

    assert laboratory.questions[0].plan.maximum_days == most


def test_the_next_look_knows_those_before(laboratory: Laboratory) -> None:
    first = look(laboratory)
    laboratory.expose("cat")

    second = look(laboratory)

    assert list(laboratory.questions[1].past) == [first]
    assert (second.number, second.information) == (2, 3)


def test_without_new_units_the_last_look_is_the_answer(laboratory: Laboratory) -> None:
    first = look(laboratory)
    laboratory.pass_days(1)

    again = look(laboratory, key_id="key-2")

    assert again == first
    assert len(laboratory.questions) == 1


def test_the_look_after_the_end_is_final_also_without_new_units(laboratory: Laboratory) -> None:
    look(laboratory)
    over = laboratory.a_run(ended_at=iso(NOON + 3 * DAY))
    laboratory.write(SHOP, over, status="completed")
    laboratory.pass_days(5)

    last = look(laboratory, final=True)

    assert (last.number, last.is_final) == (2, True)
    assert (laboratory.questions[1].has_ended, laboratory.questions[1].days) == (True, 3)


def test_hardly_any_new_units_make_a_look_for_the_clock_alone(laboratory: Laboratory) -> None:
    laboratory.looks.add(a_look(run=f"{SHOP}.1", information=100, fraction=0.5))
    laboratory.expose(*(f"unit-{number}" for number in range(99)))

    asked = look(laboratory)

    assert (asked.number, asked.information) == (1, 100)
    assert due_looks(laboratory.analysis).taken[0].information == 101


def test_sums_that_were_read_while_they_were_written_are_read_again(
    laboratory: Laboratory,
) -> None:
    refused: list[RunQuestion] = []

    def judge(question: RunQuestion) -> Look:
        if not refused:
            refused.append(question)
            raise ImpossibleInput("successes are whole numbers from 0 to n: not 1 of 0")
        return laboratory.judge(question)

    taken = take_look(replace(laboratory.analysis, judge=judge), SHOP, None, Asking())

    assert (taken.number, len(refused)) == (1, 1)


INEXACT = Check("exact", False, True, "The sums may be wrong.")


@pytest.mark.parametrize(
    ("given", "is_new"),
    [
        ({"fraction": 1.0, "days": 2.0}, True),
        ({"fraction": 1.0, "days": 8.0}, False),
        ({"fraction": 1.0, "days": 8.0, "checks": (INEXACT,)}, True),
        ({"fraction": 0.5, "days": 2.0}, False),
    ],
)
def test_a_last_look_that_had_to_wait_is_taken_without_new_units(
    laboratory: Laboratory, given: dict[str, Any], is_new: bool
) -> None:
    laboratory.looks.add(a_look(run=f"{SHOP}.1", information=2, **given))
    laboratory.pass_days(9)

    assert (look(laboratory).number == 2) is is_new


def test_while_events_may_still_come_the_look_after_the_end_is_not_final(
    laboratory: Laboratory,
) -> None:
    first = look(laboratory)
    over = laboratory.a_run(ended_at=iso(NOON + 3 * DAY))
    laboratory.write(SHOP, over, status="completed")
    laboratory.pass_days(5)

    assert look(laboratory) == first


def test_once_all_events_have_come_the_look_after_the_end_is_final(laboratory: Laboratory) -> None:
    look(laboratory)
    over = laboratory.a_run(ended_at=iso(NOON + 3 * DAY))
    laboratory.write(SHOP, over, status="completed")
    laboratory.pass_days(18)

    assert look(laboratory).is_final


def test_a_run_that_is_on_has_no_final_look(laboratory: Laboratory) -> None:
    with pytest.raises(IllegalTransition, match="has not ended"):
        look(laboratory, final=True)

    assert laboratory.questions == []


def test_a_key_of_another_environment_takes_no_look(laboratory: Laboratory) -> None:
    with pytest.raises(Forbidden, match="limited to staging"):
        look(laboratory, environments=frozenset({"staging"}))

    assert laboratory.looks.latest(f"{SHOP}.1") is None


def test_a_key_of_the_runs_environment_takes_one(laboratory: Laboratory) -> None:
    taken = look(laboratory, environments=frozenset({PRODUCTION}))

    assert taken.number == 1


def test_a_final_look_stays_the_last(laboratory: Laboratory) -> None:
    over = laboratory.a_run(ended_at=iso(NOON + DAY))
    laboratory.write(SHOP, over, status="completed")
    final = look(laboratory, final=True)
    laboratory.expose("late", "later")

    again = look(laboratory)

    assert again == final
    assert len(laboratory.questions) == 1


def test_an_archived_experiment_keeps_its_last_look(laboratory: Laboratory) -> None:
    first = look(laboratory)
    laboratory.write(SHOP, laboratory.a_run(ended_at=iso(NOON + DAY)), status="archived")
    laboratory.expose("late")

    assert look(laboratory) == first


def test_an_archived_experiment_that_nobody_looked_at_has_nothing_to_show(
    laboratory: Laboratory,
) -> None:
    laboratory.write(SHOP, laboratory.a_run(ended_at=iso(NOON + DAY)), status="archived")

    with pytest.raises(IllegalTransition, match="archived, and nobody looked before"):
        look(laboratory)


@pytest.mark.parametrize("ended_at", [None, iso(NOON + DAY)])
def test_where_nobody_was_exposed_there_is_nothing_to_look_at(ended_at: str | None) -> None:
    laboratory = Laboratory()
    laboratory.write(SHOP, laboratory.a_run(ended_at=ended_at))

    with pytest.raises(IllegalTransition, match="Nobody was exposed"):
        look(laboratory)

    assert laboratory.questions == []


def test_another_run_is_looked_at_where_it_is_asked_for(laboratory: Laboratory) -> None:
    over = laboratory.a_run(ended_at=iso(NOON))
    laboratory.write(SHOP, over, laboratory.a_run(number=2))
    laboratory.expose("cat", "dan", "eve", run=f"{SHOP}.2")

    first, newest = look(laboratory, number=1), look(laboratory)

    assert (first.run, first.information) == (f"{SHOP}.1", 2)
    assert (newest.run, newest.information) == (f"{SHOP}.2", 3)


def test_a_run_that_there_is_not_is_not_found(laboratory: Laboratory) -> None:
    with pytest.raises(DocumentNotFound, match="no run 2"):
        look(laboratory, number=2)


def test_of_two_at_once_both_get_the_look_that_was_kept(laboratory: Laboratory) -> None:
    quick: list[Look] = []

    def slow(question: RunQuestion) -> Look:
        quick.append(look(laboratory))
        return laboratory.judge(question)

    taken = take_look(replace(laboratory.analysis, judge=slow), SHOP, None, Asking())

    assert taken == quick[0]
    assert list(laboratory.looks.looks(f"{SHOP}.1")) == [taken]
