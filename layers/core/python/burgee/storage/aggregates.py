"""Counters of runs and what keeps them exact, in DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from burgee.domain.counters import Counters, CountersAddress, ParkedRecord, RunState
from burgee.domain.errors import WriteConflict
from burgee.domain.stored_sums import sums_body, sums_from
from burgee.domain.sums import RunSums
from burgee.storage import keys
from burgee.storage.packed import delete_version, pack, put_next, reading, unpack, version_of
from burgee.storage.pieces import RunPieces, packed, run_key, unpacked
from burgee.storage.table import ABSENT, Item, ItemTable

if TYPE_CHECKING:
    from burgee.storage.memory_table import MemoryTable


class DynamoAggregates:
    """The aggregates of one table. All reads are strong.

    What is versioned is written on condition that its version stands; the rest says the same
    however often it is written.
    """

    def __init__(self, table: ItemTable | MemoryTable) -> None:
        self._table = table
        self._pieces = RunPieces(table)

    def state(self, run: str) -> RunState:
        item = self._table.get(keys.run_partition(run), keys.STATE)
        if item is None:
            return RunState()
        with reading("state of a run"):
            stored = unpack(item)
            return RunState(stored["g"], stored["b"], tuple(stored["i"]), version_of(item))

    def put_state(self, run: str, state: RunState) -> None:
        body = {"g": state.generation, "b": state.building, "i": state.inexact}
        put_next(self._table, _item(keys.run_partition(run), keys.STATE, body), state.version)

    def counters(self, address: CountersAddress) -> Counters | None:
        item = self._table.get(*_place(address))
        return _counters(item) if item else None

    def put_counters(self, address: CountersAddress, counters: Counters) -> None:
        body = {
            "m": counters.mark,
            **({"s": 1} if counters.sealed else {}),
            **({"c": dict(counters.contains)} if counters.contains else {}),
            "w": counters.written,
            "t": counters.body,
        }
        put_next(self._table, _item(*_place(address), body), counters.version)

    def delete_counters(self, address: CountersAddress, version: int) -> None:
        delete_version(self._table, *_place(address), version)

    def keep_sums(self, run: str, sums: RunSums) -> None:
        content = self._pieces.attribute(run, packed(sums_body(sums)))
        self._table.put({**run_key(run, keys.SUMS), **content}, condition="")

    def kept_sums(self, run: str) -> RunSums | None:
        item = self._table.get(keys.run_partition(run), keys.SUMS)
        if item is None:
            return None
        content = self._pieces.content(run, item)
        with reading("sums of a run"):
            return sums_from(unpacked(content))

    def register_shard(self, run: str, generation: int, shard: str) -> None:
        item = _key(keys.run_partition(run), keys.shard(generation, shard))
        self._table.put(item, condition=ABSENT)

    def forget_shard(self, run: str, generation: int, shard: str) -> None:
        self._table.delete(keys.run_partition(run), keys.shard(generation, shard))

    def shards(self, run: str, generation: int) -> list[str]:
        prefix = keys.shard(generation, "")
        rows = self._table.query(keys.run_partition(run), prefix=prefix)
        return [row["sk"]["S"].removeprefix(prefix) for row in rows]

    def of_shard(
        self, run: str, generation: int, shard: str
    ) -> Iterator[tuple[CountersAddress, Counters]]:
        for item in self._table.query(keys.counters_partition(run, generation, shard)):
            sort = item["sk"]["S"]
            yield keys.parse_counters(run, generation, shard, sort), _counters(item)

    def dimension_values(self, run: str, dimension: str) -> tuple[str, ...]:
        values, _ = self._values(run, dimension)
        return values

    def add_dimension_value(self, run: str, dimension: str, value: str, most: int) -> bool:
        """Each lost race means that another value came in: there are at most `most` of them."""
        place = keys.run_partition(run), keys.dimension_values(dimension)
        while True:
            values, version = self._values(run, dimension)
            if value in values or len(values) >= most:
                return value in values
            try:
                put_next(self._table, _item(*place, [*values, value]), version)
            except WriteConflict:
                continue
            return True

    def park(self, record: ParkedRecord) -> None:
        sort = keys.parked(record.shard, record.sequence)
        item = _item(keys.run_partition(record.run), sort, asdict(record))
        self._table.put(item, condition=ABSENT)

    def parked(self, run: str) -> Iterator[ParkedRecord]:
        for item in self._table.query(keys.run_partition(run), prefix=keys.PARKED):
            with reading("record that was parked"):
                record = ParkedRecord(**unpack(item))
            yield record

    def forget_parked(self, run: str) -> None:
        partition = keys.run_partition(run)
        rows = self._table.query(partition, prefix=keys.PARKED, attributes="sk")
        for sort in [row["sk"]["S"] for row in rows]:
            self._table.delete(partition, sort)

    def _values(self, run: str, dimension: str) -> tuple[tuple[str, ...], int]:
        item = self._table.get(keys.run_partition(run), keys.dimension_values(dimension))
        if item is None:
            return (), 0
        with reading("values of a dimension"):
            return tuple(unpack(item)), version_of(item)


def _counters(item: Item) -> Counters:
    with reading("content of counters"):
        stored = unpack(item)
        return Counters(
            version=version_of(item),
            mark=stored["m"],
            sealed="s" in stored,
            contains=stored.get("c", {}),
            body=stored["t"],
            written=stored["w"],
        )


def _place(address: CountersAddress) -> tuple[str, str]:
    partition = keys.counters_partition(address.run, address.generation, address.shard)
    return partition, keys.counters(address)


def _key(partition: str, sort: str) -> dict[str, Any]:
    return {"pk": {"S": partition}, "sk": {"S": sort}}


def _item(partition: str, sort: str, body: Any) -> dict[str, Any]:
    return {**_key(partition, sort), **pack(body)}
