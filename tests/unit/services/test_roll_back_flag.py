from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import InvalidDocument, VersionConflict
from burgee.services.archive_document import archive_document
from burgee.services.clone_environment import clone_flag
from burgee.services.create_document import create_flag, create_segment
from burgee.services.restore_version import restore_version
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.update_experiment import create_experiment
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.alarming import (
    ALARM,
    ALARMED,
    FLAG,
    PRODUCTION,
    STAGING,
    Account,
    a_change,
    a_watched_flag,
    outcomes,
)
from tests.unit.services.builders import OF_DEVELOPMENT, a_segment, asking_for, by, settings
from tests.unit.services.designs import a_design, start

DAY = 24 * 60


def an_account(documents: MemoryDocuments | None = None, **parts: Any) -> Account:
    """The flag was off for a day, and is on for everybody since 5 minutes."""
    account = Account(documents)
    account.create(a_watched_flag(**parts))
    account.pass_minutes(DAY)
    account.change(a_watched_flag(default="on", **parts))
    account.pass_minutes(5)
    return account


def versions(account: Account) -> int:
    return account.newest().version


def test_a_flag_goes_back_to_what_was_good() -> None:
    account = an_account()

    rollbacks = account.alarm()

    assert outcomes(rollbacks) == [f"flag {FLAG} rolled_back"]
    assert (account.default(), account.newest().change.action) == ("off", Action.ROLL_BACK)


def test_the_audit_log_says_which_alarm_with_which_values_and_how_long_it_took() -> None:
    account = an_account()
    account.alarm(after=4.0)

    newest = account.newest()

    assert newest.change.actor == "alarms"
    assert newest.change.reason == (
        "The alarm 'gallery-errors' went to ALARM at 2026-11-26T12:05:00.000Z. "
        "Back from version 2 to production as of version 1, which was good for 24 h. "
        "Decided 4.0 s after the alarm changed. "
        "Threshold Crossed: 14.0 was greater than the threshold (5.0)."
    )
    assert newest.change.at == "2026-11-26T12:05:04.000Z"
    assert newest.body["seen_alarms"][0]["received_at"] == newest.change.at


def test_an_event_that_comes_twice_acts_once() -> None:
    account = an_account()
    change = a_change(account.clock.now)
    account.hear(change)
    account.pass_minutes(60)

    again = account.hear(change)

    assert outcomes(again) == [f"flag {FLAG} rolled_back"]
    assert versions(account) == 3


def test_an_event_that_comes_twice_does_not_take_back_what_came_after() -> None:
    account = an_account()
    change = a_change(account.clock.now)
    account.hear(change)
    account.pass_minutes(60)
    account.change(a_watched_flag(default="on"))

    account.hear(change)

    assert (account.default(), versions(account)) == ("on", 4)


def test_an_alarm_that_is_over_does_nothing() -> None:
    account = an_account()

    assert account.alarm(AlarmState.OK).reached == ()
    assert versions(account) == 2


def test_an_alarm_heard_after_its_end_acts_all_the_same() -> None:
    account = an_account()
    went_on = a_change(account.clock.now)
    account.pass_minutes(1)
    account.alarm(AlarmState.OK)

    account.hear(went_on)

    assert account.default() == "off"


def test_an_older_alarm_after_a_newer_one_is_recorded() -> None:
    account = an_account()
    older = a_change(account.clock.now)
    account.pass_minutes(1)
    account.alarm()

    late = account.hear(older)

    assert outcomes(late) == [f"flag {FLAG} recorded"]
    assert (account.newest().change.action, account.default()) == (Action.ALARM, "off")


def test_an_alarm_from_before_a_change_does_not_take_the_change_back() -> None:
    account = an_account()
    change = a_change(account.clock.now)
    account.change(a_watched_flag(default="on", off_variant="on"))

    account.pass_minutes(1)
    late = account.hear(a_change(change.at - 1))

    assert outcomes(late) == [f"flag {FLAG} recorded"]
    assert account.default() == "on"


def test_a_second_alarm_of_the_same_trouble_meets_a_cool_down() -> None:
    account = an_account(alarms=[ALARM, "gallery-slow"])
    account.alarm()
    account.pass_minutes(1)

    second = account.hear(a_change(account.clock.now, alarm="gallery-slow"))

    assert outcomes(second) == [f"flag {FLAG} cooling_down"]
    assert account.default() == "off"


def test_what_a_rollback_left_is_not_taken_back_further() -> None:
    account = an_account()
    account.alarm()
    account.pass_minutes(DAY)

    second = account.alarm()
    account.pass_minutes(DAY)
    third = account.alarm()

    assert outcomes(second) == outcomes(third) == [f"flag {FLAG} nothing_to_go_back_to"]
    assert account.default() == "off"


def test_nothing_to_go_back_to_is_written_down_once() -> None:
    account = Account()
    account.create(a_watched_flag(default="on"))
    account.pass_minutes(DAY)
    change = a_change(account.clock.now)
    account.hear(change)

    account.hear(change)

    assert versions(account) == 2
    assert "No earlier version here is known to be good." in account.newest().change.reason


def test_an_environment_goes_back_alone() -> None:
    account = Account()
    both = {PRODUCTION: settings("off", **ALARMED), STAGING: settings("off")}
    account.create({"key": FLAG, "kind": "boolean", "environments": both})
    account.pass_minutes(DAY)
    both = {PRODUCTION: settings("on", **ALARMED), STAGING: settings("on")}
    account.change({"key": FLAG, "kind": "boolean", "environments": both})
    account.pass_minutes(5)

    account.alarm()

    sections = account.newest().body["environments"]
    shown = {name: section["default_variant"] for name, section in sections.items()}
    assert shown == {PRODUCTION: "off", STAGING: "on"}


def test_each_environment_that_names_the_alarm_goes_back() -> None:
    account = Account()
    for default in ("off", "on"):
        sections = {name: settings(default, **ALARMED) for name in (PRODUCTION, STAGING)}
        flag = {"key": FLAG, "kind": "boolean", "environments": sections}
        write = account.create if default == "off" else account.change
        write(flag)
        account.pass_minutes(DAY)

    rollbacks = account.alarm()

    assert outcomes(rollbacks) == [f"flag {FLAG} rolled_back"] * 2
    assert {each["environment"] for each in account.newest().body["seen_alarms"]} == {
        PRODUCTION,
        STAGING,
    }


def test_values_go_back_too() -> None:
    account = Account()
    flag = a_watched_flag("colour") | {"kind": "string", "variants": {"off": {"value": "blue"}}}
    account.create(flag)
    account.pass_minutes(DAY)
    account.change(flag | {"variants": {"off": {"value": "red"}}})
    account.pass_minutes(1)

    account.alarm()

    assert account.newest(key="colour").body["variants"]["off"]["value"] == "blue"


def test_what_was_planned_is_dropped_and_told() -> None:
    account = Account()
    account.create(a_watched_flag())
    account.pass_minutes(DAY)
    plans = [{"at": "2027-01-01T00:00:00Z", "enabled": False}]
    account.change(a_watched_flag(default="on", schedule=plans))
    account.pass_minutes(5)

    account.alarm()

    assert account.newest().body["environments"][PRODUCTION]["schedule"] == []
    assert "Planned changes dropped there: 1." in account.newest().change.reason


def test_a_flag_that_was_switched_off_by_hand_is_not_switched_on() -> None:
    account = an_account()
    account.pass_minutes(DAY)
    toggle_flag(account.ledger, by(), FLAG, environment=PRODUCTION, enabled=False)
    account.pass_minutes(1)

    rollbacks = account.alarm()

    assert outcomes(rollbacks) == [f"flag {FLAG} nothing_to_go_back_to"]
    assert account.newest().body["environments"][PRODUCTION]["enabled"] is False


def test_a_version_that_cannot_stand_any_more_is_passed_over() -> None:
    account = Account()
    create_segment(account.ledger, by(), a_segment("beta"))
    rule = {"id": "r", "conditions": [asking_for("beta")], "variant": "on"}
    account.create(a_watched_flag())
    account.pass_minutes(DAY)
    account.change(a_watched_flag(rules=[rule]))
    account.pass_minutes(DAY)
    account.change(a_watched_flag(default="on"))
    archive_document(account.ledger, by(), Kind.SEGMENT, "beta")
    account.pass_minutes(5)

    account.alarm()

    assert "as of version 1," in account.newest().change.reason
    assert account.default() == "off"


def test_a_refusal_is_told_where_nothing_else_is_good() -> None:
    account = Account()
    create_segment(account.ledger, by(), a_segment("beta"))
    rule = {"id": "r", "conditions": [asking_for("beta")], "variant": "on"}
    account.create(a_watched_flag(rules=[rule]))
    account.pass_minutes(DAY)
    account.change(a_watched_flag(default="on"))
    archive_document(account.ledger, by(), Kind.SEGMENT, "beta")
    account.pass_minutes(5)

    rollbacks = account.alarm()

    assert outcomes(rollbacks) == [f"flag {FLAG} nothing_to_go_back_to"]
    assert "Version 1 cannot come back: " in account.newest().change.reason
    assert "the segment 'beta' is archived" in account.newest().change.reason


def test_values_that_an_experiment_decides_with_do_not_change_under_it() -> None:
    account = Account()
    flag = a_watched_flag() | {"kind": "string"}
    environments = {"development": settings("off"), **flag["environments"]}
    flag |= {"environments": environments}
    account.create(flag | {"variants": {"on": {"value": "a"}, "off": {"value": "b"}}})
    account.pass_minutes(DAY)
    account.change(flag | {"variants": {"on": {"value": "a"}, "off": {"value": "c"}}})
    create_experiment(account.ledger, by(), a_design())
    start(account.ledger)

    rollbacks = account.alarm()

    assert outcomes(rollbacks) == [f"flag {FLAG} nothing_to_go_back_to"]
    assert "is decided by the experiment" in account.newest().change.reason


def test_an_archived_flag_hears_nothing() -> None:
    account = an_account()
    archive_document(account.ledger, by(), Kind.FLAG, FLAG)

    assert account.alarm().reached == ()


def test_a_flag_that_no_longer_names_the_alarm_stays() -> None:
    class Lagging(MemoryDocuments):
        """Rows that stand still."""

        def derive(self, version: DocumentVersion) -> None:
            if version.version < 3:
                super().derive(version)

    account = an_account(Lagging())
    account.change(a_watched_flag(default="on", alarms=[]))

    rollbacks = account.alarm()

    assert outcomes(rollbacks) == [f"flag {FLAG} None"]
    assert versions(account) == 3


@pytest.mark.parametrize(
    ("chosen", "expected"), [("ignore", []), ("hold", []), ("roll_back", ["rolled_back"])]
)
def test_an_alarm_without_data_does_what_the_flag_chose(chosen: str, expected: list[str]) -> None:
    account = an_account(on_alarm={"on_insufficient_data": chosen})

    rollbacks = account.alarm(AlarmState.INSUFFICIENT_DATA)

    assert [each.outcome for each in rollbacks.reached] == expected
    assert versions(account) == 2 + len(expected)


def test_a_change_that_is_too_old_to_be_remembered_is_passed_over() -> None:
    account = an_account()
    change = a_change(account.clock.now)
    account.pass_minutes(2 * DAY + 1)

    assert account.hear(change).reached == ()
    assert versions(account) == 2


class Interrupted(MemoryDocuments):
    """Documents that somebody else writes just before the next puts of an alarm."""

    def __init__(self) -> None:
        super().__init__()
        self.before: list[Any] = []

    def put(self, version: DocumentVersion) -> None:
        if version.change.actor == "alarms" and self.before:
            self.before.pop()()
        super().put(version)


def test_of_two_who_hear_at_once_one_acts() -> None:
    documents = Interrupted()
    account = an_account(documents)
    change = a_change(account.clock.now)
    documents.before = [lambda: account.hear(change)]

    rollbacks = account.hear(change)

    assert outcomes(rollbacks) == [f"flag {FLAG} rolled_back"]
    assert versions(account) == 3


def test_a_change_that_comes_in_between_is_decided_on_anew() -> None:
    documents = Interrupted()
    account = an_account(documents)
    change = a_change(account.clock.now)
    account.pass_minutes(1)
    documents.before = [lambda: account.change(a_watched_flag(default="on", off_variant="on"))]

    rollbacks = account.hear(change)

    assert outcomes(rollbacks) == [f"flag {FLAG} recorded"]
    assert account.default() == "on"


def test_who_loses_ten_races_leaves_it_to_the_retry() -> None:
    documents = Interrupted()
    account = an_account(documents)
    numbers = iter(range(100))

    def rename() -> None:
        account.change(a_watched_flag(default="on") | {"name": f"Gallery {next(numbers)}"})

    documents.before = [rename] * 10
    rollbacks = account.alarm()

    assert [isinstance(each.error, VersionConflict) for each in rollbacks.failed] == [True]
    assert account.default() == "on"


def test_what_was_seen_survives_edits_restores_and_clones() -> None:
    account = an_account()
    account.alarm()
    seen = account.newest().body["seen_alarms"]
    account.change(a_watched_flag(default="on"))
    restore_version(account.ledger, by(), Kind.FLAG, FLAG, version=1)
    clone_flag(account.ledger, by(), FLAG, source=PRODUCTION, targets=[STAGING])

    assert account.newest().body["seen_alarms"] == seen != []


def test_no_author_writes_what_was_seen() -> None:
    account = an_account()
    account.alarm()
    seen = account.newest().body["seen_alarms"]
    forged = a_watched_flag() | {"seen_alarms": [seen[0] | {"at": "2026-01-01"}]}

    with pytest.raises(InvalidDocument, match="written by rollbacks alone"):
        update_document(account.ledger, by(), Kind.FLAG, FLAG, forged)
    with pytest.raises(InvalidDocument, match="written by rollbacks alone"):
        create_flag(account.ledger, by(), forged | {"key": "another"})


def test_who_may_change_one_environment_still_may_after_an_alarm_in_another() -> None:
    account = Account()
    sections = {"development": settings("off"), PRODUCTION: settings("on", **ALARMED)}
    account.create({"key": FLAG, "kind": "boolean", "environments": sections})
    account.alarm()
    sections |= {"development": settings("on")}

    after = update_document(
        account.ledger,
        by(OF_DEVELOPMENT),
        Kind.FLAG,
        FLAG,
        {"key": FLAG, "kind": "boolean", "environments": sections},
    )

    assert after.body["seen_alarms"] != []
