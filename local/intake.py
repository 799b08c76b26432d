"""Reads the streams of the tables and hands every record to the function that it feeds."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from local.shards import InventedShards, Record
from local.state import Cut, Journal
from local.streams import Batch, StreamReader

LONGEST_WAIT_SECONDS = 1.0
GATHERING_SECONDS = 0.1  # writes come in swarms; each look costs as much as one of them
MOST_AT_ONCE = 1000


class Tables(Protocol):
    """What is written to; see `local.backend.Backend`."""

    @property
    def standstill(self) -> AbstractContextManager[object]: ...

    def wait_for_write(self, after: int, seconds: float) -> int: ...

    def position(self) -> int: ...

    def wake(self) -> None: ...


class Pump(Protocol):
    """What delivers the records of one stream to one function."""

    name: str

    def open(self, shard: str, parents: Collection[str] = ()) -> None: ...

    def append(self, shard: str, record: Record) -> None: ...

    def close(self, shard: str) -> None: ...

    def delivered(self) -> dict[str, str]: ...


@dataclass(slots=True)
class Noting:
    """Hands everything on to a pump, after it was noted in the cut at hand.

    What is noted is held back until `release`: no function may see what a kill could undo.
    """

    pump: Pump
    cut: Cut = field(default_factory=Cut)
    _held: list[Callable[[], None]] = field(default_factory=list)
    _noted: dict[str, str] = field(default_factory=dict)

    def open(self, shard: str, parents: Collection[str] = ()) -> None:
        self.cut.shards.append((self.pump.name, shard, tuple(parents)))
        self._held.append(lambda: self.pump.open(shard, parents))

    def append(self, shard: str, record: Record) -> None:
        self.cut.records.append((self.pump.name, shard, record))
        self._held.append(lambda: self.pump.append(shard, record))

    def close(self, shard: str) -> None:
        self._held.append(lambda: self.pump.close(shard))

    def note_delivered(self) -> None:
        """Note how far the function is, as far as that moved."""
        delivered = self.pump.delivered()
        moved = {s: newest for s, newest in delivered.items() if self._noted.get(s) != newest}
        if moved:
            self.cut.delivered[self.pump.name] = moved
            self._noted |= moved

    def release(self) -> None:
        held, self._held = self._held, []
        for hand_on in held:
            hand_on()


class Source(Protocol):
    """One table's stream, as it is read."""

    table: str

    def read(self) -> None:
        """Hand on everything that was written up to now."""
        ...


@dataclass(slots=True)
class OwnShards:
    """A stream with shards of its own: they are handed on as they are."""

    table: str
    reader: StreamReader
    pump: Pump
    _closed: set[str] = field(default_factory=set)

    def read(self) -> None:
        while batches := self.reader.read(MOST_AT_ONCE):
            for batch in batches:
                self.pump.open(batch.shard, self.reader.parents(batch.shard))
                for record in batch.records:
                    self.pump.append(batch.shard, record)
            self._close()
        self._close()

    def _close(self) -> None:
        for shard in self.reader.ended - self._closed:
            self.pump.open(shard, self.reader.parents(shard))
            self.pump.close(shard)
            self._closed.add(shard)


@dataclass(slots=True)
class OneShard:
    """moto's stream, which has a single shard: `shards` invents more where a function is fed.

    Without one, the changes only go into the `cut`.
    """

    table: str
    reader: StreamReader
    shards: InventedShards | None
    cut: Callable[[], Cut]
    read_to: int = 0

    def read(self) -> None:
        is_there_more = True
        while is_there_more:
            full = [self._take_all(batch) for batch in self.reader.read(MOST_AT_ONCE)]
            is_there_more = any(full)
        if self.shards is not None:
            self.shards.flush()

    def _take_all(self, batch: Batch) -> bool:
        """Whether the batch was full, so that more may be waiting."""
        for record in batch.records:
            self._take(record)
        self.read_to = batch.last_sequence
        return len(batch.records) >= MOST_AT_ONCE

    def _take(self, record: Record) -> None:
        if self.shards is not None:
            self.shards.write(record)
        else:
            self.cut().changes.append((self.table, record))


class Intake:
    """One thread that reads every stream after every write, and keeps the journal.

    With a journal, all streams are read at one moment (a standstill keeps writers out), and what
    was read is on disk before a function gets to see it.
    """

    def __init__(self, tables: Tables, after_reading: Callable[[], None]) -> None:
        self.caught_up_with = -1
        self._tables = tables
        self._after_reading = after_reading
        self._sources: list[Source] = []
        self._noting: list[Noting] = []
        self._journal: Journal | None = None
        self._cut = Cut()
        self._stopping = threading.Event()
        self._may_look = threading.Event()
        self._may_look.set()
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)

    def add(self, source: Source) -> None:
        self._sources.append(source)

    def noted(self, pump: Pump) -> Noting:
        """The pump behind the journal: what goes to it is written down first."""
        noting = Noting(pump, self._cut)
        self._noting.append(noting)
        return noting

    def cut(self) -> Cut:
        """What is noted of the moment at hand."""
        return self._cut

    def keep(self, journal: Journal) -> None:
        """Write every cut down from now on."""
        self._journal = journal

    def start(self) -> None:
        self._thread.start()

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Read nothing meanwhile: what is written now reaches the functions together."""
        self._may_look.clear()
        try:
            yield
        finally:
            self._may_look.set()

    def stop(self, seconds: float = 2.0) -> None:
        """End after a last look at the streams."""
        self._stopping.set()
        self._tables.wake()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        self.look()

    def look(self) -> None:
        """Read all streams once, write down what they hold, hand it on."""
        with self._tables.standstill:
            for source in self._sources:
                source.read()
            for noting in self._noting:
                noting.note_delivered()
        self._write_down()
        for noting in self._noting:
            noting.release()

    def _write_down(self) -> None:
        if self._journal is not None and not self._cut.is_empty:
            self._journal.append(self._cut)
        self._cut = Cut()
        for noting in self._noting:
            noting.cut = self._cut

    def _run(self) -> None:
        written = -1
        while not self._stopping.is_set():
            self._tables.wait_for_write(written, LONGEST_WAIT_SECONDS)
            self._stopping.wait(GATHERING_SECONDS)
            self._may_look.wait()
            try:
                newest = self._tables.position()
                self.look()
                self.caught_up_with = newest
                self._after_reading()
                written = newest
            except Exception as failure:  # noqa: BLE001 - the intake outlives what it reads from
                written = -1
                print(f"intake: {failure!r}; trying again", file=sys.stderr)
                self._stopping.wait(LONGEST_WAIT_SECONDS)
