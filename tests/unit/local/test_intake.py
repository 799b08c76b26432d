"""Streams of the embedded tables on their way to functions and to the journal."""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from burgee.storage.schema import AGGREGATES, CONFIG, UNITS, Table
from local.backend import Embedded, put_items, stream_arn
from local.intake import Intake, OneShard, OwnShards
from local.shards import InventedShards, Record
from local.state import Journal, Restored, restore
from local.streams import StreamReader
from tests.unit.local.test_streams import FakeStreams


@dataclass
class FakePump:
    """Remembers what it was given; it has taken what is in `taken`."""

    name: str = "aggregate"
    parents: dict[str, Collection[str]] = field(default_factory=dict)
    records: list[tuple[str, Record]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)

    def open(self, shard: str, parents: Collection[str] = ()) -> None:
        self.parents.setdefault(shard, parents)

    def append(self, shard: str, record: Record) -> None:
        self.records.append((shard, record))

    def close(self, shard: str) -> None:
        self.closed.append(shard)

    def delivered(self) -> dict[str, str]:
        return self.taken


@dataclass
class Tables:
    """The embedded tables, read by an intake that feeds one pump from the units."""

    backend: Embedded
    pump: FakePump = field(default_factory=FakePump)

    def __post_init__(self) -> None:
        backend = self.backend
        self.intake = Intake(backend, lambda: None)
        shards = InventedShards(self.intake.noted(self.pump), random.Random(1))
        self.intake.add(OneShard("units", self._reader(UNITS), shards, self.intake.cut))
        self.intake.add(OneShard("aggregates", self._reader(AGGREGATES), None, self.intake.cut))

    def _reader(self, table: Table) -> StreamReader:
        arn = stream_arn(self.backend.dynamodb, table)
        return StreamReader(self.backend.streams, arn, self.backend.stream_start)

    def write(self, table: Table, *keys: str) -> None:
        items = [{"pk": {"S": key}, "sk": {"S": "x"}} for key in keys]
        put_items(self.backend.dynamodb, table, items)


@pytest.fixture
def tables() -> Iterator[Tables]:
    before = dict(os.environ)
    backend = Embedded(stream_everything=True)
    yield Tables(backend)
    backend.close()
    os.environ.clear()
    os.environ.update(before)


def _keys(pump: FakePump) -> list[str]:
    return [record["dynamodb"]["Keys"]["pk"]["S"] for _, record in pump.records]


def test_a_write_reaches_the_function_that_its_table_feeds(tables: Tables) -> None:
    tables.write(UNITS, "unit#a")
    tables.write(AGGREGATES, "run#a")
    tables.write(CONFIG, "flag#a")

    tables.intake.look()

    assert _keys(tables.pump) == ["unit#a"]


def test_a_journal_holds_all_tables_as_they_were_at_one_moment(
    tables: Tables, tmp_path: Path
) -> None:
    journal = Journal(tmp_path / "journal")
    journal.begin(Restored())
    tables.intake.keep(journal)
    tables.write(UNITS, "unit#a")
    tables.write(AGGREGATES, "run#a")
    tables.intake.look()
    shard, record = tables.pump.records[0]
    tables.pump.taken = {shard: record["dynamodb"]["SequenceNumber"]}
    tables.write(UNITS, "unit#b")
    tables.intake.look()
    journal.close()

    restored = restore(tmp_path / "journal", {"aggregate": "units"})

    kept = [r for one in restored.shards["aggregate"].values() for r in one.records]
    assert {name: len(items) for name, items in restored.items.items()} == {
        "units": 2,
        "aggregates": 1,
    }
    assert kept == [record for _, record in tables.pump.records[1:]]


def test_nobody_sees_what_could_not_be_written_down(tables: Tables, tmp_path: Path) -> None:
    class Full:
        def append(self, cut: Any) -> None:
            raise OSError("no space left on device")

    tables.intake.keep(Full())  # type: ignore[arg-type]  # a fake
    tables.write(UNITS, "unit#a")

    with pytest.raises(OSError, match="no space"):
        tables.intake.look()

    assert tables.pump.records == []


def test_what_could_not_be_written_down_is_written_with_the_next_cut(
    tables: Tables, tmp_path: Path
) -> None:
    class FullOnce:
        def __init__(self) -> None:
            self.cuts: list[int] = []

        def append(self, cut: Any) -> None:
            self.cuts.append(len(cut.records))
            if len(self.cuts) == 1:
                raise OSError("no space left on device")

    journal = FullOnce()
    tables.intake.keep(journal)  # type: ignore[arg-type]  # a fake
    tables.write(UNITS, "unit#a")
    with pytest.raises(OSError, match="no space"):
        tables.intake.look()
    tables.write(UNITS, "unit#b")

    tables.intake.look()

    assert journal.cuts == [1, 2]
    assert sorted(_keys(tables.pump)) == ["unit#a", "unit#b"]


def test_a_stopped_intake_has_read_everything(tables: Tables) -> None:
    tables.intake.start()
    tables.write(UNITS, "unit#a")

    tables.intake.stop()

    assert _keys(tables.pump) == ["unit#a"]


def test_what_is_written_while_it_gathers_is_read_together_afterwards(tables: Tables) -> None:
    looks: list[list[str]] = []
    tables.intake = intake = Intake(tables.backend, lambda: looks.append(_keys(tables.pump)))
    shards = InventedShards(intake.noted(tables.pump), random.Random(1))
    intake.add(OneShard("units", tables._reader(UNITS), shards, intake.cut))

    with intake.gathering():
        intake.start()
        for key in ("unit#a", "unit#b"):
            tables.write(UNITS, key)
    intake.stop()

    assert looks == [["unit#a", "unit#b"]]


def test_a_stream_with_shards_of_its_own_keeps_them() -> None:
    streams = FakeStreams(parent=(None, [1, 2], True), child=("parent", [3], False))
    pump = FakePump()
    reader = StreamReader(streams, "arn", "TRIM_HORIZON")  # type: ignore[arg-type]  # a fake

    OwnShards("units", reader, pump).read()

    assert pump.parents == {"parent": (), "child": ("parent",)}
    assert [shard for shard, _ in pump.records] == ["parent", "parent", "child"]
    assert pump.closed == ["parent"]
