"""Golden events in the shape that CloudWatch gives them, and what is none of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.errors import InvalidEvent
from burgee.domain.timestamps import iso
from burgee.wire.alarm_events import PATTERN, alarm_change

EVENTS = Path(__file__).parents[2] / "events" / "alarms"


def golden(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


def changed(**parts: Any) -> dict[str, Any]:
    """The event of a metric alarm with other parts in its detail."""
    event = golden("metric_alarm")
    return {**event, "detail": {**event["detail"], **parts}}


def test_a_metric_alarm_says_when_and_by_which_values_it_went_on() -> None:
    change = alarm_change(golden("metric_alarm"))

    assert (change.alarm, change.state, change.previous, iso(change.at), change.is_composite) == (
        "checkout-errors",
        AlarmState.ALARM,
        AlarmState.OK,
        "2026-11-25T13:00:05.123Z",
        False,
    )
    assert "[14.0 (25/11/26 12:59:00), 11.0 (25/11/26 12:58:00)]" in change.reason


@pytest.mark.parametrize(
    ("name", "state", "previous"),
    [
        ("metric_ok", AlarmState.OK, AlarmState.ALARM),
        ("metric_insufficient_data", AlarmState.INSUFFICIENT_DATA, AlarmState.OK),
        ("new_metric_math_alarm", AlarmState.ALARM, AlarmState.INSUFFICIENT_DATA),
    ],
)
def test_every_state_is_read(name: str, state: AlarmState, previous: AlarmState) -> None:
    change = alarm_change(golden(name))

    assert (change.state, change.previous) == (state, previous)


def test_a_composite_alarm_is_told_by_its_rule() -> None:
    change = alarm_change(golden("composite_alarm"))

    assert (change.alarm, change.is_composite) == ("shop-unwell", True)


def test_every_golden_event_is_what_the_rule_asks_for() -> None:
    events = [json.loads(path.read_text()) for path in EVENTS.glob("*.json")]

    assert all(event[name] in values for event in events for name, values in PATTERN.items())


@pytest.mark.parametrize(
    "text", ["2026-11-25T13:00:05.123Z", "2026-11-25T14:00:05.123+01:00", "2026-11-25T13:00:05.123"]
)
def test_a_moment_may_be_written_in_any_way_of_rfc_3339(text: str) -> None:
    change = alarm_change(changed(state={"value": "ALARM", "timestamp": text}))

    assert iso(change.at) == "2026-11-25T13:00:05.123Z"


def test_an_alarm_without_a_past_or_words_is_one_all_the_same() -> None:
    state = {"value": "ALARM", "timestamp": "2026-11-25T13:00:05.123+0000"}
    change = alarm_change(changed(state=state, previousState=None, configuration=None))

    assert (change.previous, change.reason, change.is_composite) == (None, "", False)


AT = "2026-11-25T13:00:05.123+0000"


@pytest.mark.parametrize("past", [{}, {"value": None}, {"value": ["OK"]}, {"value": "?"}, "OK"])
def test_a_past_that_cannot_be_read_keeps_no_alarm_from_acting(past: Any) -> None:
    change = alarm_change(changed(previousState=past))

    assert (change.state, change.previous) == (AlarmState.ALARM, None)


def test_words_that_end_within_a_letter_can_be_written_down() -> None:
    state = {"value": "ALARM", "timestamp": AT, "reason": "Too many \ud83d"}

    assert alarm_change(changed(state=state)).reason == "Too many ?"


@pytest.mark.parametrize(
    ("event", "detail"),
    [
        (None, "source"),
        ([], "source"),
        ({}, "source"),
        (golden("metric_alarm") | {"source": "aws.ec2"}, "source"),
        (
            golden("metric_alarm") | {"detail-type": "CloudWatch Alarm Configuration Change"},
            "detail-type",
        ),
        (golden("metric_alarm") | {"detail": "ALARM"}, "`detail`"),
        (changed(state=None), "`state`"),
        (changed(alarmName=None), "alarmName"),
        (changed(alarmName=""), "alarmName"),
        (changed(alarmName="a" * 256), "alarmName"),
        (changed(state={"value": "alarm", "timestamp": AT}), "none of OK, ALARM"),
        (changed(state={"value": ["ALARM"], "timestamp": AT}), "none of OK, ALARM"),
        (changed(state={"value": "ALARM"}), "timestamp"),
        (changed(state={"value": "ALARM", "timestamp": 1_795_611_605}), "timestamp"),
        (changed(state={"value": "ALARM", "timestamp": "2026-11-25"}), "timestamp"),
        (changed(state={"value": "ALARM", "timestamp": "2026-13-25T13:00:05+0000"}), "timestamp"),
    ],
)
def test_what_is_no_change_of_an_alarm_is_refused_by_name(event: Any, detail: str) -> None:
    with pytest.raises(InvalidEvent, match=detail):
        alarm_change(event)
