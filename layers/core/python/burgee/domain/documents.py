"""The versioned envelope that every stored document travels in.

A version is written once and never changed: the newest one is the document, all of them are
its history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

LONGEST_REASON = 1024  # of a change, in characters

T = TypeVar("T")

Json = Any  # bool | int | float | str | list | dict | None, as `json` reads it


class Kind(StrEnum):
    """What can be stored."""

    FLAG = "flag"
    SEGMENT = "segment"
    ENVIRONMENT = "environment"
    KEY = "key"
    EXPERIMENT = "experiment"
    EXCLUSION_GROUP = "exclusion_group"
    ROLLOUT = "rollout"
    FUNCTION = "function"
    WEBHOOK = "webhook"
    HOTFIX = "hotfix"
    SETTINGS = "settings"


class Action(StrEnum):
    """What a change did; the word of the audit log."""

    CREATE = "create"
    UPDATE = "update"
    TOGGLE = "toggle"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    RESTORE = "restore"
    CLONE = "clone"
    MEMBERS = "members"
    REVOKE = "revoke"
    SIGN_OFF = "sign_off"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    TRAFFIC = "traffic"
    COMPLETE = "complete"
    CANCEL = "cancel"
    EMERGENCY_STOP = "emergency_stop"
    RESTART = "restart"
    FAIL = "fail"
    SIGN_OFF_DECISION = "sign_off_decision"
    DECIDE = "decide"
    PROMOTE = "promote"
    SCHEDULE = "schedule"
    ADVANCE = "advance"
    HOLD = "hold"
    RAMP_UP = "ramp_up"
    RAMP_DOWN = "ramp_down"
    ROLL_BACK = "roll_back"
    ABORT = "abort"
    SETTLE = "settle"
    ALARM = "alarm"
    EXCLUDE = "exclude"
    LIFT = "lift"
    REGISTER = "register"
    PRUNE = "prune"
    APPROVE = "approve"
    DEPLOY = "deploy"
    CLOSE = "close"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Change:
    """Who made a version, when (ISO 8601, UTC) and why.

    `actor_name`: the actor's name at that time, empty without one. `environments`:
    those that the change touched, sorted; None for what all of them share, and for changes that
    were made before this was written down.
    """

    actor: str
    at: str
    action: Action
    reason: str = ""
    actor_name: str = ""
    environments: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One immutable version of one document.

    `body` is the document as JSON; `summary` is the small part of it that lists show.
    Versions count from 1 without gaps.
    """

    kind: Kind
    key: str
    version: int
    body: Mapping[str, Json]
    change: Change
    summary: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """A row of a list: everything but the body."""

    kind: Kind
    key: str
    version: int
    summary: Mapping[str, Json]
    change: Change


@dataclass(frozen=True, slots=True)
class Difference:
    """A version and the one before it; None where it is the first. Of a segment's members they
    hold only those that came or went; `is_shortened`: and not even all of these."""

    before: DocumentVersion | None
    after: DocumentVersion
    is_shortened: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows and, where there are more, the opaque cursor to ask on with."""

    items: tuple[T, ...]
    cursor: str | None = None
