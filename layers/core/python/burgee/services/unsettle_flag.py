"""What a completed rollout wrote into its flag, taken out again where it was taken back before it
let go: two puts, between which anybody may act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from burgee.domain.changes import same
from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import RolloutRunning
from burgee.domain.roles import Caller
from burgee.domain.rollouts import Rollout, RolloutStatus
from burgee.domain.timestamps import seconds_of
from burgee.services.kinds import Body
from burgee.services.ports import DocumentRepository
from burgee.services.writing import Author, Edit, Ledger, amend

_SHARE = ("default_variant", "rollout")


@dataclass(frozen=True, slots=True)
class _Settlement:
    """The flag's section as it was before, and as the rollout left it."""

    before: Body
    after: Body


def settled_because(key: str) -> str:
    """Why a flag shows by itself what a rollout served."""
    return f"The rollout '{key}' is complete."


def unsettle_flag(ledger: Ledger, caller: Caller, rollout: Rollout) -> DocumentVersion | None:
    """The flag without what the rollout left to it, which was rolled back before it let go; None
    where nothing is to be taken out. Safe to repeat, and next to what somebody changed since."""
    if rollout.status is not RolloutStatus.ROLLED_BACK or rollout.next_stage is not None:
        return None  # it was not complete
    settlement = _settlement(ledger.documents, rollout)
    if settlement is None:
        return None

    def change(body: Body) -> Json:
        section = body["environments"].get(rollout.environment)
        if section is None or not _still_shows(section, settlement):
            return body
        sections = {**body["environments"], rollout.environment: _without(section, settlement)}
        return {**body, "environments": sections}

    author = Author(caller, _undone_because(rollout.key))
    with suppress(RolloutRunning):  # another one is in charge by now
        return amend(ledger, author, Edit(Kind.FLAG, rollout.flag, Action.ROLL_BACK, change))
    return None


def _settlement(documents: DocumentRepository, rollout: Rollout) -> _Settlement | None:
    for version in _versions_since(documents, rollout):
        if version.change.reason == _undone_because(rollout.key):
            return None
        is_its = version.change.reason == settled_because(rollout.key)
        if version.change.action is Action.SETTLE and is_its:
            earlier = documents.version(Kind.FLAG, rollout.flag, version.version - 1)
            if earlier is None:
                return None
            was, now = (each.body["environments"] for each in (earlier, version))
            return _Settlement(was[rollout.environment], now[rollout.environment])
    return None


def _versions_since(documents: DocumentRepository, rollout: Rollout) -> Iterator[DocumentVersion]:
    """The flag's versions since the rollout started, newest first."""
    started = seconds_of(rollout.started_at) or 0.0
    version = documents.newest(Kind.FLAG, rollout.flag)
    while version is not None and (seconds_of(version.change.at) or 0.0) >= started:
        yield version
        version = documents.version(Kind.FLAG, rollout.flag, version.version - 1)


def _still_shows(section: Body, settlement: _Settlement) -> bool:
    return all(same(section.get(part), settlement.after.get(part)) for part in _SHARE)


def _without(section: Body, settlement: _Settlement) -> dict[str, Json]:
    standing = [rule["id"] for rule in settlement.before["rules"]]
    made = {rule["id"] for rule in settlement.after["rules"]}.difference(standing)
    share = {part: settlement.before.get(part) for part in _SHARE}
    rules = [rule for rule in section["rules"] if rule["id"] not in made]
    return {**section, **share, "rules": rules}


def _undone_because(key: str) -> str:
    return f"The rollout '{key}' was taken back before it had let go."
