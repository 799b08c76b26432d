"""A ledger whose clock is set by hand, flags that name alarms, and alarms that go on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from burgee.domain.alarms import AlarmChange, AlarmState
from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.rollouts import Rollout
from burgee.domain.timestamps import iso
from burgee.services.create_document import create_flag
from burgee.services.reading import read
from burgee.services.roll_back import Rollbacks, roll_back
from burgee.services.update_document import update_document
from burgee.services.writing import Author, Ledger
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.builders import a_ledger, by, settings
from tests.unit.services.deployments import HandClock

FLAG, PRODUCTION, STAGING = "new-gallery", "production", "staging"
ALARM = "gallery-errors"
REASON = "Threshold Crossed: 14.0 was greater than the threshold (5.0)."
ALARMED: Any = {"alarms": [ALARM]}


def a_watched_flag(key: str = FLAG, default: str = "off", **parts: Any) -> dict[str, Any]:
    """A boolean flag that is on in production and names the alarm there."""
    section = settings(default, **{**ALARMED, **parts})
    return {"key": key, "kind": "boolean", "environments": {PRODUCTION: section}}


def a_change(
    at: float, state: AlarmState = AlarmState.ALARM, alarm: str = ALARM, **parts: Any
) -> AlarmChange:
    return AlarmChange(alarm, state, AlarmState.OK, at, REASON, **parts)


class Guarded:
    """Functions that name the alarm; each only says that it was asked."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys
        self.asked: list[str] = []

    def naming(self, alarm: str) -> Iterable[str]:
        return self.keys if alarm == ALARM else ()

    def roll_back(self, author: Author, key: str, change: AlarmChange) -> DocumentVersion:
        self.asked.append(f"{key} {change.alarm} by {author.caller.key_id}")
        told = Change(author.caller.key_id, iso(change.at), Action.ROLL_BACK)
        return DocumentVersion(Kind.FUNCTION, key, 2, {"key": key}, told)


class Account:
    """Documents, a clock that is set by hand, and alarms that are heard some seconds late."""

    def __init__(self, documents: MemoryDocuments | None = None) -> None:
        self.documents = documents or MemoryDocuments()
        self.clock = HandClock()
        self.ledger = Ledger(self.documents, self.clock, a_ledger().randomness)
        self.functions = Guarded()

    def create(self, *flags: dict[str, Any]) -> None:
        for flag in flags:
            create_flag(self.ledger, by(), flag)

    def change(self, flag: dict[str, Any]) -> None:
        update_document(self.ledger, by(), Kind.FLAG, flag["key"], flag)

    def pass_minutes(self, minutes: float) -> None:
        self.clock.pass_seconds(60 * minutes)

    def hear(self, change: AlarmChange) -> Rollbacks:
        return roll_back(self.ledger, self.functions, change)

    def alarm(self, state: AlarmState = AlarmState.ALARM, *, after: float = 4.0) -> Rollbacks:
        """The alarm changes now, and is heard of so many seconds later."""
        change = a_change(self.clock.now, state)
        self.clock.pass_seconds(after)
        return self.hear(change)

    def newest(self, kind: Kind = Kind.FLAG, key: str = FLAG) -> DocumentVersion:
        return read(self.documents, kind, key)

    def default(self, key: str = FLAG) -> str:
        """What the flag shows in production to whom no rule decides for."""
        section = self.newest(key=key).body["environments"][PRODUCTION]
        return str(section["default_variant"])

    def store_rollout(self, **parts: Any) -> Rollout:
        """A rollout as it stands, whatever led there."""
        rollout = Rollout.model_validate(a_rollout(self.clock.now, **parts))
        change = Change("ann", iso(self.clock.now), Action.START)
        body = rollout.model_dump(mode="json", by_alias=True)
        newest = self.documents.newest(Kind.ROLLOUT, rollout.key)
        number = newest.version + 1 if newest else 1
        version = DocumentVersion(Kind.ROLLOUT, rollout.key, number, body, change)
        self.documents.put(version)
        self.documents.derive(version)
        return rollout


def a_rollout(now: float, **parts: Any) -> dict[str, Any]:
    """A rollout of `on` over the flag's share in production, in its first stage since `now`."""
    return {
        "key": "ramp",
        "flag": FLAG,
        "environment": PRODUCTION,
        "variant": "on",
        "stages": [{"percentage": 10}, {"percentage": 100}],
        "status": "ramping",
        "stage": 0,
        "started_at": iso(now),
        "entered_at": iso(now),
        "next_at": iso(now + 3600),
        **parts,
    }


def outcomes(rollbacks: Rollbacks) -> list[str]:
    assert not rollbacks.failed, rollbacks.failed
    return [f"{each.kind} {each.key} {each.outcome}" for each in rollbacks.reached]
