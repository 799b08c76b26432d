"""Stored versions with the formats in which they lie, and their rewriting in place."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from burgee.domain.errors import DocumentDamaged, NewerFormat
from burgee.domain.formats import newest_format
from burgee.services.format_ports import OldVersion, Progress, Stretch
from burgee.storage import keys
from burgee.storage.documents import FORMAT, DynamoDocuments, format_of
from burgee.storage.table import Item, ItemTable

PAGE = 200  # items of a scan that are read, and rewritten, between two notes of the place
BODY_ATTRIBUTES = ("body", "body_gzip", "body_parts")
_SEPARATOR = "\t"  # neither a key nor a hash holds one


class DynamoFormats:
    """The formats of one table of documents."""

    def __init__(self, table: ItemTable, *, page: int = PAGE) -> None:
        self._table = table
        self._documents = DynamoDocuments(table)
        self._page = page

    def stretch(self, after: str) -> Stretch:
        items, last = self._table.scan_page(after=_place(after), size=self._page)
        versions = [item for item in items if _is_version(item)]
        old, unreadable = [], []
        for item in versions:
            try:
                found = self._old(item)
            except (DocumentDamaged, NewerFormat) as fault:
                unreadable.append(f"{_name(item)}: {fault.detail}")
                continue
            if found is not None:
                old.append(found)
        after = _SEPARATOR.join(last) if last else ""
        return Stretch(len(versions), tuple(old), tuple(unreadable), after)

    def rewrite(self, old: OldVersion) -> bool:
        read: Any = old.token
        (body,) = (name for name in BODY_ATTRIBUTES if name in read)
        kept = {name: held for name, held in read.items() if name not in BODY_ATTRIBUTES}
        condition = f"#{body} = :body AND " + (
            f"#{FORMAT} = :format" if FORMAT in read else f"attribute_not_exists(#{FORMAT})"
        )
        values = {":body": read[body]} | ({":format": read[FORMAT]} if FORMAT in read else {})
        item = {**kept, **self._documents.stored(old.version)}
        standing = self._table.put(item, condition=condition, values=values)
        return standing is None

    def progress(self) -> Progress | None:
        item = self._table.get(keys.MIGRATION, keys.POSITION)
        if item is None:
            return None
        left = json.loads(item["progress"]["S"])
        return Progress(**{**left, "unreadable": tuple(left["unreadable"])})

    def keep(self, progress: Progress) -> None:
        self._table.put(
            {
                "pk": {"S": keys.MIGRATION},
                "sk": {"S": keys.POSITION},
                "progress": {"S": json.dumps(asdict(progress))},
            },
            condition="",
        )

    def forget(self) -> None:
        self._table.delete(keys.MIGRATION, keys.POSITION)

    def _old(self, item: Item) -> OldVersion | None:
        version = self._documents.version_of(item)  # refuses what is newer, and what is damaged
        written = format_of(item)
        if written == newest_format(version.kind):
            return None
        return OldVersion(version, written, item)


def _is_version(item: Item) -> bool:
    return keys.parse_version(item["pk"]["S"], item["sk"]["S"]) is not None


def _name(item: Item) -> str:
    return f"{item['pk']['S']} {item['sk']['S']}"


def _place(after: str) -> tuple[str, str] | None:
    if not after:
        return None
    partition, _, sort = after.partition(_SEPARATOR)
    return partition, sort
