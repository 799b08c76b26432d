"""Lists, a page at a time, of what matches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from burgee.domain.documents import Kind, Page, Summary
from burgee.domain.names import DEFAULT_ENVIRONMENTS
from burgee.services.cursors import read_cursor, write_cursor
from burgee.services.ports import DocumentRepository
from burgee.services.reading import unwritten_environment

PAGE = 200  # rows asked of storage at once
MOST_PAGES = 25  # rows looked through for one answer: 5,000


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """What a flag in the list must have; an empty part asks for nothing.

    `environment`: where it is set up; if `enabled` is said, and switched so; and not among those
    that were `evaluated` there.
    """

    query: str = ""
    tag: str = ""
    owner: str = ""
    purpose: str = ""
    lifecycle: str = ""
    team: str = ""
    environment: str = ""
    enabled: bool | None = None
    evaluated: Collection[str] = ()

    def matches(self, row: Summary) -> bool:
        """Whether a flag's row has it all."""
        return _has(row, self, ("owner", "purpose", "lifecycle", "team")) and self._is_there(row)

    def _is_there(self, row: Summary) -> bool:
        if not self.environment:
            return True
        enabled = row.summary["environments"].get(self.environment)
        is_so = enabled is not None and self.enabled in {None, enabled}
        return is_so and row.key not in self.evaluated


@dataclass(frozen=True, slots=True)
class SegmentFilter:
    """What a segment in the list must have; an empty part asks for nothing."""

    query: str = ""
    tag: str = ""
    lifecycle: str = ""

    def matches(self, row: Summary) -> bool:
        """Whether a segment's row has it all."""
        return _has(row, self, ("lifecycle",))


@dataclass(frozen=True, slots=True)
class ExperimentFilter:
    """What an experiment in the list must have; an empty part asks for nothing."""

    query: str = ""
    tag: str = ""
    owner: str = ""
    team: str = ""
    environment: str = ""
    status: str = ""
    priority: str = ""

    def matches(self, row: Summary) -> bool:
        """Whether an experiment's row has it all."""
        return _has(row, self, ("owner", "team", "environment", "status", "priority"))


@dataclass(frozen=True, slots=True)
class RolloutFilter:
    """What a rollout in the list must have; an empty part asks for nothing."""

    query: str = ""
    tag: str = ""
    owner: str = ""
    team: str = ""
    environment: str = ""
    flag: str = ""
    status: str = ""

    def matches(self, row: Summary) -> bool:
        """Whether a rollout's row has it all."""
        return _has(row, self, ("owner", "team", "environment", "flag", "status"))


Filter = FlagFilter | SegmentFilter | ExperimentFilter | RolloutFilter


def _has(row: Summary, wanted: Filter, parts: tuple[str, ...]) -> bool:
    """Whether a row has all that is wanted; `query` is looked for in key and name, in any case."""
    sought = wanted.query.casefold()
    return (
        (not sought or sought in row.key.casefold() or sought in row.summary["name"].casefold())
        and (not wanted.tag or wanted.tag in row.summary["tags"])
        and all(getattr(wanted, part) in {"", row.summary[part]} for part in parts)
    )


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a list goes on: the storage's cursor of a page, and the last key seen in it."""

    page: str | None = None
    after: str = ""


def list_flags(
    documents: DocumentRepository, wanted: FlagFilter, *, limit: int, cursor: str | None
) -> Page[Summary]:
    """Flags by key. A page may hold fewer than `limit`, even none, and still have a cursor."""
    return _matching(documents, Kind.FLAG, wanted.matches, limit=limit, cursor=cursor)


def list_experiments(
    documents: DocumentRepository, wanted: ExperimentFilter, *, limit: int, cursor: str | None
) -> Page[Summary]:
    """Experiments by key; pages are as those of flags."""
    return _matching(documents, Kind.EXPERIMENT, wanted.matches, limit=limit, cursor=cursor)


def list_rollouts(
    documents: DocumentRepository, wanted: RolloutFilter, *, limit: int, cursor: str | None
) -> Page[Summary]:
    """Rollouts by key; pages are as those of flags."""
    return _matching(documents, Kind.ROLLOUT, wanted.matches, limit=limit, cursor=cursor)


def list_exclusion_groups(
    documents: DocumentRepository, *, limit: int, cursor: str | None
) -> Page[Summary]:
    """Exclusion groups by key."""
    return documents.list(Kind.EXCLUSION_GROUP, limit=limit, cursor=cursor)


def list_segments(
    documents: DocumentRepository, wanted: SegmentFilter, *, limit: int, cursor: str | None
) -> Page[Summary]:
    """Segments by key; pages are as those of flags."""
    return _matching(documents, Kind.SEGMENT, wanted.matches, limit=limit, cursor=cursor)


def list_keys(documents: DocumentRepository, *, limit: int, cursor: str | None) -> Page[Summary]:
    """API keys by id, revoked ones too."""
    return documents.list(Kind.KEY, limit=limit, cursor=cursor)


def list_webhooks(
    documents: DocumentRepository, *, limit: int, cursor: str | None
) -> Page[Summary]:
    """Webhooks by key, those that are off or archived too."""
    return documents.list(Kind.WEBHOOK, limit=limit, cursor=cursor)


def list_environments(documents: DocumentRepository) -> Page[Summary]:
    """All environments, those that exist to begin with first."""
    made = {version.key: version for version in documents.current(Kind.ENVIRONMENT)}
    unwritten = ((name, unwritten_environment(name)) for name in DEFAULT_ENVIRONMENTS)
    first = {name: version for name, version in unwritten if version}
    return Page(
        tuple(
            Summary(found.kind, found.key, found.version, found.summary, found.change)
            for found in {**first, **made}.values()
        )
    )


def every_row(documents: DocumentRepository, kind: Kind) -> Iterator[Summary]:
    """The current row of every document of a kind, by key; rows may lag behind the documents."""
    cursor: str | None = None
    while True:
        page = documents.list(kind, limit=PAGE, cursor=cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def _matching(
    documents: DocumentRepository,
    kind: Kind,
    matches: Callable[[Summary], bool],
    *,
    limit: int,
    cursor: str | None,
) -> Page[Summary]:
    found: list[Summary] = []
    position: _Position | None = _read_position(cursor)
    for _ in range(MOST_PAGES):
        if position is None or len(found) == limit:
            break
        page = documents.list(kind, limit=PAGE, cursor=position.page)
        position = _take(found, page, position, matches, limit)
    return Page(tuple(found), _write_position(position))


def _take(
    found: list[Summary],
    page: Page[Summary],
    position: _Position,
    matches: Callable[[Summary], bool],
    limit: int,
) -> _Position | None:
    """Add the rows of a page that match, up to the limit; the answer is where to go on."""
    onward = _Position(page.cursor) if page.cursor else None
    for row in page.items:
        if row.key > position.after and matches(row):
            found.append(row)
            if len(found) == limit and row is not page.items[-1]:
                return _Position(position.page, row.key)
    return onward


def _read_position(cursor: str | None) -> _Position:
    if cursor is None:
        return _Position()
    page, after = read_cursor(cursor, (str, str))
    return _Position(page or None, after)


def _write_position(position: _Position | None) -> str | None:
    return None if position is None else write_cursor(position.page or "", position.after)
