"""The newest changes that an environment felt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from burgee.domain.changes import touched_environments
from burgee.domain.documents import Kind, Summary
from burgee.services.kinds import key_environments
from burgee.services.ports import DocumentRepository

PAGE = 50
MOST_PAGES = 4  # looked through for one answer: 200 changes

Touched = frozenset[str] | None  # None: what all environments share


def recent_changes(
    documents: DocumentRepository, environment: str, *, most: int = 20
) -> list[Summary]:
    """Newest first: what touched the environment, and what all environments share. Where the
    newest 200 changes were nearly all elsewhere, these may be fewer."""
    found: list[Summary] = []
    for row in _newest(documents):
        touched = _touched(documents, row)
        if touched is None or environment in touched:
            found.append(row)
        if len(found) == most:
            break
    return found


def _newest(documents: DocumentRepository) -> Iterator[Summary]:
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = documents.audit(limit=PAGE, cursor=cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def _touched(documents: DocumentRepository, row: Summary) -> Touched:
    if row.kind is Kind.FLAG:
        return _touched_by_flag(documents, row)
    find = _TOUCHED.get(row.kind)
    return find(row) if find else None


def _touched_by_flag(documents: DocumentRepository, row: Summary) -> Touched:
    """Of a flag only its bodies say in which environments a version differs."""
    after = documents.version(row.kind, row.key, row.version)
    before = documents.version(row.kind, row.key, row.version - 1)
    return touched_environments(before.body, after.body) if before and after else None


def _environment_of(row: Summary) -> Touched:
    return frozenset({str(row.summary["environment"])})


_TOUCHED: Mapping[Kind, Callable[[Summary], Touched]] = {
    Kind.EXPERIMENT: _environment_of,
    Kind.ROLLOUT: _environment_of,
    Kind.ENVIRONMENT: lambda row: frozenset({row.key}),
    Kind.KEY: lambda row: key_environments({}, row.summary),
}
