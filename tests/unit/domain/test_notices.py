"""What a notice says of a version, and what it never says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.domain.alarms import Outcome
from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.notices import DONE, Notice, body_of, notice_of, short_title

AT = "2026-11-21T12:00:00.000Z"


def a_version(action: Action, kind: Kind = Kind.FLAG, **parts: Any) -> DocumentVersion:
    change = Change("ann", AT, action, parts.pop("reason", ""))
    body = {"key": "checkout", "secret": "hidden", **parts.pop("body", {})}
    return DocumentVersion(kind, "checkout", 7, body, change, parts.pop("summary", {}))


def an_alarm(outcome: Outcome = Outcome.ROLLED_BACK, environment: str = "") -> dict[str, Any]:
    told = {"alarm": "errors", "state": "ALARM", "at": AT, "detail": "3 > 1"}
    return {**told, "outcome": str(outcome), "environment": environment}


def a_notice(action: Action = Action.TOGGLE, **parts: Any) -> Notice:
    return notice_of(a_version(action, **parts), {}, {"production"})


def test_there_are_words_for_every_action() -> None:
    assert set(DONE) == set(Action)


def test_a_notice_is_named_by_what_happened_to_what() -> None:
    notice = a_notice(Action.ROLL_BACK, kind=Kind.ROLLOUT)

    assert (notice.id, notice.type) == ("rollout/checkout/7", "rollout.roll_back")


def test_its_body_is_what_lists_show_and_nothing_of_the_document() -> None:
    body = body_of(a_notice(summary={"name": "Checkout"}, reason="A try"))

    assert body == {
        "id": "flag/checkout/7",
        "type": "flag.toggle",
        "kind": "flag",
        "key": "checkout",
        "version": 7,
        "action": "toggle",
        "environments": ["production"],
        "actor": "ann",
        "actor_name": "",
        "reason": "A try",
        "at": AT,
        "title": "The flag 'checkout' was switched (production)",
        "why": "A try",
        "important": False,
        "alarm": None,
        "summary": {"name": "Checkout"},
    }


def test_what_touches_all_environments_names_none() -> None:
    notice = notice_of(a_version(Action.UPDATE, Kind.EXCLUSION_GROUP), {}, None)

    assert body_of(notice)["environments"] is None
    assert notice.title == "The exclusion group 'checkout' was changed"


def test_the_alarm_that_is_new_is_told() -> None:
    old, new = an_alarm(), {**an_alarm(environment="staging"), "at": "2026-11-21T13:00:00Z"}
    version = a_version(Action.ROLL_BACK, body={"seen_alarms": [old, new]})

    notice = notice_of(version, {"seen_alarms": [old]}, {"production"})

    assert notice.alarm == new
    assert notice.environments == frozenset({"production", "staging"})
    assert notice.why == "3 > 1"


def test_an_alarm_that_was_there_before_is_not_told_again() -> None:
    alarms = {"seen_alarms": [an_alarm()]}

    assert notice_of(a_version(Action.TOGGLE, body=alarms), alarms, set()).alarm is None


@pytest.mark.parametrize(
    ("summary", "reason", "why"),
    [({"because": "Errors."}, "Mine", "Errors."), ({}, "Mine", "Mine"), ({"because": ""}, "", "")],
)
def test_why_is_what_the_document_says_else_what_its_author_said(
    summary: dict[str, Any], reason: str, why: str
) -> None:
    assert a_notice(summary=summary, reason=reason).why == why


@pytest.mark.parametrize(
    "action",
    [
        Action.ROLL_BACK,
        Action.EMERGENCY_STOP,
        Action.LIFT,
        Action.HOLD,
        Action.FAIL,
        Action.DEPLOY,
    ],
)
def test_people_hear_of_what_went_wrong(action: Action) -> None:
    assert a_notice(action, body={"status": "another"}).is_important


@pytest.mark.parametrize("action", [Action.CREATE, Action.UPDATE, Action.TOGGLE, Action.ADVANCE])
def test_people_do_not_hear_of_every_days_work(action: Action) -> None:
    assert not a_notice(action).is_important


def test_people_hear_of_the_settings_that_say_who_may_skip_the_canary() -> None:
    assert a_notice(Action.UPDATE, kind=Kind.SETTINGS).is_important


@pytest.mark.parametrize("outcome", Outcome)
def test_people_hear_of_an_alarm_unless_it_was_only_recorded(outcome: Outcome) -> None:
    version = a_version(Action.ALARM, body={"seen_alarms": [an_alarm(outcome)]})

    notice = notice_of(version, {}, {"production"})

    assert notice.is_important is (outcome is not Outcome.RECORDED)


@pytest.mark.parametrize(
    ("touched", "is_important"), [({"production"}, True), ({"staging"}, False), (None, True)]
)
def test_people_hear_of_a_restore_where_production_is_touched(
    touched: set[str] | None, is_important: bool
) -> None:
    notice = notice_of(a_version(Action.RESTORE), {}, touched, production={"production"})

    assert notice.is_important is is_important


@pytest.mark.parametrize(("before", "is_important"), [("ramping", True), ("holding", False)])
def test_people_hear_once_that_a_rollout_holds(before: str, is_important: bool) -> None:
    version = a_version(Action.HOLD, Kind.ROLLOUT, body={"status": "holding"})

    notice = notice_of(version, {"status": before}, {"production"})

    assert notice.is_important is is_important


def test_a_subject_is_one_short_line_of_ascii() -> None:
    change = Change("ann", AT, Action.TOGGLE)
    version = DocumentVersion(Kind.FLAG, "k" * 128, 1, {}, change)

    subject = short_title(notice_of(version, {}, {"umgebung-ö"}))

    assert len(subject) == 100
    assert subject.endswith("...")


def test_a_subject_of_a_short_title_is_the_title() -> None:
    assert short_title(a_notice()) == "The flag 'checkout' was switched (production)"


def test_a_notice_can_be_written_as_json() -> None:
    notice = notice_of(
        a_version(Action.ALARM, body={"seen_alarms": [an_alarm()]}), {}, {"production"}
    )

    assert json.loads(json.dumps(body_of(notice)))["alarm"]["alarm"] == "errors"
