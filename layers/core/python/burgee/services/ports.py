"""What the use cases ask of the outside world. `burgee.storage` fills these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from burgee.domain.documents import DocumentVersion, Kind, Page, Summary
from burgee.domain.timestamps import seconds_of

MOST_LOOKED_THROUGH = 5000  # rows of the audit view for one answer


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """Which changes are wanted: from the moment `since` on and before `until` (seconds since
    1970), of one `document`, and those that `matches`; None asks for nothing."""

    since: float | None = None
    until: float | None = None
    document: tuple[Kind, str] | None = None
    matches: Callable[[Summary], bool] | None = None

    def wants(self, row: Summary) -> bool:
        """Whether a change is one of those."""
        at = seconds_of(row.change.at) or 0
        return (
            (self.since is None or at >= self.since)
            and (self.until is None or at < self.until)
            and (self.document is None or self.document == (row.kind, row.key))
            and (self.matches is None or self.matches(row))
        )


EVERY_CHANGE = AuditSearch()


class DocumentRepository(Protocol):
    """Versioned documents. The write of a version is the history; all else is derived from it."""

    def put(self, version: DocumentVersion) -> None:
        """Write one version, on condition that its number is free.

        Raises VersionConflict if the number is taken (a lost race), StorageUnavailable.
        A body of any size is taken: storage splits it. Writes nothing else.
        """
        ...

    def derive(self, version: DocumentVersion) -> None:
        """Bring the current row, the list row and the audit row up to `version`.

        Safe to repeat and to call out of order: an older version never replaces a newer one.
        """
        ...

    def newest(self, kind: Kind, key: str) -> DocumentVersion | None:
        """The newest version, read strongly from the history itself."""
        ...

    def version(self, kind: Kind, key: str, number: int) -> DocumentVersion | None:
        """One version of the history."""
        ...

    def history(
        self, kind: Kind, key: str, *, limit: int, cursor: str | None = None
    ) -> Page[Summary]:
        """Versions of one document, newest first."""
        ...

    def current(self, kind: Kind) -> Iterator[DocumentVersion]:
        """Every document of a kind in its derived current version, read strongly."""
        ...

    def list(self, kind: Kind, *, limit: int, cursor: str | None = None) -> Page[Summary]:
        """Current documents of a kind by key, a page at a time."""
        ...

    def audit(
        self, *, limit: int, cursor: str | None = None, search: AuditSearch = EVERY_CHANGE
    ) -> Page[Summary]:
        """Changes of every kind that are searched for, newest first. A page may hold fewer than
        `limit`, even none, and still have a cursor: only so many are looked through."""
        ...

    def every(self) -> Iterator[DocumentVersion]:
        """Every version of every document, in no order; what `burgee repair` walks."""
        ...


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which ruleset an environment answers from. `at` is when it was published (ISO 8601, UTC)."""

    environment: str
    number: int
    at: str


class RulesetRepository(Protocol):
    """Published rulesets: immutable chunks and manifests, and one pointer per environment."""

    def pointer(self, environment: str, *, consistent: bool = False) -> Pointer | None:
        """The pointer; half a read unit unless `consistent`. Raises StorageUnavailable."""
        ...

    def manifest(self, environment: str, number: int) -> bytes | None:
        """The manifest of one ruleset as it was published."""
        ...

    def chunks(self, hashes: Iterable[str]) -> Mapping[str, bytes]:
        """Those of the chunks that exist, by content hash; contents are not verified here."""
        ...

    def missing(self, hashes: Iterable[str]) -> set[str]:
        """Which of these chunks are not stored yet."""
        ...

    def put_chunk(self, content_hash: str, content: bytes) -> None:
        """Store a chunk; storing the same content again changes nothing."""
        ...

    def publish(self, pointer: Pointer, manifest: bytes) -> None:
        """Write the manifest, then move the pointer from number - 1 to number.

        Raises RulesetConflict, and leaves the pointer, if it stands elsewhere.
        """
        ...
