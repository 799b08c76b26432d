"""The whole of Burgee on one machine: tables, functions, streams, queues, clock and HTTP."""

from __future__ import annotations

import os
import random
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from burgee.storage.schema import TABLES
from burgee.wire.routes import ROUTES
from functions.catalog import AUTHORIZER, FUNCTIONS, Function
from local.alarm_switch import AlarmSwitch
from local.alarms import AlarmWatch
from local.authorizer import Authorizer
from local.backend import AtUrl, Backend, Embedded, put_items, stream_arn
from local.console import Console, sign_in_place
from local.deliveries import CALM, NASTY, Deliveries
from local.descriptions import read_descriptions_once
from local.front import Front
from local.gateway import Gateway
from local.intake import Intake, OneShard, OwnShards, Pump
from local.metrics import MetricStore, collect_metrics
from local.mishaps import watch_writes
from local.pages import Page, Pages
from local.pump import StreamPump
from local.queues import QueuePump
from local.routing import Router
from local.sandbox import Sandbox
from local.schedules import Clockwork
from local.server import HttpServer
from local.shards import QUIET_SHARDS, RESTLESS_SHARDS, InventedShards
from local.state import Folder, Journal, Restored, restore, to_boto
from local.streams import StreamReader

FORGET_SECONDS = 5.0
SETTLE_LOOK_SECONDS = 0.02
JOURNAL = "tables.journal"
TABLE = {table.name: table for table in TABLES}
TABLE_OF = {f.name: f.stream.table for f in FUNCTIONS if f.stream is not None}


@dataclass(frozen=True, slots=True)
class Options:
    """How the machine runs. `state`: folder that outlives it. `dynamodb`: URL of another
    DynamoDB than the embedded one. `environment`: more variables for the functions. `nasty`:
    streams do whatever they may do, by this seed of chance. `minute`: how many seconds the minutes
    of timers have, so that a demo need not wait. `pages`: shown beside the API, by path."""

    state: Path | None = None
    dynamodb: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    nasty: int | None = None
    minute: float = 60
    pages: Mapping[str, Page] = field(default_factory=dict)


class Machine:
    """Starts and ends all of it. The functions run in this process and see its environment."""

    def __init__(self, listener: socket.socket, options: Options) -> None:
        read_descriptions_once()
        self._options = options
        self._folder = Folder(options.state) if options.state else None
        self._backend: Backend = (
            AtUrl(options.dynamodb)
            if options.dynamodb
            else Embedded(stream_everything=self._folder is not None)
        )
        os.environ.update(options.environment)
        self._sandboxes = {function.name: Sandbox(function) for function in FUNCTIONS}
        self._pumps = {f.name: self._pump(f) for f in FUNCTIONS if f.stream is not None}
        self._queues = [
            QueuePump(self._backend.queues, function.queue, self._sandboxes[function.name].invoke)
            for function in FUNCTIONS
            if function.queue is not None
        ]
        self._clockwork = Clockwork(self._backend.schedules, self._call, minute=options.minute)
        metrics = MetricStore()
        self._uncollect = collect_metrics(metrics)
        self._alarms = AlarmWatch(self._backend.alarms, metrics, self._clockwork.call)
        self._intake = Intake(self._backend, self._keep_small)
        self._sources: list[OneShard] = []
        self._forgot = time.monotonic()
        self._journal: Journal | None = None
        self._unwatch: Callable[[], None] = watch_writes() if self._is_nasty else lambda: None
        answers = Pages(AlarmSwitch(self._gateway(), self._backend.alarms), options.pages)
        self.server = HttpServer(
            Front(Console(answers, sign_in=sign_in_place(os.environ))), listener
        )

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def state(self) -> Path | None:
        """The folder that outlives this machine, if there is one."""
        return self._folder.path if self._folder else None

    def start(self) -> None:
        """Return when requests are answered. Raises StateDamaged."""
        restored = self._restored()
        self._read_streams(restored)
        for pump in self._pumps.values():
            pump.start()
        self._intake.start()
        for queue in self._queues:
            queue.start(self._backend.wait_for_write, self._backend.wake)
        if restored.items or self._options.dynamodb:
            self._clockwork.catch_up()
        self._clockwork.start()
        self._alarms.start()
        self.server.start()

    def gathering(self) -> AbstractContextManager[None]:
        """Entered: the functions that follow changes wait, and then take them all at once."""
        return self._intake.gathering()

    def settle(self, seconds: float = 15.0) -> bool:
        """Wait until the functions have taken every change up to now, also those that they made
        meanwhile themselves; whether they have."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before, position = self._rest(), self._backend.position()
            while self._intake.caught_up_with < position and time.monotonic() < deadline:
                time.sleep(SETTLE_LOOK_SECONDS)
            if None not in before and self._rest() == before:
                return True
            time.sleep(SETTLE_LOOK_SECONDS)
        return False

    def stop(self) -> None:
        """Answer what runs, deliver what was read, write down what was changed."""
        self.server.stop()
        self._clockwork.stop()
        self._alarms.stop()
        self._uncollect()
        for queue in self._queues:
            queue.stop()
        for pump in self._pumps.values():
            pump.stop()
        self._intake.stop()
        for sandbox in self._sandboxes.values():
            sandbox.close()
        self._unwatch()
        if self._journal:
            self._journal.close()
        self._backend.close()
        if self._folder:
            self._folder.close()

    @property
    def _is_nasty(self) -> bool:
        return self._options.nasty is not None

    def _gateway(self) -> Gateway:
        authorizer = Authorizer(self._sandboxes[AUTHORIZER])
        return Gateway(Router(ROUTES), self._sandboxes, authorizer)

    def _call(self, function: str, event: object) -> None:
        self._sandboxes[function].invoke(event)

    def _chance(self, function: str) -> random.Random:
        return random.Random(f"{self._options.nasty}/{function}")  # noqa: S311 - can be repeated

    def _pump(self, function: Function) -> StreamPump:
        """Two sandboxes where a function is told of its shard, since it then counts on order."""
        assert function.stream is not None  # noqa: S101 - asked by the caller
        deliveries = Deliveries(
            function.stream,
            self._chance(function.name),
            nastiness=NASTY if self._is_nasty else CALM,
            arn=stream_arn(self._backend.dynamodb, TABLE[function.stream.table]),
        )
        several = self._is_nasty or function.stream.tumbling_window_seconds > 0
        sandboxes = [Sandbox(function) for _ in range(2 if several else 1)]
        return StreamPump(function.name, deliveries, sandboxes)

    def _restored(self) -> Restored:
        if self._folder is None or not isinstance(self._backend, Embedded):
            return Restored()
        path = self._folder.path / JOURNAL
        restored = restore(path, TABLE_OF)
        for table in TABLES:
            items = restored.items.get(table.name, {}).values()
            put_items(self._backend.dynamodb, table, map(to_boto, items))
        self._journal = Journal(path)
        self._journal.begin(restored)
        self._intake.keep(self._journal)
        return restored

    def _read_streams(self, restored: Restored) -> None:
        for name, pump in self._pumps.items():
            for shard, kept in restored.shards.get(name, {}).items():
                pump.open(shard, kept.parents)
                for record in kept.records:
                    pump.append(shard, record)
                pump.close(shard)
            self._read_stream(TABLE_OF[name], pump, tuple(restored.shards.get(name, {})))
        for table in TABLE.keys() - set(TABLE_OF.values()):
            if self._journal is not None:
                self._add_source(OneShard(table, self._reader(table), None, self._intake.cut))

    def _read_stream(self, table: str, pump: Pump, earlier: tuple[str, ...]) -> None:
        reader = self._reader(table)
        if not isinstance(self._backend, Embedded):
            self._intake.add(OwnShards(table, reader, pump))
            return
        habits = RESTLESS_SHARDS if self._is_nasty else QUIET_SHARDS
        generation = f"{time.time_ns() // 1_000_000:x}"
        sink = self._intake.noted(pump)
        shards = InventedShards(sink, self._chance(table), habits, generation, earlier)
        self._add_source(OneShard(table, reader, shards, self._intake.cut))

    def _add_source(self, source: OneShard) -> None:
        self._sources.append(source)
        self._intake.add(source)

    def _reader(self, table: str) -> StreamReader:
        arn = stream_arn(self._backend.dynamodb, TABLE[table])
        return StreamReader(self._backend.streams, arn, self._backend.stream_start)

    def _rest(self) -> tuple[int | None, ...]:
        calls = [pump.rest() for pump in self._pumps.values()]
        if None in calls:
            return tuple(calls)  # a look at a queue is a call, and settles nothing here
        queued = [0 if queue.is_empty else None for queue in self._queues]
        return (*calls, *queued)

    def _keep_small(self) -> None:
        if time.monotonic() - self._forgot > FORGET_SECONDS:
            self._forgot = time.monotonic()
            for table in TABLE:
                self._forget([source for source in self._sources if source.table == table])

    def _forget(self, readers: Sequence[OneShard]) -> None:
        """What all readers of one table's stream have read."""
        if readers:
            read_to = min(source.read_to for source in readers)
            iterators = {each for source in readers for each in source.reader.iterators}
            self._backend.forget(readers[0].table, read_to + 1, iterators)
