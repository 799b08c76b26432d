"""Documents in DynamoDB: immutable versions, and the rows that are derived from them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from burgee.domain.documents import Action, Change, DocumentVersion, Kind, Page, Summary
from burgee.domain.errors import VersionConflict
from burgee.domain.formats import FIRST_FORMAT, newest_format, upgraded
from burgee.services.ports import EVERY_CHANGE, AuditSearch
from burgee.storage import keys
from burgee.storage.audit_pages import scope_of, searched
from burgee.storage.blobs import Blobs
from burgee.storage.bodies import decode_body, encode_body, encode_json, part_hashes
from burgee.storage.cursors import decode_cursor, encode_cursor
from burgee.storage.table import ABSENT, Item, ItemTable

FORMAT = "format"
_SEARCHED_AT_ONCE = 200  # rows

_SUMMARY = (
    "sk, #kind, #key, #version, #summary, #actor, #actor_name, #at, #action, #reason, #environments"
)


class DynamoDocuments:
    """The documents of one table. A version item is the lock, the history and the truth."""

    def __init__(self, table: ItemTable) -> None:
        self._table = table
        self._parts = Blobs(table, keys.PART)

    def put(self, version: DocumentVersion) -> None:
        """Parts first, then the version item on condition that it is absent: a crash in between
        leaves parts that nothing names. `write` tells a retry of boto's from a lost race."""
        write = secrets.token_hex(8)
        item = {
            "pk": {"S": keys.document(version.kind, version.key)},
            "sk": {"S": keys.version(version.version)},
            "write": {"S": write},
            **self.stored(version),
        }
        standing = self._table.put(item, condition=ABSENT)
        if standing is not None and standing.get("write") != {"S": write}:
            raise VersionConflict(
                f"Version {version.version} of {version.kind} '{version.key}' exists already; "
                "read the newest version and make the change again."
            )

    def derive(self, version: DocumentVersion) -> None:
        """Safe to repeat: the audit row is the same each time, and the current row is written
        on condition that it holds no greater version."""
        self._derive_audit(version)
        self._table.put(
            {
                "pk": {"S": keys.current(version.kind)},
                "sk": {"S": version.key},
                **self.stored(version),
            },
            condition=f"{ABSENT} OR #version <= :version",
            values={":version": {"N": str(version.version)}},
        )

    def newest(self, kind: Kind, key: str) -> DocumentVersion | None:
        rows = self._table.query(
            keys.document(kind, key), prefix=keys.VERSION_PREFIX, newest_first=True, page=1
        )
        item = next(rows, None)
        return self.version_of(item) if item else None

    def version(self, kind: Kind, key: str, number: int) -> DocumentVersion | None:
        item = self._table.get(keys.document(kind, key), keys.version(number))
        return self.version_of(item) if item else None

    def history(
        self, kind: Kind, key: str, *, limit: int, cursor: str | None = None
    ) -> Page[Summary]:
        scope = keys.document(kind, key)
        return _page(scope, self._versions(scope, cursor, limit + 1), limit)

    def current(self, kind: Kind) -> Iterator[DocumentVersion]:
        return map(self.version_of, self._table.query(keys.current(kind)))

    def list(self, kind: Kind, *, limit: int, cursor: str | None = None) -> Page[Summary]:
        scope = keys.current(kind)
        after = _position(scope, cursor)
        rows = self._table.query(scope, after=after, attributes=_SUMMARY, page=limit + 1)
        return _page(scope, rows, limit)

    def audit(
        self, *, limit: int, cursor: str | None = None, search: AuditSearch = EVERY_CHANGE
    ) -> Page[Summary]:
        page = limit + 1 if search == EVERY_CHANGE else _SEARCHED_AT_ONCE
        scope = scope_of(search)
        if search.document is None:
            rows = self._audit_rows(_position(scope, cursor), search, page)
        else:
            rows = self._versions(scope, cursor, page)
        return searched(((row["sk"]["S"], _summary(row)) for row in rows), limit, search)

    def every(self) -> Iterator[DocumentVersion]:
        for item in self._table.scan(prefix=keys.VERSION_PREFIX):
            if keys.parse_version(item["pk"]["S"], item["sk"]["S"]):
                yield self.version_of(item)

    def _versions(self, scope: str, cursor: str | None, page: int) -> Iterator[Item]:
        """Rows of one document's versions, newest first."""
        return self._table.query(
            scope,
            prefix=keys.VERSION_PREFIX,
            after=_position(scope, cursor),
            newest_first=True,
            attributes=_SUMMARY,
            page=page,
        )

    def _audit_rows(self, after: str | None, search: AuditSearch, page: int) -> Iterator[Item]:
        span = keys.audit_span(search.since, search.until)
        if span[0] > span[1]:
            return  # DynamoDB refuses such a BETWEEN
        newest = keys.audit_month(after) if after else None
        for row in self._table.query(keys.AUDIT_MONTHS, newest_first=True):
            month = row["sk"]["S"]
            is_asked_for = keys.audit_month(span[0]) <= month <= keys.audit_month(span[1])
            if is_asked_for and (newest is None or month <= newest):
                yield from self._table.query(
                    keys.audit_partition(month),
                    between=span,
                    after=after if month == newest else None,
                    newest_first=True,
                    attributes=_SUMMARY,
                    page=page,
                )

    def _derive_audit(self, version: DocumentVersion) -> None:
        position = keys.audit(version.kind, version.key, version.version, version.change)
        month = keys.audit_month(position)
        # The month before its first row, so that no row is in a month that the view passes over.
        self._table.put({"pk": {"S": keys.AUDIT_MONTHS}, "sk": {"S": month}}, condition=ABSENT)
        self._table.put(
            {
                "pk": {"S": keys.audit_partition(month)},
                "sk": {"S": position},
                **_summary_attributes(version),
            },
            condition=ABSENT,
        )

    def stored(self, version: DocumentVersion) -> dict[str, Any]:
        """The attributes of a version, once its parts are stored."""
        encoded = encode_body(version.body)
        for part_hash in self._parts.missing(encoded.parts):
            self._parts.put(part_hash, encoded.parts[part_hash])
        form = {FORMAT: {"N": str(newest_format(version.kind))}}
        return {**_summary_attributes(version), **form, **encoded.attributes}

    def version_of(self, item: Item) -> DocumentVersion:
        """The version in the newest format, whichever it was written in."""
        parts = self._parts.get(part_hashes(item), consistent=True)
        row = _summary(item)
        body = upgraded(row.kind, format_of(item), decode_body(item, parts))
        return DocumentVersion(row.kind, row.key, row.version, body, row.change, row.summary)


def format_of(item: Item) -> int:
    """The format in which an item holds its document."""
    return int(item[FORMAT]["N"]) if FORMAT in item else FIRST_FORMAT


def _summary_attributes(version: DocumentVersion) -> dict[str, Any]:
    return {
        "kind": {"S": str(version.kind)},
        "key": {"S": version.key},
        "version": {"N": str(version.version)},
        "summary": {"S": encode_json(version.summary)},
        **_change_attributes(version.change),
    }


def _change_attributes(change: Change) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "actor": {"S": change.actor},
        "actor_name": {"S": change.actor_name},
        "at": {"S": change.at},
        "action": {"S": str(change.action)},
        "reason": {"S": change.reason},
    }
    if change.environments is not None:
        attributes["environments"] = {"L": [{"S": name} for name in change.environments]}
    return attributes


def _summary(item: Item) -> Summary:
    summary: Mapping[str, Any] = json.loads(item["summary"]["S"])
    return Summary(
        kind=Kind(item["kind"]["S"]),
        key=item["key"]["S"],
        version=int(item["version"]["N"]),
        summary=summary,
        change=_change(item),
    )


def _change(item: Item) -> Change:
    touched = item.get("environments")
    return Change(
        actor=item["actor"]["S"],
        at=item["at"]["S"],
        action=Action(item["action"]["S"]),
        reason=item["reason"]["S"],
        actor_name=item["actor_name"]["S"] if "actor_name" in item else "",
        environments=tuple(name["S"] for name in touched["L"]) if touched else None,
    )


def _position(scope: str, cursor: str | None) -> str | None:
    return None if cursor is None else decode_cursor(scope, cursor)


def _page(scope: str, rows: Iterator[Item], limit: int) -> Page[Summary]:
    """The first rows; one more is read than shown, so that a cursor always leads somewhere."""
    read = list(islice(rows, limit + 1))
    shown = read[:limit]
    more = len(read) > limit
    cursor = encode_cursor(scope, shown[-1]["sk"]["S"]) if more else None
    return Page(tuple(map(_summary, shown)), cursor)
