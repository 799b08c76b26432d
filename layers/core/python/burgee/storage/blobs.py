"""Content-addressed items: written once under their hash, read in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from burgee.storage import keys
from burgee.storage.table import Item, ItemTable

MOST_BLOB_BYTES = 400_000  # an item holds 409,600 bytes, its keys and attribute names included


class Blobs:
    """One family of content-addressed items; whoever asks verifies what comes back."""

    def __init__(self, table: ItemTable, family: str) -> None:
        self._table = table
        self._family = family

    def put(self, content_hash: str, content: bytes) -> None:
        """Store `content`, pieces first where it is too large for one item. Writing it again
        changes nothing; it replaces only what differs, so that a damaged item is healed by
        whoever has the content."""
        if len(content) <= MOST_BLOB_BYTES:
            self._put(content_hash, "content", {"B": content})
            return
        cuts = range(0, len(content), MOST_BLOB_BYTES)
        pieces = [content[cut : cut + MOST_BLOB_BYTES] for cut in cuts]
        names = [hashlib.sha256(piece).hexdigest() for piece in pieces]
        for name, piece in zip(names, pieces, strict=True):
            self._put(name, "content", {"B": piece})
        self._put(content_hash, "pieces", {"L": [{"S": name} for name in names]})

    def get(self, hashes: Iterable[str], *, consistent: bool) -> dict[str, bytes]:
        """Those that exist, by hash; one that lacks a piece counts as absent."""
        addresses = self._addresses(hashes)
        items = list(self._table.batch(addresses, consistent=consistent)) if addresses else []
        names = {name for item in items for name in _pieces_of(item)}
        pieces = self.get(names, consistent=consistent) if names else {}
        return {
            keys.blob_hash(item["pk"]["S"]): _content(item, pieces)
            for item in items
            if pieces.keys() >= set(_pieces_of(item))
        }

    def missing(self, hashes: Iterable[str]) -> set[str]:
        """Those that do not exist; contents are not read."""
        wanted = set(hashes)
        items = self._table.batch(self._addresses(wanted), consistent=True, attributes="pk")
        return wanted - {keys.blob_hash(item["pk"]["S"]) for item in items}

    def _addresses(self, hashes: Iterable[str]) -> list[tuple[str, str]]:
        return [(keys.blob(self._family, wanted), self._family) for wanted in hashes]

    def _put(self, content_hash: str, attribute: str, stored: Mapping[str, Any]) -> None:
        self._table.put(
            {
                "pk": {"S": keys.blob(self._family, content_hash)},
                "sk": {"S": self._family},
                attribute: stored,
            },
            condition=f"attribute_not_exists(#{attribute}) OR #{attribute} <> :{attribute}",
            values={f":{attribute}": stored},
        )


def _pieces_of(item: Item) -> list[str]:
    return [piece["S"] for piece in item.get("pieces", {"L": []})["L"]]


def _content(item: Item, pieces: Mapping[str, bytes]) -> bytes:
    names = _pieces_of(item)
    return b"".join(pieces[name] for name in names) if names else bytes(item["content"]["B"])
