from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState, Outcome, SeenAlarm
from burgee.domain.documents import Action
from burgee.domain.rollout_changes import dump
from burgee.domain.rollout_lifecycle import ROLLOUT_TRANSITIONS
from burgee.domain.rollout_timelines import told_rollout
from burgee.domain.rollouts import Rollout
from tests.unit.domain.rollouts import in_stage, parsed

WHY = "Orders fail."
UNTOLD = {Action.ARCHIVE}


def told(action: Action, after: Rollout, before: Rollout | None = None) -> str:
    return told_rollout(action, dump(before or parsed()), dump(after))


def explained(rollout: Rollout) -> Rollout:
    return rollout.model_copy(update={"because": WHY})


def staged(*stages: dict[str, Any], reached: int = 0) -> Rollout:
    return in_stage(reached, stages=list(stages), strategy="gradual")


@pytest.mark.parametrize(
    ("action", "after", "sentence"),
    [
        (Action.START, in_stage(), "Stage 1 of 3: 10 % of all units get 'on'."),
        (Action.ADVANCE, in_stage(1), "Stage 2 of 3: 55 % of all units get 'on'."),
        (Action.RAMP_UP, in_stage(2), "Stage 3 of 3: 100 % of all units get 'on'."),
        (
            Action.RAMP_DOWN,
            in_stage(0, "paused"),
            "Back at stage 1 of 3: 10 % of all units get 'on'. It waits to be resumed.",
        ),
        (Action.HOLD, explained(in_stage(1, "holding")), f"Waits at stage 2 of 3: {WHY}"),
        (Action.PAUSE, in_stage(1, "paused"), "Stays at stage 2 of 3 until it is resumed."),
        (Action.RESUME, in_stage(1), "Goes on from stage 2 of 3, whose wait begins anew."),
        (
            Action.COMPLETE,
            in_stage(2, "completed"),
            "Its last stage stays: 100 % of all units get 'on'.",
        ),
        (
            Action.SETTLE,
            in_stage(2, "completed"),
            "From now on the flag 'new-gallery' says so itself.",
        ),
        (
            Action.ROLL_BACK,
            explained(in_stage(1, "rolled_back")),
            f"Taken back at stage 2 of 3: {WHY}",
        ),
        (Action.ABORT, explained(in_stage(1, "aborted")), f"Given up at stage 2 of 3: {WHY}"),
        (Action.EMERGENCY_STOP, explained(parsed()), f"Given up before it began: {WHY}"),
        (Action.RESTART, parsed(), "Pending again: it can be changed and started."),
        (Action.UPDATE, parsed(name="Bigger", owner="ann"), "Changed name, owner."),
    ],
    ids=lambda each: str(each) if isinstance(each, Action) else "",
)
def test_each_step_of_a_rollout_is_told(action: Action, after: Rollout, sentence: str) -> None:
    assert told(action, after) == sentence


def test_a_first_version_says_what_it_is_going_to_do() -> None:
    sentence = told_rollout(Action.CREATE, {}, dump(parsed()))

    assert sentence == "'on' of the flag 'new-gallery' in production, in 3 stages."


@pytest.mark.parametrize(
    ("stage", "audience"),
    [
        ({"units": ["ann"]}, "1 unit by name"),
        ({"percentage": 20, "segments": ["staff"]}, "20 % of the units of its audience"),
        ({"percentage": 20, "units": ["ann", "bob"]}, "20 % of all units and 2 units by name"),
    ],
)
def test_a_stage_says_who_gets_the_new_variant(stage: dict[str, Any], audience: str) -> None:
    assert told(Action.START, staged(stage)) == f"Stage 1 of 1: {audience} get 'on'."


def test_units_that_are_excepted_are_counted() -> None:
    some, more = parsed(excluded=["ann"]), parsed(excluded=["ann", "bob", "eve"])

    assert told(Action.EXCLUDE, more, some) == (
        "2 units more get the old variant, whatever the stage."
    )
    assert told(Action.EXCLUDE, parsed(), some) == (
        "1 unit no longer excepted: they are treated as all others."
    )


def test_an_alarm_that_changed_nothing_is_told() -> None:
    seen = SeenAlarm(
        alarm="shop-errors",
        state=AlarmState.ALARM,
        at="2026-11-25T11:00:00Z",
        received_at="2026-11-25T11:00:02Z",
        outcome=Outcome.COOLING_DOWN,
    )
    after = in_stage().model_copy(update={"seen_alarms": [seen]})

    assert told(Action.ALARM, after) == "The alarm 'shop-errors' went to ALARM: cooling down."


def test_every_step_has_its_words_but_those_that_need_none() -> None:
    seen = {"alarm": "a", "state": "OK", "at": "2026-11-25T11:00:00Z", "outcome": "recorded"}
    after = dump(in_stage()) | {"seen_alarms": [{**seen, "received_at": seen["at"]}]}

    silent = {each for each in ROLLOUT_TRANSITIONS if not told_rollout(each, after, after)}

    assert silent == UNTOLD
