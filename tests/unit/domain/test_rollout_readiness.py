from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Action
from burgee.domain.environments import Halt
from burgee.domain.rollout_readiness import (
    Situation,
    next_move,
    obstacles,
    obstacles_for_anybody,
)
from burgee.domain.rollouts import Rollout
from tests.unit.domain.rollouts import (
    HOUR,
    a_breach,
    a_guardrail,
    a_judgement,
    a_reading,
    in_stage,
)
from tests.unit.services.builders import NOON

GUARDED = {"guardrails": [a_guardrail()]}
DUE = Situation(NOON + HOUR)
HALT = Halt(at="2026-11-25T12:30:00Z", by="ann", reason="The shop burns.")
DAY = 24 * HOUR


def moved(rollout: Rollout, situation: Situation) -> Action | None:
    move = next_move(rollout, situation)
    return move.action if move else None


def test_a_stage_comes_at_its_time_and_not_before() -> None:
    assert moved(in_stage(), Situation(NOON + HOUR - 1)) is None
    assert moved(in_stage(), DUE) is Action.ADVANCE


def test_after_the_wait_of_the_last_stage_it_is_complete() -> None:
    assert moved(in_stage(2), DUE) is Action.COMPLETE


@pytest.mark.parametrize("status", ["pending", "completed", "rolled_back", "aborted"])
def test_what_is_not_live_does_not_move(status: str) -> None:
    assert moved(in_stage(0, status), Situation(NOON + 99 * DAY)) is None


def test_what_is_paused_waits_for_somebody() -> None:
    assert moved(in_stage(0, "paused"), DUE) is None


def test_without_a_time_it_stays() -> None:
    assert moved(in_stage().model_copy(update={"next_at": None}), DUE) is None


@pytest.mark.parametrize("status", ["ramping", "holding", "paused"])
def test_after_all_its_days_it_goes_back(status: str) -> None:
    move = next_move(in_stage(0, status, maximum_days=2), Situation(NOON + 2 * DAY))

    assert move is not None
    assert (move.action, "maximum of 2 days" in move.because) == (Action.ROLL_BACK, True)


def test_a_flag_that_changed_under_it_ends_it() -> None:
    move = next_move(in_stage(), Situation(NOON, broken="it is archived"))

    assert move is not None
    assert (move.action, move.because) == (
        Action.ABORT,
        "Its flag changed under it: it is archived.",
    )


@pytest.mark.parametrize("status", ["ramping", "holding", "paused"])
def test_a_breach_takes_it_back_whatever_the_time(status: str) -> None:
    situation = Situation(NOON, judgement=a_judgement(breaches=(a_breach(),)))

    move = next_move(in_stage(0, status, **GUARDED), situation)

    assert move is not None
    assert move.action is Action.ROLL_BACK
    assert move.because == "Its guardrail 'errors' is breached: 9 % instead of 3 %."


@pytest.mark.parametrize(
    "judgement",
    [
        a_judgement(breaches=(a_breach(acts=False),)),
        a_judgement("rollout:bigger-pictures.2", breaches=(a_breach(),)),
    ],
)
def test_a_breach_of_another_run_or_whose_trigger_is_off_does_not(judgement: Any) -> None:
    assert moved(in_stage(**GUARDED), Situation(NOON, judgement=judgement)) is None


def test_a_breach_means_nothing_where_nothing_is_compared() -> None:
    situation = replace(DUE, judgement=a_judgement(breaches=(a_breach(),)))

    assert moved(in_stage(), situation) is Action.ADVANCE


def test_a_stop_of_everything_holds_it_at_once_and_nothing_is_taken_back() -> None:
    situation = Situation(NOON, halt=HALT, judgement=a_judgement(breaches=(a_breach(),)))

    move = next_move(in_stage(**GUARDED), situation)

    assert move is not None
    assert (move.action, "The shop burns." in move.because) == (Action.HOLD, True)


def test_a_hold_says_the_first_thing_that_stands_against_it() -> None:
    move = next_move(in_stage(**GUARDED), DUE)

    assert move is not None
    assert (move.action, move.because) == (Action.HOLD, "Its guardrails were not judged yet.")


def kept_by(**parts: Any) -> list[str]:
    return list(obstacles(in_stage(**GUARDED), replace(DUE, judgement=a_judgement(), **parts)))


def test_with_units_and_quiet_alarms_nothing_stands_against_it() -> None:
    assert kept_by(alarms={"shop-errors": AlarmState.OK}) == []


def test_a_stop_of_everything_stands_against_it() -> None:
    assert kept_by(halt=HALT) == [
        "Everything in its environment is stopped since 2026-11-25T12:30:00Z: The shop burns."
    ]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (AlarmState.ALARM, "The alarm 'shop-errors' is on."),
        (None, "There is no alarm 'shop-errors'."),
    ],
)
def test_an_alarm_that_is_on_or_missing_holds(state: AlarmState | None, sentence: str) -> None:
    assert kept_by(alarms={"shop-errors": state}) == [sentence]


def test_a_cloudwatch_that_does_not_answer_holds() -> None:
    assert kept_by(alarms=None) == ["CloudWatch did not say how its alarms stand."]


@pytest.mark.parametrize(("asked", "holds"), [("ignore", 0), ("hold", 1), ("roll_back", 1)])
def test_an_alarm_without_data_holds_where_that_is_asked(asked: str, holds: int) -> None:
    rollout = in_stage(on_alarm={"on_insufficient_data": asked})
    situation = replace(DUE, alarms={"shop-errors": AlarmState.INSUFFICIENT_DATA})

    assert list(obstacles(rollout, situation)) == ["The alarm 'shop-errors' has no data."] * holds


def test_a_judgement_of_ten_minutes_ago_is_no_longer_one() -> None:
    old = a_judgement(at=NOON + HOUR - 601)

    assert list(obstacles(in_stage(**GUARDED), replace(DUE, judgement=old))) == [
        "Its guardrails were last judged 10 minutes ago."
    ]


def test_too_few_units_hold_and_are_named() -> None:
    few = a_judgement(units=412)

    assert list(obstacles(in_stage(**GUARDED), replace(DUE, judgement=few))) == [
        "It needs 1000 exposed units of each variant: 'off' has 412, 'on' has 412."
    ]


def by_criterion(*readings: Any) -> list[str]:
    rollout = in_stage(guardrails=[a_guardrail(criterion=0.05)])
    situation = replace(DUE, judgement=a_judgement(readings=readings))
    return list(obstacles(rollout, situation))


def test_a_criterion_that_is_met_lets_it_go_on() -> None:
    assert by_criterion(a_reading(met=True)) == []


@pytest.mark.parametrize("readings", [(), (a_reading(met=None),)])
def test_a_criterion_without_data_holds(readings: tuple[Any, ...]) -> None:
    assert by_criterion(*readings) == [
        "There is no value of 'errors' yet, whose criterion is 0.05."
    ]


@pytest.mark.parametrize(("detail", "end"), [("it is 0.09.", ": it is 0.09."), ("", ".")])
def test_a_criterion_that_is_not_met_holds(detail: str, end: str) -> None:
    assert by_criterion(a_reading(met=False, detail=detail)) == [
        f"The criterion of 'errors', 0.05, is not met{end}"
    ]


def test_who_skips_the_wait_needs_no_units() -> None:
    assert list(obstacles_for_anybody(in_stage(**GUARDED), DUE)) == []


def test_who_skips_the_wait_is_kept_by_a_breach_and_by_alarms() -> None:
    situation = replace(
        DUE,
        judgement=a_judgement(breaches=(a_breach(),)),
        alarms={"shop-errors": AlarmState.ALARM},
    )

    assert len(list(obstacles_for_anybody(in_stage(**GUARDED), situation))) == 2


def test_an_alarm_without_data_holds_where_its_flag_waits_for_it() -> None:
    alarms = {"of-the-flag": AlarmState.INSUFFICIENT_DATA, "mine": AlarmState.INSUFFICIENT_DATA}
    situation = replace(DUE, alarms=alarms, awaited=["of-the-flag"])

    assert list(obstacles(in_stage(), situation)) == ["The alarm 'of-the-flag' has no data."]


def test_one_that_held_before_its_time_says_when_nothing_holds_it_any_more() -> None:
    move = next_move(in_stage(0, "holding"), replace(DUE, now=NOON))

    assert move is not None
    assert (move.action, move.because.split(";")[0]) == (Action.HOLD, "Nothing holds it any more")


def test_one_that_held_before_its_time_says_what_holds_it_now() -> None:
    situation = replace(DUE, now=NOON, alarms={"shop-errors": AlarmState.ALARM})

    move = next_move(in_stage(0, "holding"), situation)

    assert move is not None
    assert move.because == "The alarm 'shop-errors' is on."
