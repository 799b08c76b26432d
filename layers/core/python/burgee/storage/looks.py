"""Looks at runs, in DynamoDB: an item each, under its run, and pieces beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from burgee.domain.results import Look, SegmentResult
from burgee.domain.stored_looks import look_body, look_from, segment_bodies, segment_from
from burgee.storage import keys
from burgee.storage.packed import put_next, reading
from burgee.storage.pieces import RunPieces, names_of, packed, run_key, unpacked
from burgee.storage.table import Item, ItemTable

if TYPE_CHECKING:
    from burgee.storage.memory_table import MemoryTable

_SEGMENTS = "segments"  # names of pieces


class DynamoLooks:
    """The looks of one table. All reads are strong.

    Segments, and whatever does not fit into an item, lie in pieces that are written before the
    look that names them. The pieces of a writer who lost stay, and nobody reads them.
    """

    def __init__(self, table: ItemTable | MemoryTable) -> None:
        self._table = table
        self._pieces = RunPieces(table)

    def add(self, look: Look) -> None:
        segments = packed(segment_bodies(look)) if look.segments else b""
        item = {
            **run_key(look.run, keys.look(look.number)),
            _SEGMENTS: self._pieces.put(look.run, segments),
            **self._pieces.attribute(look.run, packed(look_body(look))),
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
        names = names_of(row[_SEGMENTS]) if row else []
        if not names:
            return []
        content = self._pieces.get(run, names)
        with reading("segments of a look"):
            return [segment_from(body) for body in unpacked(content)]

    def _look(self, run: str, row: Item) -> Look:
        content = self._pieces.content(run, row)
        with reading("look"):
            return look_from(unpacked(content))
