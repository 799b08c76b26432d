"""The whole of Burgee on one machine: tables, functions, stream pump and HTTP, put together."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from burgee.storage.schema import CONFIG
from burgee.wire.routes import ROUTES
from functions.catalog import AUTHORIZER, FUNCTIONS
from local.authorizer import Authorizer
from local.backend import (
    AtUrl,
    Backend,
    Embedded,
    change_item,
    put_items,
    stream_arn,
)
from local.front import Front
from local.gateway import Gateway
from local.pump import Consumer, Delivery, Pump
from local.routing import Router
from local.sandbox import Sandbox
from local.server import HttpServer
from local.state import Folder, Journal, Restored, restore, to_boto
from local.streams import StreamReader

FORGET_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Options:
    """How the machine runs. `state`: folder that outlives it. `dynamodb`: URL of another
    DynamoDB than the embedded one. `environment`: more variables for the functions."""

    state: Path | None = None
    dynamodb: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


class Machine:
    """Starts and ends all of it. The functions run in this process and see its environment."""

    def __init__(self, listener: socket.socket, options: Options) -> None:
        self._folder = Folder(options.state) if options.state else None
        self._backend: Backend = AtUrl(options.dynamodb) if options.dynamodb else Embedded()
        os.environ.update(options.environment)
        self._sandboxes = {function.name: Sandbox(function) for function in FUNCTIONS}
        self._pump = Pump(self._backend.wait_for_write, self._backend.wake)
        self._stopping = threading.Event()
        self._consumers: list[Consumer] = []
        self._journal: Journal | None = None
        self._journal_consumer: Consumer | None = None
        self.server = HttpServer(Front(self._gateway()), listener)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def state(self) -> Path | None:
        """The folder that outlives this machine, if there is one."""
        return self._folder.path if self._folder else None

    def start(self) -> None:
        """Return when requests are answered. Raises StateDamaged."""
        self._fill()
        self._pump.start()
        threading.Thread(target=self._keep_small, name="keep-small", daemon=True).start()
        self.server.start()

    def settle(self, seconds: float = 15.0) -> bool:
        """Wait until the functions have taken every change up to now; whether they have."""
        position, deadline = self._backend.position(), time.monotonic() + seconds
        while any(consumer.caught_up_with < position for consumer in self._consumers):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def stop(self) -> None:
        """Answer what runs, deliver what was read, write down what was changed."""
        self._stopping.set()
        self.server.stop()
        self._pump.stop()
        for sandbox in self._sandboxes.values():
            sandbox.close()
        self._finish_journal()
        self._backend.close()
        if self._folder:
            self._folder.close()

    def _gateway(self) -> Gateway:
        authorizer = Authorizer(self._sandboxes[AUTHORIZER])
        return Gateway(Router(ROUTES), self._sandboxes, authorizer)

    def _fill(self) -> None:
        restored = self._restored()
        put_items(self._backend.dynamodb, CONFIG, map(to_boto, restored.items.values()))
        self._add_functions()
        if self._folder and isinstance(self._backend, Embedded):
            self._begin_journal(self._folder.path / "config.journal", restored)

    def _restored(self) -> Restored:
        if self._folder and isinstance(self._backend, Embedded):
            return restore(self._folder.path / "config.journal")
        return Restored()

    def _add_functions(self) -> None:
        for function in FUNCTIONS:
            if function.stream is not None:
                sandbox = self._sandboxes[function.name]
                delivery = Delivery(function, sandbox.invoke, pause=self._pump.pause)
                self._consumers.append(self._pump.add(function.name, self._reader(), delivery))

    def _reader(self) -> StreamReader:
        arn = stream_arn(self._backend.dynamodb, CONFIG)
        return StreamReader(self._backend.streams, arn, self._backend.stream_start)

    def _begin_journal(self, path: Path, restored: Restored) -> None:
        self._journal = Journal(path, self._delivered)
        self._journal.begin(restored.items.values())
        consumer = self._pump.add("journal", self._reader(), self._journal)
        for place, image in restored.pending:
            item = to_boto(image) if image else None
            change_item(self._backend.dynamodb, CONFIG, place, item)
        while consumer.step():
            pass
        self._journal.commit()
        self._journal_consumer = consumer
        self._consumers.append(consumer)

    def _delivered(self) -> int:
        """Up to where every function is done with the stream."""
        functions = [c for c in self._consumers if c is not self._journal_consumer]
        return min((consumer.delivered for consumer in functions), default=0)

    def _keep_small(self) -> None:
        while not self._stopping.wait(FORGET_SECONDS):
            read = min((consumer.delivered for consumer in self._consumers), default=0)
            self._backend.forget(CONFIG, read + 1)

    def _finish_journal(self) -> None:
        if self._journal and self._journal_consumer:
            while self._journal_consumer.step():
                pass
            self._journal.mark(self._journal_consumer.delivered)
            self._journal.close()
