"""The audit log: which changes were made, and what each of them changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from burgee.domain.deployment_settings import SETTINGS_KEY
from burgee.domain.documents import Difference, DocumentVersion, Json, Kind, Page, Summary
from burgee.services.deployment_settings import unwritten_settings
from burgee.services.ports import AuditSearch, DocumentRepository
from burgee.services.reading import read_version, unwritten_environment

MOST_MOVED_MEMBERS = 1000  # of one list, shown of one change

_MEMBER_LISTS = ("included", "excluded")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which changes are wanted; an empty part asks for nothing.

    `actor`: the id of a key, or a part of its name, in any case. `environment`: what touched it,
    and what may have: changes of what all environments share, and those from before it was
    written down. `since`, `until`: seconds since 1970; until is not included.
    """

    kind: Kind | None = None
    key: str = ""
    actor: str = ""
    environment: str = ""
    since: float | None = None
    until: float | None = None

    def matches(self, row: Summary) -> bool:
        """Whether a change is one of them, but for its time."""
        change = row.change
        return (
            self.kind in {None, row.kind}
            and self.key in {"", row.key}
            and (
                self.actor in {"", change.actor}
                or self.actor.casefold() in change.actor_name.casefold()
            )
            and (
                not self.environment
                or change.environments is None
                or self.environment in change.environments
            )
        )

    @property
    def search(self) -> AuditSearch:
        """How storage is asked: a document's changes lie together, all others by time."""
        document = (self.kind, self.key) if self.kind and self.key else None
        asks_nothing = self == AuditFilter(since=self.since, until=self.until)
        matches = None if asks_nothing else self.matches
        return AuditSearch(self.since, self.until, document, matches)


def list_audit(
    documents: DocumentRepository, wanted: AuditFilter, *, limit: int, cursor: str | None
) -> Page[Summary]:
    """Changes, newest first. A page may hold fewer than `limit`, even none, and still have a
    cursor."""
    return documents.audit(limit=limit, cursor=cursor, search=wanted.search)


def read_difference(documents: DocumentRepository, kind: Kind, key: str, number: int) -> Difference:
    """What one change changed. Raises DocumentNotFound."""
    after = read_version(documents, kind, key, number)
    before = _before(documents, after)
    if kind is not Kind.SEGMENT:
        return Difference(before, after)
    return _with_moved_members(before, after)


def _before(documents: DocumentRepository, after: DocumentVersion) -> DocumentVersion | None:
    if after.version > 1:
        return documents.version(after.kind, after.key, after.version - 1)
    if after.kind is Kind.ENVIRONMENT:
        return unwritten_environment(after.key)
    if after.kind is Kind.SETTINGS and after.key == SETTINGS_KEY:
        return unwritten_settings()
    return None


def _with_moved_members(before: DocumentVersion | None, after: DocumentVersion) -> Difference:
    """A segment may have a million members: whoever asks what changed wants those that did."""
    stood = _members(before.body) if before else {name: frozenset() for name in _MEMBER_LISTS}
    stand = _members(after.body)
    went = {name: stood[name] - stand[name] for name in _MEMBER_LISTS}
    came = {name: stand[name] - stood[name] for name in _MEMBER_LISTS}
    return Difference(
        before and _showing(before, went),
        _showing(after, came),
        any(len(moved) > MOST_MOVED_MEMBERS for moved in (*went.values(), *came.values())),
    )


def _members(body: Mapping[str, Json]) -> dict[str, frozenset[str]]:
    return {name: frozenset(body.get(name, [])) for name in _MEMBER_LISTS}


def _showing(version: DocumentVersion, members: Mapping[str, Collection[str]]) -> DocumentVersion:
    shown = {name: sorted(units)[:MOST_MOVED_MEMBERS] for name, units in members.items()}
    return replace(version, body={**version.body, **shown})
