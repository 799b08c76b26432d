"""A change of an alarm reaches rollouts, experiments and functions, and many at once."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import IllegalTransition, StorageUnavailable
from burgee.domain.timestamps import iso
from burgee.services.end_experiment import complete_experiment
from burgee.services.roll_back_experiment import stop_experiment
from burgee.services.roll_back_rollout import take_back_rollout
from burgee.services.update_experiment import create_experiment
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.alarming import (
    ALARM,
    FLAG,
    PRODUCTION,
    STAGING,
    Account,
    Guarded,
    a_change,
    a_watched_flag,
    outcomes,
)
from tests.unit.services.builders import a_flag, by, settings
from tests.unit.services.designs import KEY, a_design, start

DAY = 24 * 60
HOLD = {"on_insufficient_data": "hold"}


def a_ramping_account(flag: dict[str, Any] | None = None, **parts: Any) -> Account:
    """A flag that names the alarm, and a rollout over it since 5 minutes."""
    account = Account()
    account.create(flag or a_watched_flag())
    account.pass_minutes(DAY)
    account.store_rollout(**parts)
    account.pass_minutes(5)
    return account


def unwatched() -> dict[str, Any]:
    return a_watched_flag(alarms=[])


def status(account: Account, key: str = "ramp") -> str:
    return str(account.newest(Kind.ROLLOUT, key).body["status"])


def test_an_open_rollout_is_taken_back_in_its_flags_place() -> None:
    account = a_ramping_account()

    rollbacks = account.alarm()

    assert outcomes(rollbacks) == ["rollout ramp rolled_back"]
    assert (status(account), account.newest().version) == ("rolled_back", 1)


def test_a_rollout_hears_its_own_alarms() -> None:
    account = a_ramping_account(unwatched(), alarms=[ALARM])

    assert outcomes(account.alarm()) == ["rollout ramp rolled_back"]


def test_a_rollout_hears_the_alarms_that_are_made_for_it() -> None:
    metric = {"namespace": "Shop", "metric_name": "Latency"}
    made = {"name": "slow", "kind": "latency", "above": 1, **metric}
    account = a_ramping_account(unwatched(), make_alarms=[made])

    rollbacks = account.hear(a_change(account.clock.now, alarm="burgee-rollout-ramp/slow"))

    assert outcomes(rollbacks) == ["rollout ramp rolled_back"]


def test_a_rollouts_audit_log_says_which_alarm_it_was() -> None:
    account = a_ramping_account()
    account.alarm(after=4)

    newest = account.newest(Kind.ROLLOUT, "ramp")

    assert newest.change.action is Action.ROLL_BACK
    assert newest.change.reason == newest.body["because"]
    assert newest.change.reason.startswith("The alarm 'gallery-errors' went to ALARM at 2026-")
    assert "Decided 4.0 s after the alarm changed." in newest.change.reason


def test_an_event_that_comes_twice_takes_back_neither_rollout_nor_flag_again() -> None:
    account = a_ramping_account()
    account.change(a_watched_flag() | {"name": "Renamed"})
    change = a_change(account.clock.now)
    account.hear(change)

    again = account.hear(change)

    assert again.reached == ()
    assert (account.newest().version, account.newest(Kind.ROLLOUT, "ramp").version) == (2, 2)


def test_after_a_rollouts_rollback_its_flag_cools_down() -> None:
    account = a_ramping_account()
    account.alarm()
    account.pass_minutes(1)

    assert outcomes(account.alarm()) == [f"flag {FLAG} cooling_down"]


def test_after_a_guardrail_took_a_rollout_back_its_flag_cools_down_too() -> None:
    account = a_ramping_account()
    account.store_rollout(status="rolled_back", ended_at=iso(account.clock.now))
    account.pass_minutes(1)

    assert outcomes(account.alarm()) == [f"flag {FLAG} cooling_down"]


def test_after_a_rollout_was_aborted_its_flag_does_not_cool_down() -> None:
    account = a_ramping_account()
    account.store_rollout(status="aborted", ended_at=iso(account.clock.now))
    account.pass_minutes(1)

    assert outcomes(account.alarm()) == [f"flag {FLAG} nothing_to_go_back_to"]


def test_what_a_rollouts_rollback_left_is_not_taken_back_further() -> None:
    account = a_ramping_account()
    account.alarm()
    account.pass_minutes(DAY)

    assert outcomes(account.alarm()) == [f"flag {FLAG} nothing_to_go_back_to"]


def test_a_restarted_rollout_does_not_forget_that_it_was_taken_back() -> None:
    account = a_ramping_account()
    account.alarm()
    seen = account.newest(Kind.ROLLOUT, "ramp").body["seen_alarms"]
    account.store_rollout(status="pending", started_at=None, stage=None, seen_alarms=seen)
    account.pass_minutes(1)

    assert outcomes(account.alarm()) == [f"flag {FLAG} cooling_down"]


def test_an_alarm_from_before_a_rollout_ended_is_not_the_flags() -> None:
    account = a_ramping_account()
    change = a_change(account.clock.now)
    account.pass_minutes(1)
    account.store_rollout(status="aborted", ended_at=iso(account.clock.now))

    assert outcomes(account.hear(change)) == [f"flag {FLAG} recorded"]


def test_a_settled_rollouts_flag_goes_back_by_itself() -> None:
    account = a_ramping_account()
    ended = iso(account.clock.now)
    account.store_rollout(status="completed", ended_at=ended, is_settled=True)
    account.change(a_watched_flag(default="on"))
    account.pass_minutes(1)

    rollbacks = account.alarm()

    assert outcomes(rollbacks) == [f"flag {FLAG} rolled_back"]
    assert account.default() == "off"


def test_a_completed_rollout_that_is_not_settled_is_taken_back() -> None:
    account = a_ramping_account()
    account.store_rollout(status="completed", ended_at=iso(account.clock.now))

    assert outcomes(account.alarm()) == ["rollout ramp rolled_back"]


def test_a_rollout_that_has_not_started_hears_nothing() -> None:
    account = a_ramping_account(
        unwatched(), alarms=[ALARM], status="pending", started_at=None, stage=None
    )

    assert account.alarm().reached == ()


def test_an_alarm_from_before_a_rollout_started_is_recorded() -> None:
    account = a_ramping_account()
    change = a_change(account.clock.now - 360)

    rollbacks = account.hear(change)
    account.hear(change)

    assert outcomes(rollbacks) == ["rollout ramp recorded"]
    assert status(account) == "ramping"
    assert account.newest(Kind.ROLLOUT, "ramp").version == 2


def test_an_alarm_from_an_earlier_stage_takes_the_rollout_back() -> None:
    account = a_ramping_account()
    change = a_change(account.clock.now)
    account.pass_minutes(1)
    moved = iso(account.clock.now)
    started = account.newest(Kind.ROLLOUT, "ramp").body["started_at"]
    account.store_rollout(stage=1, entered_at=moved, started_at=started)

    assert outcomes(account.hear(change)) == ["rollout ramp rolled_back"]


def test_a_rollout_elsewhere_leaves_the_flag_to_itself() -> None:
    sections = {PRODUCTION: settings("on", alarms=[ALARM]), STAGING: settings("off")}
    account = a_ramping_account(
        {"key": FLAG, "kind": "boolean", "environments": sections}, environment=STAGING
    )

    assert outcomes(account.alarm()) == [f"flag {FLAG} nothing_to_go_back_to"]
    assert status(account) == "ramping"


@pytest.mark.parametrize(
    ("flag", "own", "expected"),
    [
        ("ignore", "ignore", "ramping"),
        ("ignore", "hold", "holding"),
        ("hold", "ignore", "holding"),
        ("hold", "roll_back", "rolled_back"),
        ("roll_back", "hold", "rolled_back"),
    ],
)
def test_without_data_the_stronger_choice_counts(flag: str, own: str, expected: str) -> None:
    account = a_ramping_account(
        a_watched_flag(on_alarm={"on_insufficient_data": flag}),
        alarms=[ALARM],
        on_alarm={"on_insufficient_data": own},
    )
    account.alarm(AlarmState.INSUFFICIENT_DATA)

    assert status(account) == expected


def test_a_held_rollout_says_why_and_is_held_once() -> None:
    account = a_ramping_account(unwatched(), alarms=[ALARM], on_alarm=HOLD)
    change = a_change(account.clock.now, AlarmState.INSUFFICIENT_DATA)
    account.hear(change)

    account.hear(change)

    held = account.newest(Kind.ROLLOUT, "ramp")
    assert (held.version, held.change.action) == (2, Action.HOLD)
    assert held.body["because"] == "The alarm 'gallery-errors' has no data."
    assert held.body["seen_alarms"][0]["outcome"] == "held"


def test_a_paused_rollout_waits_already() -> None:
    account = a_ramping_account(unwatched(), alarms=[ALARM], on_alarm=HOLD, status="paused")

    rollbacks = account.alarm(AlarmState.INSUFFICIENT_DATA)

    assert outcomes(rollbacks) == ["rollout ramp None"]
    assert status(account) == "paused"


def test_of_two_who_take_back_one_rollout_the_second_finds_it_done() -> None:
    class Interrupted(MemoryDocuments):
        """Documents that are read, and then changed by somebody who heard of the same alarm."""

        meanwhile: Any = None

        def newest(self, kind: Kind, key: str) -> DocumentVersion | None:
            found = super().newest(kind, key)
            if kind is Kind.ROLLOUT and self.meanwhile:
                act, self.meanwhile = self.meanwhile, None
                act()
            return found

    documents = Interrupted()
    account = Account(documents)
    account.create(a_watched_flag())
    account.store_rollout()
    change = a_change(account.clock.now)
    documents.meanwhile = lambda: take_back_rollout(account.ledger, change, "ramp")

    after = take_back_rollout(account.ledger, change, "ramp")

    assert (after.version, after.body["status"]) == (2, "rolled_back")


@pytest.mark.parametrize("ended", ["aborted", "rolled_back"])
def test_a_rollout_that_was_taken_back_otherwise_meanwhile_remembers_the_alarm(ended: str) -> None:
    account = a_ramping_account(status=ended)
    change = a_change(account.clock.now)

    after = take_back_rollout(account.ledger, change, "ramp")

    [seen] = after.body["seen_alarms"]
    assert (after.body["status"], seen["outcome"]) == (ended, "recorded")
    assert take_back_rollout(account.ledger, change, "ramp").version == after.version


def test_a_rollout_that_its_flag_took_over_meanwhile_is_left_to_the_retry() -> None:
    account = a_ramping_account(status="completed", is_settled=True)

    with pytest.raises(IllegalTransition):
        take_back_rollout(account.ledger, a_change(account.clock.now), "ramp")


def an_experimenting_account(**parts: Any) -> Account:
    account = Account()
    account.create(a_flag())
    create_experiment(account.ledger, by(), a_design(alarms=[ALARM], **parts))
    start(account.ledger)
    account.pass_minutes(5)
    return account


def test_an_experiment_is_stopped_and_shows_its_control() -> None:
    account = an_experimenting_account()

    rollbacks = account.alarm()

    newest = account.newest(Kind.EXPERIMENT, KEY)
    assert outcomes(rollbacks) == [f"experiment {KEY} stopped"]
    assert newest.change.action is Action.EMERGENCY_STOP
    assert (newest.body["status"], newest.body["halted"]) == ("cancelled", True)
    assert newest.body["runs"][0]["ended_by"] == "alarms"


def test_an_experiment_is_stopped_once() -> None:
    account = an_experimenting_account()
    change = a_change(account.clock.now)
    account.hear(change)

    assert account.hear(change).reached == ()


def test_an_experiment_that_was_restarted_since_does_not_stop_again() -> None:
    account = an_experimenting_account()
    before = a_change(account.clock.now - 360)

    rollbacks = account.hear(before)
    account.hear(before)

    newest = account.newest(Kind.EXPERIMENT, KEY)
    assert outcomes(rollbacks) == [f"experiment {KEY} recorded"]
    assert (newest.body["status"], newest.change.action) == ("running", Action.ALARM)
    assert newest.version == 3


@pytest.mark.parametrize(
    ("chosen", "expected"), [("ignore", "running"), ("hold", "running"), ("roll_back", "cancelled")]
)
def test_without_data_an_experiment_does_as_it_chose(chosen: str, expected: str) -> None:
    account = an_experimenting_account(on_alarm={"on_insufficient_data": chosen})
    account.alarm(AlarmState.INSUFFICIENT_DATA)

    assert account.newest(Kind.EXPERIMENT, KEY).body["status"] == expected


def test_a_draft_hears_nothing() -> None:
    account = Account()
    account.create(a_flag())
    create_experiment(account.ledger, by(), a_design(alarms=[ALARM]))

    assert account.alarm().reached == ()


def test_a_function_that_names_the_alarm_is_asked() -> None:
    account = Account()
    account.functions = Guarded("shop-api")

    rollbacks = account.alarm()

    assert account.functions.asked == [f"shop-api {ALARM} by alarms"]
    assert outcomes(rollbacks) == ["function shop-api None"]


def test_nobody_is_asked_about_an_alarm_that_is_over() -> None:
    account = Account()
    account.functions = Guarded("shop-api")

    account.alarm(AlarmState.OK)

    assert account.functions.asked == []


def test_an_experiment_that_ended_meanwhile_stays_as_it_ended() -> None:
    account = an_experimenting_account()
    complete_experiment(account.ledger, by(), KEY)

    after = stop_experiment(account.ledger, a_change(account.clock.now), KEY)

    assert after.body["status"] == "completed"


def test_a_composite_alarm_is_told_as_one() -> None:
    account = a_ramping_account()
    account.hear(a_change(account.clock.now, is_composite=True))

    because = account.newest(Kind.ROLLOUT, "ramp").body["because"]
    assert because.startswith("The composite alarm 'gallery-errors' went to ALARM")


class Stubborn(MemoryDocuments):
    """Documents of which one cannot be written."""

    stubborn = "b"

    def put(self, version: DocumentVersion) -> None:
        if version.key == self.stubborn and version.change.actor == "alarms":
            raise StorageUnavailable("DynamoDB did not answer.")
        super().put(version)


def test_one_alarm_reaches_many_and_what_stops_one_stops_no_other() -> None:
    documents = Stubborn()
    account = Account(documents)
    account.create(*(a_watched_flag(key) for key in "abc"))
    account.pass_minutes(DAY)
    for key in "abc":
        account.change(a_watched_flag(key, default="on"))
    account.pass_minutes(1)
    change = a_change(account.clock.now)

    first = account.hear(change)
    documents.stubborn = ""
    second = account.hear(change)

    assert [each.key for each in first.failed] == ["b"]
    assert [each.key for each in first.reached] == ["a", "c"]
    assert not second.failed
    assert {key: account.default(key) for key in "abc"} == dict.fromkeys("abc", "off")
    assert {account.newest(key=key).version for key in "abc"} == {3}
