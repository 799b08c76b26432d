"""One document's step after an alarm's change: decided on its newest version, put on top of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from burgee.domain.alarms import AlarmChange, SeenAlarm
from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import VersionConflict
from burgee.domain.roles import Caller, Role
from burgee.domain.seen_alarms import SEEN, remembering, told
from burgee.services.kinds import Body
from burgee.services.reading import read
from burgee.services.writing import Author, Edit, Ledger, amend

ALARMS = Caller("alarms", Role.OWNER, name="An alarm")
TRIES = 10  # each lost race means that somebody else got on


@dataclass(frozen=True, slots=True)
class AlarmStep:
    """What is written: the next body, which remembers `seen`, and what it is in the audit log."""

    action: Action
    body: dict[str, Json]
    seen: SeenAlarm


def remember(body: Body, seen: SeenAlarm, now: float) -> AlarmStep:
    """Nothing but the memory of it."""
    return AlarmStep(Action.ALARM, {**body, SEEN: remembering(body, seen, now)}, seen)


def take_step(
    ledger: Ledger,
    change: AlarmChange,
    kind: Kind,
    key: str,
    decide: Callable[[DocumentVersion], AlarmStep | None],
) -> DocumentVersion:
    """The document after what `decide` makes of its newest version; as it is where that is
    nothing. A lost race reads and decides anew. Raises VersionConflict after ten of them."""
    for tried in range(TRIES):
        before = read(ledger.documents, kind, key)
        step = decide(before)
        if step is None:
            return before
        try:
            return _put(ledger, change, before, step)
        except VersionConflict:
            if tried == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _put(
    ledger: Ledger, change: AlarmChange, before: DocumentVersion, step: AlarmStep
) -> DocumentVersion:
    author = Author(ALARMS, told(change, step.seen), before.version)
    edit = Edit(before.kind, before.key, step.action, lambda _: step.body)
    return amend(ledger, author, edit)
