"""What is too large for one item of a run: packed, and cut into pieces beside it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from burgee.domain.errors import DocumentDamaged
from burgee.storage import keys
from burgee.storage.table import ABSENT, Item, ItemTable

if TYPE_CHECKING:
    from burgee.storage.memory_table import MemoryTable

MOST_PIECE_BYTES = 350_000  # an item holds 409,600 bytes, its keys and attribute names included

_CONTENT = "z"
_PIECES = "pieces"  # of a content that is too large for the item


class RunPieces:
    """Contents of the items under a run. Pieces are named after what they hold and written before
    the item that names them, so that two writers of one item cannot mix theirs."""

    def __init__(self, table: ItemTable | MemoryTable) -> None:
        self._table = table

    def attribute(self, run: str, content: bytes) -> dict[str, Any]:
        """The attribute of an item that holds `content`, or names its pieces."""
        if len(content) <= MOST_PIECE_BYTES:
            return {_CONTENT: {"B": content}}
        return {_PIECES: self.put(run, content)}

    def content(self, run: str, row: Item) -> bytes:
        """What `attribute` put into an item. Raises DocumentDamaged where a piece is gone."""
        is_whole = _CONTENT in row
        return bytes(row[_CONTENT]["B"]) if is_whole else self.get(run, names_of(row[_PIECES]))

    def put(self, run: str, content: bytes) -> Item:
        """Write pieces, and name them; a piece that is there already is the same one."""
        cuts = range(0, len(content), MOST_PIECE_BYTES)
        pieces = [content[cut : cut + MOST_PIECE_BYTES] for cut in cuts]
        names = [hashlib.sha256(piece).hexdigest() for piece in pieces]
        for name, piece in zip(names, pieces, strict=True):
            item = {**run_key(run, keys.piece(name)), _CONTENT: {"B": piece}}
            self._table.put(item, condition=ABSENT)
        return {"L": [{"S": name} for name in names]}

    def get(self, run: str, names: Sequence[str]) -> bytes:
        """What these pieces hold together. Raises DocumentDamaged where one is gone."""
        addresses = [(keys.run_partition(run), keys.piece(name)) for name in names]
        rows = self._table.batch(addresses, consistent=True)
        found = {row["sk"]["S"]: bytes(row[_CONTENT]["B"]) for row in rows}
        try:
            return b"".join(found[keys.piece(name)] for name in names)
        except KeyError as error:
            raise DocumentDamaged("Something stored of a run lacks a piece.") from error


def run_key(run: str, sort: str) -> dict[str, Any]:
    """The key of an item under a run."""
    return {"pk": {"S": keys.run_partition(run)}, "sk": {"S": sort}}


def names_of(listed: Item) -> list[str]:
    """The names in a list that `put` answered."""
    return [name["S"] for name in listed["L"]]


def packed(body: Any) -> bytes:
    """JSON, compressed."""
    return zlib.compress(json.dumps(body, separators=(",", ":"), allow_nan=False).encode())


def unpacked(content: bytes) -> Any:
    """The JSON back."""
    return json.loads(zlib.decompress(content))
