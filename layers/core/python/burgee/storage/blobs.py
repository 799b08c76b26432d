"""Content-addressed items: written once under their hash, read in batches."""

from __future__ import annotations

from collections.abc import Iterable

from burgee.domain.errors import RulesetTooLarge
from burgee.storage import keys
from burgee.storage.table import ABSENT, ItemTable

MOST_BLOB_BYTES = 400_000  # an item holds 409,600 bytes, its keys and attribute names included


class Blobs:
    """One family of content-addressed items; whoever asks verifies what comes back."""

    def __init__(self, table: ItemTable, family: str) -> None:
        self._table = table
        self._family = family

    def put(self, content_hash: str, content: bytes) -> None:
        """Store `content`. Writing it again changes nothing; it replaces only what differs,
        so that a damaged item is healed by whoever has the content."""
        if len(content) > MOST_BLOB_BYTES:
            raise RulesetTooLarge(
                f"A {self._family} of {len(content)} bytes does not fit into one item; "
                f"the most is {MOST_BLOB_BYTES} bytes."
            )
        self._table.put(
            {
                "pk": {"S": keys.blob(self._family, content_hash)},
                "sk": {"S": self._family},
                "content": {"B": content},
            },
            condition=f"{ABSENT} OR #content <> :content",
            values={":content": {"B": content}},
        )

    def get(self, hashes: Iterable[str], *, consistent: bool) -> dict[str, bytes]:
        """Those that exist, by hash."""
        items = self._table.batch(self._addresses(hashes), consistent=consistent)
        return {keys.blob_hash(item["pk"]["S"]): bytes(item["content"]["B"]) for item in items}

    def missing(self, hashes: Iterable[str]) -> set[str]:
        """Those that do not exist; contents are not read."""
        wanted = set(hashes)
        items = self._table.batch(self._addresses(wanted), consistent=True, attributes="pk")
        return wanted - {keys.blob_hash(item["pk"]["S"]) for item in items}

    def _addresses(self, hashes: Iterable[str]) -> list[tuple[str, str]]:
        return [(keys.blob(self._family, wanted), self._family) for wanted in hashes]
