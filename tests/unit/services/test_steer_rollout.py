from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from burgee.domain.alarms import AlarmState, Outcome, SeenAlarm
from burgee.domain.documents import Action, Kind
from burgee.domain.errors import (
    CoolingDown,
    Forbidden,
    IllegalTransition,
    InvalidDocument,
    ReasonRequired,
    RolloutRunning,
    StageNotReady,
    UnknownReference,
)
from burgee.domain.rollouts import RolloutStatus
from burgee.domain.timestamps import iso
from burgee.services.archive_document import archive_document
from burgee.services.restore_version import restore_version
from burgee.services.rollouts import create_rollout
from burgee.services.steer_rollout import (
    abort_rollout,
    archive_rollout,
    exclude_units,
    pause_rollout,
    ramp_down,
    ramp_up,
    restart_rollout,
    resume_rollout,
    roll_back_rollout,
    start_rollout,
    stop_rollout,
)
from burgee.services.stop_everything import stop_everything
from burgee.services.update_document import update_document
from burgee.services.writing import Author
from tests.unit.domain.rollouts import a_rollout
from tests.unit.services.builders import NOON, OF_DEVELOPMENT, Racing, a_flag_with, by
from tests.unit.services.steered import FLAG, GUARDED, HOUR, KEY, WHY, Harbour, because


def test_a_start_is_one_version_in_the_first_stage() -> None:
    harbour = Harbour().started()

    version = harbour.version()
    assert (version.version, version.change.action, version.body["stage"]) == (2, Action.START, 0)
    assert version.summary["percentage"] == 10


def test_who_may_not_change_production_starts_nothing_there() -> None:
    with pytest.raises(Forbidden):
        start_rollout(Harbour().ledger, by(OF_DEVELOPMENT), KEY)


def test_a_second_rollout_of_the_flag_waits_for_the_first() -> None:
    harbour = Harbour().started()
    create_rollout(harbour.ledger, by(), a_rollout("another"))

    with pytest.raises(RolloutRunning, match=f"'{KEY}' of the flag '{FLAG}' is ramping"):
        start_rollout(harbour.ledger, by(), "another")


def test_of_two_that_start_at_once_the_later_is_aborted() -> None:
    documents = Racing(races=0)
    harbour = Harbour(documents)
    create_rollout(harbour.ledger, by(), a_rollout("another"))
    documents.other = lambda: start_rollout(harbour.ledger, by(), "another")
    documents.races = 1

    with pytest.raises(RolloutRunning, match="'another'"):
        start_rollout(harbour.ledger, by(), KEY)

    assert harbour.rollout("another").status is RolloutStatus.RAMPING
    assert harbour.rollout().status is RolloutStatus.ABORTED
    assert "started before it" in harbour.rollout().because


def test_what_it_names_is_looked_at_again_when_it_starts() -> None:
    harbour = Harbour()
    share = {"variant": "on", "percentage": 50}
    update_document(harbour.ledger, by(), Kind.FLAG, FLAG, a_flag_with(rollout=share))

    with pytest.raises(UnknownReference, match="begin with no less"):
        start_rollout(harbour.ledger, by(), KEY)


def test_while_everything_is_stopped_nothing_starts() -> None:
    harbour = Harbour()
    stop_everything(harbour.ledger, because(), "production")

    with pytest.raises(StageNotReady, match="everything in production is stopped"):
        start_rollout(harbour.ledger, by(), KEY)


CONTROLS: dict[str, Callable[[Harbour, Author], object]] = {
    "pause": lambda harbour, author: pause_rollout(harbour.ledger, author, KEY),
    "resume": lambda harbour, author: resume_rollout(harbour.ledger, author, KEY),
    "ramp up": lambda harbour, author: ramp_up(harbour.steering, author, KEY),
    "ramp down": lambda harbour, author: ramp_down(harbour.ledger, author, KEY),
    "exclude": lambda harbour, author: exclude_units(harbour.ledger, author, KEY, ["ann"]),
    "abort": lambda harbour, author: abort_rollout(harbour.ledger, author, KEY),
    "stop": lambda harbour, author: stop_rollout(harbour.ledger, author, KEY),
    "restart": lambda harbour, author: restart_rollout(harbour.ledger, author, KEY),
    "roll back": lambda harbour, author: roll_back_rollout(
        harbour.ledger, author, KEY, because=author.reason
    ),
}


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_a_manual_control_asks_for_a_reason(control: Callable[[Harbour, Author], object]) -> None:
    with pytest.raises(ReasonRequired, match="needs a reason"):
        control(Harbour().started(), by(reason="  "))


def test_a_pause_and_its_end_are_in_the_audit_log() -> None:
    harbour = Harbour().started()

    paused = pause_rollout(harbour.ledger, because(), KEY)
    resumed = resume_rollout(harbour.ledger, because("Back from lunch."), KEY)

    assert (paused.body["status"], paused.body["because"]) == ("paused", WHY)
    assert (resumed.body["status"], resumed.change.reason) == ("ramping", "Back from lunch.")


def test_ramping_up_skips_the_wait_and_the_number_of_units() -> None:
    harbour = Harbour(**GUARDED).started()
    harbour.guardrails.units = 3

    assert ramp_up(harbour.steering, because(), KEY).body["stage"] == 1


def test_ramping_up_is_refused_with_all_that_stands_against_it() -> None:
    harbour = Harbour(**GUARDED, alarms=["shop-errors", "gone"]).started()
    harbour.guardrails.is_breached = True
    harbour.alarms.states["shop-errors"] = AlarmState.ALARM

    with pytest.raises(StageNotReady, match="cannot come yet") as refusal:
        ramp_up(harbour.steering, because(), KEY)

    assert [found["detail"] for found in refusal.value.errors] == [
        "Its guardrail 'errors' is breached: It harms: p = 0.0001.",
        "There is no alarm 'gone'.",
        "The alarm 'shop-errors' is on.",
    ]


def test_ramping_down_goes_one_stage_back_and_pauses() -> None:
    harbour = Harbour().started()
    ramp_up(harbour.steering, because(), KEY)

    version = ramp_down(harbour.ledger, because(), KEY)

    assert (version.body["stage"], version.body["status"]) == (0, "paused")


def test_a_unit_is_excluded_and_let_in_again() -> None:
    harbour = Harbour().started()

    kept_out = exclude_units(harbour.ledger, because(), KEY, ["ann"])
    let_in = exclude_units(harbour.ledger, because(), KEY, ["ann"], lift=True)

    assert (kept_out.body["excluded"], let_in.body["excluded"]) == (["ann"], [])


@pytest.mark.parametrize(
    ("stop", "action"),
    [(abort_rollout, Action.ABORT), (stop_rollout, Action.EMERGENCY_STOP)],
)
def test_an_aborted_rollout_says_why(stop: Any, action: Action) -> None:
    version = stop(Harbour().started().ledger, because(), KEY)

    assert (version.change.action, version.body["status"]) == (action, "aborted")
    assert version.body["because"] == version.change.reason == WHY


def taken_back(**parts: Any) -> Harbour:
    harbour = Harbour(**parts).started()
    roll_back_rollout(harbour.ledger, because(), KEY, because="Errors doubled.")
    return harbour


def test_after_a_rollback_nothing_is_restarted_for_half_an_hour() -> None:
    harbour = taken_back().after(1799)

    with pytest.raises(CoolingDown, match=r"wait until 2026-11-25T12:30:00\.000Z"):
        restart_rollout(harbour.ledger, because(), KEY)


def test_after_the_cool_down_it_can_be_written_anew_and_started() -> None:
    harbour = taken_back(**GUARDED).after(1800)

    restart_rollout(harbour.ledger, because(), KEY)
    update_document(harbour.ledger, by(), Kind.ROLLOUT, KEY, a_rollout(**GUARDED, alpha=0.01))
    start_rollout(harbour.ledger, by(), KEY)

    assert [run.number for run in harbour.rollout().runs] == [1, 2]
    assert harbour.rollout().runs[-1].plan.alpha == 0.01


def test_another_rollout_of_the_flag_waits_for_the_cool_down_too() -> None:
    harbour = taken_back()
    create_rollout(harbour.ledger, by(), a_rollout("another"))

    with pytest.raises(CoolingDown):
        start_rollout(harbour.ledger, by(), "another")


def alarm_at(seconds: float) -> SeenAlarm:
    return SeenAlarm(
        alarm="shop-errors",
        state=AlarmState.ALARM,
        at=iso(seconds),
        received_at=iso(seconds),
        outcome=Outcome.ROLLED_BACK,
    )


def test_an_alarm_takes_back_once() -> None:
    harbour = Harbour().started().after(60)
    seen = alarm_at(NOON + 30)
    first = roll_back_rollout(harbour.ledger, by(), KEY, because="It went off.", seen=seen)

    with pytest.raises(IllegalTransition):
        roll_back_rollout(harbour.ledger, by(), KEY, because="It went off.", seen=seen)

    assert harbour.version() == first
    assert first.body["seen_alarms"] == [seen.model_dump(mode="json")]


def test_an_alarm_that_is_older_than_the_start_takes_nothing_back() -> None:
    harbour = Harbour().started()

    version = roll_back_rollout(
        harbour.ledger, by(), KEY, because="It went off.", seen=alarm_at(NOON - 1)
    )

    assert version.body["status"] == "ramping"


def test_what_has_started_is_edited_no_more() -> None:
    with pytest.raises(IllegalTransition):
        update_document(Harbour().started().ledger, by(), Kind.ROLLOUT, KEY, a_rollout(owner="ann"))


def test_a_pending_rollout_goes_back_to_how_it_was_written() -> None:
    harbour = Harbour()
    update_document(harbour.ledger, by(), Kind.ROLLOUT, KEY, a_rollout(owner="ann"))

    version = restore_version(harbour.ledger, by(), Kind.ROLLOUT, KEY, version=1)

    assert (version.version, version.body["owner"]) == (3, "")


def test_one_that_has_ended_is_put_away() -> None:
    harbour = taken_back()

    assert archive_rollout(harbour.ledger, by(), KEY).body["is_archived"]
    assert harbour.look() == []


def test_one_that_is_still_in_charge_is_not_put_away() -> None:
    part = {"percentage": 30, "conditions": [{"attribute": "c", "operator": "equals", "value": 1}]}
    harbour = Harbour(stages=[{**part, "wait": "0s"}]).started()
    harbour.look()

    with pytest.raises(RolloutRunning, match="still in charge"):
        archive_rollout(harbour.ledger, by(), KEY)


def edited_flag(harbour: Harbour, **parts: Any) -> object:
    return update_document(harbour.ledger, by(), Kind.FLAG, FLAG, a_flag_with(**parts))


def test_an_open_rollout_holds_its_flags_share() -> None:
    harbour = Harbour().started()

    with pytest.raises(RolloutRunning, match=f"held by the rollout '{KEY}', which is ramping"):
        edited_flag(harbour, default="on")


def test_an_open_rollout_leaves_rules_and_the_switch_free() -> None:
    harbour = Harbour().started()

    edited_flag(harbour, enabled=False, targets={"on": ["ann"]})

    assert harbour.settings()["targets"] == {"on": ["ann"]}


def test_a_flag_with_a_rollout_to_come_is_not_archived() -> None:
    with pytest.raises(Exception, match=f"is ramped by the rollouts '{KEY}'"):
        archive_document(Harbour().ledger, by(), Kind.FLAG, FLAG)


def test_a_segment_that_a_rollout_asks_for_has_to_be_there() -> None:
    with pytest.raises(InvalidDocument, match="there is no segment 'beta'"):
        Harbour(stages=[{"segments": ["beta"]}])


def test_a_rollout_that_waits_an_hour_has_waited_an_hour() -> None:
    harbour = Harbour().started().after(HOUR)

    assert harbour.look() == ["advance"]


def test_nothing_starts_while_an_alarm_is_on_already() -> None:
    harbour = Harbour(alarms=["shop-errors"])
    harbour.alarms.states["shop-errors"] = AlarmState.ALARM

    with pytest.raises(StageNotReady, match="cannot start: the alarm 'shop-errors' is on"):
        start_rollout(harbour.ledger, by(), KEY, harbour.alarms)


def test_nothing_starts_while_nobody_knows_how_its_alarms_stand() -> None:
    harbour = Harbour(alarms=["shop-errors"])
    harbour.alarms.is_silent = True

    with pytest.raises(StageNotReady, match="CloudWatch did not say"):
        start_rollout(harbour.ledger, by(), KEY, harbour.alarms)


def test_one_whose_alarms_are_quiet_starts() -> None:
    harbour = Harbour(alarms=["shop-errors"])

    started = start_rollout(harbour.ledger, by(), KEY, harbour.alarms)

    assert started.change.action is Action.START
