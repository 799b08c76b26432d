from __future__ import annotations

from contextlib import nullcontext as does_not_raise
from typing import Any

import pytest

from burgee.domain.alarms import (
    LONGEST_DETAIL,
    AlarmChange,
    AlarmState,
    OnAlarm,
    OnInsufficientData,
    Outcome,
    SeenAlarm,
)
from burgee.domain.errors import InvalidDocument
from burgee.domain.seen_alarms import (
    MOST_REMEMBERED,
    last_rollback,
    new_seen,
    reaction,
    refuse_seen_alarms,
    remembering,
    seen_by,
    seen_in,
    told,
)
from tests.unit.domain.alarm_histories import NOON, PRODUCTION, STAGING, at, seen

HOUR = 60
DAYS = 24 * HOUR


def a_change(minute: float = 0, **parts: Any) -> AlarmChange:
    reason = "Threshold Crossed: 14.0 was greater than 5.0."
    named: dict[str, Any] = {"reason": reason, **parts}
    return AlarmChange("errors", AlarmState.ALARM, AlarmState.OK, at(minute), **named)


@pytest.mark.parametrize("chosen", list(OnInsufficientData))
@pytest.mark.parametrize("state", list(AlarmState))
def test_each_state_asks_for_what_was_chosen(state: AlarmState, chosen: OnInsufficientData) -> None:
    expected = {
        AlarmState.OK: OnInsufficientData.IGNORE,
        AlarmState.ALARM: OnInsufficientData.ROLL_BACK,
        AlarmState.INSUFFICIENT_DATA: chosen,
    }

    assert reaction(OnAlarm(on_insufficient_data=chosen), state) is expected[state]


def test_a_change_is_known_by_alarm_moment_and_environment() -> None:
    body = {"seen_alarms": [seen(0)]}
    found = [
        seen_in(body, a_change(), PRODUCTION),
        seen_in(body, a_change(), STAGING),
        seen_in(body, a_change(1), PRODUCTION),
        seen_in({"seen_alarms": [seen(0, alarm="other")]}, a_change(), PRODUCTION),
        seen_in({}, a_change(), PRODUCTION),
    ]

    assert [each is not None for each in found] == [True, False, False, False, False]


def test_what_can_come_no_more_is_forgotten() -> None:
    standing = {"seen_alarms": [seen(0, Outcome.RECORDED), seen(2, Outcome.RECORDED)]}
    new = SeenAlarm.model_validate(seen(2 * DAYS, Outcome.RECORDED))

    kept = remembering(standing, new, at(2 * DAYS + 1))

    assert [each["at"] for each in kept] == [seen(2)["at"], seen(2 * DAYS)["at"]]


def test_an_alarm_that_goes_on_and_off_for_hours_does_not_fill_a_document() -> None:
    standing = [seen(minute, outcome=Outcome.COOLING_DOWN) for minute in range(MOST_REMEMBERED)]
    rollback = seen(-1, outcome=Outcome.ROLLED_BACK)
    new = SeenAlarm.model_validate(seen(HOUR, outcome=Outcome.COOLING_DOWN))

    kept = remembering({"seen_alarms": [rollback, *standing]}, new, at(HOUR))

    moments = [SeenAlarm.model_validate(each).at for each in kept]
    assert moments == [each["at"] for each in (rollback, *standing[1:])] + [new.at]


def test_the_newest_rollback_of_each_environment_is_never_forgotten() -> None:
    old = [seen(0), seen(1), seen(0, environment=STAGING), seen(2, Outcome.RECORDED)]
    new = SeenAlarm.model_validate(seen(9 * DAYS, Outcome.RECORDED))

    kept = remembering({"seen_alarms": old}, new, at(9 * DAYS))

    assert [(each["environment"], each["at"]) for each in kept] == [
        (PRODUCTION, seen(1)["at"]),
        (STAGING, seen(0)["at"]),
        (PRODUCTION, seen(9 * DAYS)["at"]),
    ]


def test_the_last_rollback_is_when_it_was_decided() -> None:
    remembered = [seen(0), seen(3), seen(9, Outcome.RECORDED)]

    assert last_rollback(seen_by({"seen_alarms": remembered})) == at(3) + 5


def test_without_a_rollback_the_last_one_was_never() -> None:
    assert last_rollback([]) == float("-inf")


def test_what_is_remembered_says_what_followed_how_soon_and_why() -> None:
    noted = new_seen(
        a_change(), Outcome.ROLLED_BACK, "Back to version 3.", now=NOON + 4.25, environment="dev"
    )

    assert (noted.at, noted.received_at, noted.environment) == (
        "2026-11-25T12:00:00.000Z",
        "2026-11-25T12:00:04.250Z",
        "dev",
    )
    assert noted.detail == (
        "Back to version 3. Decided 4.2 s after the alarm changed. "
        "Threshold Crossed: 14.0 was greater than 5.0."
    )


def test_a_clock_that_is_behind_cloudwatch_makes_no_negative_time() -> None:
    noted = new_seen(a_change(), Outcome.STOPPED, "Stopped.", now=NOON - 1)

    assert "Decided 0.0 s after" in noted.detail


@pytest.mark.parametrize(
    ("is_composite", "head"),
    [
        (False, "The alarm 'errors' went to ALARM at 2026-11-25T12:00:00.000Z. Stopped."),
        (True, "The composite alarm 'errors' went to ALARM at 2026-11-25T12:00:00.000Z. Stopped."),
    ],
)
def test_the_audit_log_is_told_which_alarm_it_was(is_composite: bool, head: str) -> None:
    change = a_change(is_composite=is_composite)

    sentence = told(change, new_seen(change, Outcome.STOPPED, "Stopped.", now=NOON))

    assert sentence.startswith(head)


def test_long_words_are_cut() -> None:
    change = a_change(reason="x" * 5000)
    noted = new_seen(change, Outcome.STOPPED, "y" * 900, now=NOON)

    assert len(noted.detail) == LONGEST_DETAIL
    assert noted.detail.endswith("x...")


@pytest.mark.parametrize("written", [[seen(1)], [seen(0), seen(1)], "none"])
def test_no_author_says_which_alarms_were_seen(written: Any) -> None:
    with pytest.raises(InvalidDocument, match="seen_alarms: is written by rollbacks alone"):
        refuse_seen_alarms({"seen_alarms": written}, {"seen_alarms": [seen(0)]})


@pytest.mark.parametrize(
    ("body", "standing"),
    [
        ({"seen_alarms": [seen(0)]}, {"seen_alarms": [seen(0)]}),
        ({"seen_alarms": []}, {}),
        ({"seen_alarms": None}, {"seen_alarms": [seen(0)]}),
        ({}, {"seen_alarms": [seen(0)]}),
        ("no object", {}),
    ],
)
def test_what_is_left_out_or_as_it_was_read_is_fine(body: Any, standing: dict[str, Any]) -> None:
    with does_not_raise():
        refuse_seen_alarms(body, standing)
