"""Looks at runs, in DynamoDB: an item each, under its run, and pieces beside it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from burgee.domain.errors import DocumentDamaged
from burgee.domain.results import Look, SegmentResult
from burgee.domain.stored_looks import look_body, look_from, segment_bodies, segment_from
from burgee.storage import keys
from burgee.storage.packed import put_next, reading
from burgee.storage.table import ABSENT, Item, ItemTable

if TYPE_CHECKING:
    from burgee.storage.memory_table import MemoryTable

MOST_PIECE_BYTES = 350_000  # an item holds 409,600 bytes, its keys and attribute names included

_CONTENT = "z"
_PIECES = "pieces"  # of a content that is too large for the item
_SEGMENTS = "segments"  # pieces


class DynamoLooks:
    """The looks of one table. All reads are strong.

    Segments, and whatever does not fit into an item, lie in pieces named after their content, that
    are written before the look that names them: so two writers of one number cannot mix theirs.
    The pieces of the one that lost stay, and nobody reads them.
    """

    def __init__(self, table: ItemTable | MemoryTable) -> None:
        self._table = table

    def add(self, look: Look) -> None:
        content = _packed(look_body(look))
        segments = _packed(segment_bodies(look)) if look.segments else b""
        item = {
            **_key(look.run, keys.look(look.number)),
            _SEGMENTS: self._put_pieces(look.run, segments),
            **(
                {_CONTENT: {"B": content}}
                if len(content) <= MOST_PIECE_BYTES
                else {_PIECES: self._put_pieces(look.run, content)}
            ),
        }
        put_next(self._table, item, 0)

    def looks(self, run: str) -> list[Look]:
        rows = self._table.query(keys.run_partition(run), prefix=keys.LOOK)
        return [self._look(run, row) for row in rows]

    def latest(self, run: str) -> Look | None:
        partition = keys.run_partition(run)
        rows = self._table.query(partition, prefix=keys.LOOK, newest_first=True, page=1)
        row = next(iter(rows), None)
        return None if row is None else self._look(run, row)

    def segments(self, run: str, number: int) -> list[SegmentResult]:
        row = self._table.get(keys.run_partition(run), keys.look(number))
        names = _names(row[_SEGMENTS]) if row else []
        if not names:
            return []
        content = self._pieces(run, names)
        with reading("segments of a look"):
            return [segment_from(body) for body in _unpacked(content)]

    def _look(self, run: str, row: Item) -> Look:
        is_whole = _CONTENT in row
        content = bytes(row[_CONTENT]["B"]) if is_whole else self._pieces(run, _names(row[_PIECES]))
        with reading("look"):
            return look_from(_unpacked(content))

    def _put_pieces(self, run: str, content: bytes) -> Item:
        """Write pieces, and name them; a piece that is there already is the same one."""
        cuts = range(0, len(content), MOST_PIECE_BYTES)
        pieces = [content[cut : cut + MOST_PIECE_BYTES] for cut in cuts]
        names = [hashlib.sha256(piece).hexdigest() for piece in pieces]
        for name, piece in zip(names, pieces, strict=True):
            item = {**_key(run, keys.look_piece(name)), _CONTENT: {"B": piece}}
            self._table.put(item, condition=ABSENT)
        return {"L": [{"S": name} for name in names]}

    def _pieces(self, run: str, names: Sequence[str]) -> bytes:
        partition = keys.run_partition(run)
        rows = self._table.batch(
            [(partition, keys.look_piece(name)) for name in names], consistent=True
        )
        found = {row["sk"]["S"]: bytes(row[_CONTENT]["B"]) for row in rows}
        try:
            return b"".join(found[keys.look_piece(name)] for name in names)
        except KeyError as error:
            raise DocumentDamaged("A stored look lacks a piece.") from error


def _key(run: str, sort: str) -> dict[str, Any]:
    return {"pk": {"S": keys.run_partition(run)}, "sk": {"S": sort}}


def _names(listed: Item) -> list[str]:
    return [name["S"] for name in listed["L"]]


def _packed(body: Any) -> bytes:
    return zlib.compress(json.dumps(body, separators=(",", ":"), allow_nan=False).encode())


def _unpacked(content: bytes) -> Any:
    return json.loads(zlib.decompress(content))
