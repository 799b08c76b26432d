"""Both repositories in memory: what the tests of services use, and one of the contract's three."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Iterable, Iterator, Mapping

from burgee.domain.documents import DocumentVersion, Kind, Page, Summary
from burgee.domain.errors import RulesetConflict, VersionConflict
from burgee.services.ports import EVERY_CHANGE, AuditSearch, Pointer
from burgee.storage import keys
from burgee.storage.audit_pages import scope_of, searched
from burgee.storage.cursors import decode_cursor, encode_cursor


class MemoryDocuments:
    """Documents that last as long as the process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._versions: dict[tuple[Kind, str], dict[int, DocumentVersion]] = {}
        self._current: dict[tuple[Kind, str], DocumentVersion] = {}
        self._audit: dict[str, Summary] = {}

    def put(self, version: DocumentVersion) -> None:
        with self._lock:
            versions = self._versions.setdefault((version.kind, version.key), {})
            if version.version in versions:
                raise VersionConflict(
                    f"Version {version.version} of {version.kind} '{version.key}' exists already; "
                    "read the newest version and make the change again."
                )
            versions[version.version] = _copy(version)

    def derive(self, version: DocumentVersion) -> None:
        address = (version.kind, version.key)
        position = keys.audit(version.kind, version.key, version.version, version.change)
        with self._lock:
            standing = self._current.get(address)
            if standing is None or standing.version <= version.version:
                self._current[address] = _copy(version)
            self._audit[position] = _summary(version)

    def newest(self, kind: Kind, key: str) -> DocumentVersion | None:
        with self._lock:
            versions = self._versions.get((kind, key), {})
            return _copy(versions[max(versions)]) if versions else None

    def version(self, kind: Kind, key: str, number: int) -> DocumentVersion | None:
        with self._lock:
            found = self._versions.get((kind, key), {}).get(number)
            return _copy(found) if found else None

    def history(
        self, kind: Kind, key: str, *, limit: int, cursor: str | None = None
    ) -> Page[Summary]:
        with self._lock:
            versions = self._versions.get((kind, key), {})
            rows = {keys.version(number): _summary(row) for number, row in versions.items()}
        return _page(keys.document(kind, key), rows, limit, cursor, newest_first=True)

    def current(self, kind: Kind) -> Iterator[DocumentVersion]:
        with self._lock:
            found = [row for (of_kind, _), row in sorted(self._current.items()) if of_kind is kind]
        return map(_copy, found)

    def list(self, kind: Kind, *, limit: int, cursor: str | None = None) -> Page[Summary]:
        rows = {row.key: _summary(row) for row in self.current(kind)}
        return _page(keys.current(kind), rows, limit, cursor)

    def audit(
        self, *, limit: int, cursor: str | None = None, search: AuditSearch = EVERY_CHANGE
    ) -> Page[Summary]:
        with self._lock:
            rows = sorted(self._audit.items(), reverse=True)
        after = decode_cursor(scope_of(search), cursor) if cursor is not None else None
        left = ((at, row) for at, row in rows if after is None or at < after)
        return searched(left, limit, search)

    def every(self) -> Iterator[DocumentVersion]:
        with self._lock:
            found = [row for versions in self._versions.values() for row in versions.values()]
        return map(_copy, found)


class MemoryRulesets:
    """Rulesets that last as long as the process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pointers: dict[str, Pointer] = {}
        self._manifests: dict[tuple[str, int], bytes] = {}
        self._chunks: dict[str, bytes] = {}

    def pointer(
        self,
        environment: str,
        *,
        consistent: bool = False,  # noqa: ARG002  memory always is
    ) -> Pointer | None:
        with self._lock:
            return self._pointers.get(environment)

    def manifest(self, environment: str, number: int) -> bytes | None:
        with self._lock:
            return self._manifests.get((environment, number))

    def chunks(self, hashes: Iterable[str]) -> Mapping[str, bytes]:
        with self._lock:
            return {wanted: self._chunks[wanted] for wanted in hashes if wanted in self._chunks}

    def missing(self, hashes: Iterable[str]) -> set[str]:
        with self._lock:
            return {wanted for wanted in hashes if wanted not in self._chunks}

    def put_chunk(self, content_hash: str, content: bytes) -> None:
        with self._lock:
            self._chunks[content_hash] = content

    def publish(self, pointer: Pointer, manifest: bytes) -> None:
        with self._lock:
            standing = self._pointers.get(pointer.environment)
            number = standing.number if standing else 0
            if number != pointer.number - 1:
                raise RulesetConflict(
                    f"The ruleset of '{pointer.environment}' is number {number}: "
                    f"{pointer.number} cannot follow it."
                )
            self._manifests[pointer.environment, pointer.number] = manifest
            self._pointers[pointer.environment] = pointer


def _copy(version: DocumentVersion) -> DocumentVersion:
    """The version as it comes back from a real store: nobody else holds its body."""
    return dataclasses.replace(
        version,
        body=json.loads(json.dumps(version.body)),
        summary=json.loads(json.dumps(version.summary)),
    )


def _summary(version: DocumentVersion) -> Summary:
    return Summary(version.kind, version.key, version.version, version.summary, version.change)


def _page(
    scope: str,
    rows: Mapping[str, Summary],
    limit: int,
    cursor: str | None,
    *,
    newest_first: bool = False,
) -> Page[Summary]:
    positions = sorted(rows, reverse=newest_first)
    if cursor is not None:
        after = decode_cursor(scope, cursor)
        positions = [at for at in positions if (at < after if newest_first else at > after)]
    shown = positions[:limit]
    more = len(positions) > limit
    return Page(tuple(rows[at] for at in shown), encode_cursor(scope, shown[-1]) if more else None)
