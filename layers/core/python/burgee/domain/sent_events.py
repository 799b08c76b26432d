"""Tracking events as an application sends them: read and checked, with nothing of them stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from burgee.domain.answers import ERROR
from burgee.domain.errors import BurgeeError, InvalidEvent
from burgee.domain.tracking import EventType

MOST_EVENTS = 500  # in one batch
MOST_PROPERTIES = 50
MOST_ATTRIBUTIONS = 10
MOST_DEPTH = 8
LONGEST_ID = 128
LONGEST_NAME = 128
LONGEST_UNIT = 512
LONGEST_TEXT = 1024
LONGEST_ATTRIBUTION = 64
LONGEST_TOKEN = 8192


class Reason(StrEnum):
    """Why an event is rejected by what it says; docs/events.md explains each."""

    NOT_AN_EVENT = "NOT_AN_EVENT"
    UNKNOWN_EVENT_TYPE = "UNKNOWN_EVENT_TYPE"
    INVALID_NAME = "INVALID_NAME"
    INVALID_ID = "INVALID_ID"
    INVALID_TIMESTAMP = "INVALID_TIMESTAMP"
    INVALID_DATA = "INVALID_DATA"
    INVALID_ATTRIBUTION = "INVALID_ATTRIBUTION"
    UNIT_MISSING = "UNIT_MISSING"
    INVALID_UNIT = "INVALID_UNIT"
    TOO_MANY_PROPERTIES = "TOO_MANY_PROPERTIES"
    TOO_DEEP = "TOO_DEEP"
    TOO_LONG = "TOO_LONG"
    NUMBER_TOO_LARGE = "NUMBER_TOO_LARGE"
    UNKNOWN_FLAG = "UNKNOWN_FLAG"
    EXPOSURE_INCOMPLETE = "EXPOSURE_INCOMPLETE"
    SERVER_KEY_NEEDED = "SERVER_KEY_NEEDED"
    INVALID_TOKEN = "INVALID_TOKEN"  # noqa: S105  a code
    EXPIRED_TOKEN = "EXPIRED_TOKEN"  # noqa: S105  a code
    UNKNOWN_RUN = "UNKNOWN_RUN"
    UNKNOWN_VARIANT = "UNKNOWN_VARIANT"


def invalid(reason: Reason, detail: str) -> InvalidEvent:
    """The refusal of an event."""
    return InvalidEvent(detail, reason=reason)


@dataclass(frozen=True, slots=True)
class FlagEvaluation:
    """A flag that a client evaluated by itself. `variant` is empty where it is not told."""

    flag_key: str
    variant: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownVariant:
    """What an exposure event says: tokens of ours, or a run (or the experiment that has it) and
    a variant; `dimensions` and `cohort` only with these, as sent."""

    tokens: tuple[str, ...] = ()
    run: str = ""
    experiment: str = ""
    variant: str = ""
    dimensions: Mapping[str, Any] = field(default_factory=dict)
    cohort: Any = ""


@dataclass(frozen=True, slots=True)
class SentEvent:
    """One event that can be taken. `timestamp` and `sent_at` in ms by the sender's clock.

    `units`: unit type -> key. `numbers` are at the fixed scale, `texts` as sent. `content` is
    all that it says, as one text that is the same when it is sent again; empty without a
    timestamp, as two such events may both be true.
    """

    type: EventType
    name: str
    id: str = ""
    content: str = ""
    timestamp: int | None = None
    sent_at: int | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    attribution: Mapping[str, str] = field(default_factory=dict)
    shown: ShownVariant | None = None
    evaluated: FlagEvaluation | None = None


class Taken(StrEnum):
    """What became of an event that was taken. `MIXED`: its unit was shown another variant of the
    run before."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    MIXED = "mixed"


Outcome = Taken | BurgeeError

# Where the plain client got a value from: `api` means that we evaluated it, and counted it then.
COUNTED_ALREADY = ""
REASON_BY_SOURCE: Mapping[str, str] = {
    "api": COUNTED_ALREADY,
    "cache": "CACHED",
    "fallback": ERROR,
}
REASONS = frozenset(
    {
        "STATIC",
        "DEFAULT",
        "TARGETING_MATCH",
        "SPLIT",
        "CACHED",
        "DISABLED",
        "UNKNOWN",
        "STALE",
        "ERROR",
    }
)


def evaluation_reason(reason: Any, source: Any) -> str:
    """OpenFeature's reason of an evaluation by a client; empty for one that was counted when we
    answered it.

    >>> evaluation_reason("SPLIT", None), evaluation_reason(None, "cache")
    ('SPLIT', 'CACHED')
    >>> evaluation_reason(None, "api"), evaluation_reason("BECAUSE", 7)
    ('', 'UNKNOWN')
    """
    if isinstance(source, str) and source in REASON_BY_SOURCE:
        return REASON_BY_SOURCE[source]
    return reason if isinstance(reason, str) and reason in REASONS else "UNKNOWN"
