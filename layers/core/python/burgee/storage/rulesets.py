"""Rulesets in DynamoDB: immutable chunks and manifests, and one pointer per environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from burgee.domain.errors import RulesetConflict, RulesetTooLarge
from burgee.services.ports import Pointer
from burgee.storage import keys
from burgee.storage.blobs import MOST_BLOB_BYTES, Blobs
from burgee.storage.table import ABSENT, Item, ItemTable


class DynamoRulesets:
    """The rulesets of one table.

    Chunks and manifests are read eventually consistently first, which is cheap and nearly always
    enough, then strongly if they are not there yet.
    """

    def __init__(self, table: ItemTable) -> None:
        self._table = table
        self._chunks = Blobs(table, keys.CHUNK)

    def pointer(self, environment: str, *, consistent: bool = False) -> Pointer | None:
        item = self._table.get(keys.ruleset(environment), keys.POINTER, consistent=consistent)
        return _pointer(environment, item) if item else None

    def manifest(self, environment: str, number: int) -> bytes | None:
        address = keys.ruleset(environment), keys.manifest(number)
        item = self._table.get(*address, consistent=False) or self._table.get(*address)
        return bytes(item["content"]["B"]) if item else None

    def chunks(self, hashes: Iterable[str]) -> Mapping[str, bytes]:
        wanted = set(hashes)
        found = self._chunks.get(wanted, consistent=False)
        return found | self._chunks.get(wanted - found.keys(), consistent=True)

    def missing(self, hashes: Iterable[str]) -> set[str]:
        return self._chunks.missing(hashes)

    def put_chunk(self, content_hash: str, content: bytes) -> None:
        self._chunks.put(content_hash, content)

    def publish(self, pointer: Pointer, manifest: bytes) -> None:
        """The manifest item is the lock: whoever writes number n first has published n.

        A manifest is never replaced. Where another publisher's stands already, it crashed or is
        about to move the pointer: the pointer is moved for it, and RulesetConflict sends this
        one on to n + 1. So no ruleset changes after it was read, and none blocks the next.
        """
        self._require_predecessor(pointer)
        item = _manifest_item(pointer, manifest)
        standing = self._table.put(item, condition=ABSENT)
        if standing is None or standing["content"] == item["content"]:
            self._move(pointer)
            return
        self._move(Pointer(pointer.environment, pointer.number, standing["at"]["S"]))
        raise RulesetConflict(
            f"Another publisher made ruleset {pointer.number} of '{pointer.environment}'."
        )

    def _require_predecessor(self, pointer: Pointer) -> None:
        standing = self.pointer(pointer.environment, consistent=True)
        number = standing.number if standing else 0
        if number != pointer.number - 1:
            raise RulesetConflict(
                f"The ruleset of '{pointer.environment}' is number {number}: "
                f"{pointer.number} cannot follow it."
            )

    def _move(self, pointer: Pointer) -> None:
        """The pointer from n - 1 to n; if it is further already, somebody moved it for us."""
        self._table.put(
            {
                "pk": {"S": keys.ruleset(pointer.environment)},
                "sk": {"S": keys.POINTER},
                "number": {"N": str(pointer.number)},
                "at": {"S": pointer.at},
            },
            condition="#number = :before" if pointer.number > 1 else ABSENT,
            values={":before": {"N": str(pointer.number - 1)}} if pointer.number > 1 else None,
        )


def _manifest_item(pointer: Pointer, manifest: bytes) -> Item:
    if len(manifest) > MOST_BLOB_BYTES:
        raise RulesetTooLarge(
            f"A manifest of {len(manifest)} bytes does not fit into one item; "
            f"the most is {MOST_BLOB_BYTES} bytes."
        )
    return {
        "pk": {"S": keys.ruleset(pointer.environment)},
        "sk": {"S": keys.manifest(pointer.number)},
        "content": {"B": manifest},
        "at": {"S": pointer.at},
    }


def _pointer(environment: str, item: Item) -> Pointer:
    return Pointer(environment, int(item["number"]["N"]), item["at"]["S"])
