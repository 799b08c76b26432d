"""Documents as they are and as they were."""

from __future__ import annotations

from collections.abc import Iterator

from burgee.domain.documents import Action, Change, DocumentVersion, Kind, Page, Summary
from burgee.domain.errors import DocumentNotFound
from burgee.services.kinds import RULES
from burgee.services.ports import DocumentRepository
from burgee.services.surroundings import implicit_environment

MOST_VERSIONS = 500  # looked through


def read(documents: DocumentRepository, kind: Kind, key: str) -> DocumentVersion:
    """The newest version, read strongly. Raises DocumentNotFound.

    An environment that exists without a document is its version 0.
    """
    found = documents.newest(kind, key)
    if found is None and kind is Kind.ENVIRONMENT:
        found = unwritten_environment(key)
    if found is None:
        raise DocumentNotFound(f"There is no {kind} '{key}'.")
    return found


def read_version(
    documents: DocumentRepository, kind: Kind, key: str, number: int
) -> DocumentVersion:
    """One version of the history. Raises DocumentNotFound."""
    found = documents.version(kind, key, number)
    if found is None:
        raise DocumentNotFound(f"There is no version {number} of a {kind} '{key}'.")
    return found


def newest_first(
    documents: DocumentRepository, newest: DocumentVersion
) -> Iterator[DocumentVersion]:
    """The whole versions of one document from `newest` on, as many as are looked through; each is
    read when it is asked for."""
    yield newest
    for number in range(newest.version - 1, max(0, newest.version - MOST_VERSIONS), -1):
        found = documents.version(newest.kind, newest.key, number)
        if found is not None:
            yield found


def read_history(
    documents: DocumentRepository, kind: Kind, key: str, *, limit: int, cursor: str | None
) -> Page[Summary]:
    """Versions of one document, newest first. Raises DocumentNotFound."""
    page = documents.history(kind, key, limit=limit, cursor=cursor)
    if not page.items:
        read(documents, kind, key)
    return page


def unwritten_environment(name: str) -> DocumentVersion | None:
    """Version 0 of an environment that exists without a document; None for any other name."""
    environment = implicit_environment(name)
    if environment is None:
        return None
    return DocumentVersion(
        kind=Kind.ENVIRONMENT,
        key=name,
        version=0,
        body=environment.model_dump(mode="json"),
        change=Change(actor="", at="", action=Action.CREATE),
        summary=RULES[Kind.ENVIRONMENT].summarise(environment),
    )
