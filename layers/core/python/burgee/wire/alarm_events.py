"""EventBridge's `CloudWatch Alarm State Change`, in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from burgee.domain.alarms import AlarmChange, AlarmState
from burgee.domain.errors import InvalidEvent
from burgee.domain.timestamps import seconds_of

SOURCE, DETAIL_TYPE = "aws.cloudwatch", "CloudWatch Alarm State Change"
PATTERN: Mapping[str, list[str]] = {"source": [SOURCE], "detail-type": [DETAIL_TYPE]}
LONGEST_NAME = 255

_OFFSET_WITHOUT_COLON = re.compile(r"([+-]\d{2})(\d{2})$")


def alarm_change(event: Mapping[str, Any]) -> AlarmChange:
    """The change that an event tells of, of a metric alarm or a composite one.

    Raises InvalidEvent for what is no such event, or lacks what we need: it is never taken back
    by a guess.
    """
    if not isinstance(event, Mapping) or event.get("source") != SOURCE:
        raise _invalid(f"its source is not {SOURCE}")
    if event.get("detail-type") != DETAIL_TYPE:
        raise _invalid(f"its detail-type is not {DETAIL_TYPE!r}")
    detail = _mapping(event, "detail")
    state = _mapping(detail, "state")
    configuration = detail.get("configuration")
    return AlarmChange(
        alarm=_name(detail.get("alarmName")),
        state=_state(state.get("value")),
        previous=_previous(detail.get("previousState")),
        at=_moment(state.get("timestamp")),
        reason=_text(state.get("reason")),
        is_composite=isinstance(configuration, Mapping) and "alarmRule" in configuration,
    )


def _mapping(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    if not isinstance(found, Mapping):
        raise _invalid(f"`{name}` is no object")
    return found


def _name(name: Any) -> str:
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME:
        raise _invalid("`alarmName` is no name of an alarm")
    return name


def _state(value: Any) -> AlarmState:
    try:
        return AlarmState(value)
    except ValueError:
        known = ", ".join(AlarmState)
        raise _invalid(f"a state's value is none of {known}") from None


def _previous(state: Any) -> AlarmState | None:
    """What it was before, where that can be read: nothing depends on it."""
    before = state.get("value") if isinstance(state, Mapping) else None
    return next((known for known in AlarmState if known == before), None)


def _moment(text: Any) -> float:
    """Seconds since 1970; CloudWatch writes `2026-11-21T10:00:05.123+0000`."""
    colon = _OFFSET_WITHOUT_COLON.sub(r"\1:\2", text) if isinstance(text, str) else ""
    seconds = seconds_of(colon)
    if seconds is None or "T" not in colon:
        raise _invalid("`state.timestamp` is no moment")
    return seconds


def _text(reason: Any) -> str:
    """The alarm's words. They may be cut in the middle of a letter, which no document takes."""
    return reason.encode(errors="replace").decode() if isinstance(reason, str) else ""


def _invalid(detail: str) -> InvalidEvent:
    return InvalidEvent(f"This is no change of an alarm: {detail}.")
