"""Events as an application sends them."""

from __future__ import annotations

from typing import Any

from burgee.domain.sent_events import SentEvent
from burgee.wire.tracking import Sent, read_body

PRODUCTION = "production"
STAMP = "2026-11-25T11:59:00Z"


def a_sent(event_type: Any = "conversion", **parts: Any) -> dict[str, Any]:
    """An event of the unit ann with a moment."""
    return {"event_type": event_type, "targetingKey": "ann", "timestamp": STAMP, **parts}


def a_plain_evaluation(**data: Any) -> dict[str, Any]:
    """What the plain client reports of each flag that it reads."""
    told = {
        "flag_key": "shown",
        "value": True,
        "source": "cache",
        "user_id": "ann",
        "timestamp": STAMP,
        "environment": PRODUCTION,
    }
    return {"event_type": "flag_evaluation", "data": {**told, **data}, "timestamp": STAMP}


def read(body: dict[str, Any], *unit_types: str) -> Sent:
    return read_body(body, PRODUCTION, unit_types)


def read_one(body: Any, *unit_types: str) -> SentEvent:
    """The event in a body, which has to be one that can be taken."""
    (event,) = read(body, *unit_types).events
    assert isinstance(event, SentEvent), event
    return event


def reason_of(body: Any, *unit_types: str) -> str:
    """Why an event in a batch is rejected."""
    (fault,) = read({"events": [body]}, *unit_types).events
    assert isinstance(fault, Exception), fault
    return str(getattr(fault, "reason", None) or getattr(fault, "code", None))
