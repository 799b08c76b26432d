"""The admin API behind real HTTP on 127.0.0.1, its documents in memory."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from burgee.domain.roles import EVERY_ENVIRONMENT
from burgee.services.steering import Steering
from burgee.services.tracking_ports import Tracking
from burgee.services.writing import Ledger, Randomness
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.judgements import DynamoJudgements
from burgee.storage.looks import DynamoLooks
from burgee.storage.memory import MemoryDocuments, MemoryRulesets
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from burgee.storage.usage import DynamoUsage
from burgee.wire.routes import ROUTES
from functions.admin.handler import answer
from local.events import HttpRequest, RequestFacts, to_event, to_response, with_authorizer
from local.routing import Router
from tests.functions.admin_api import MemoryAlarms

ADMIN_KEY = "burgee.admin.all.k1.secret"
SERVER_KEY = "burgee.server.production.k2.secret"
NOW = 1_795_000_000.0

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Server:
    """The server as its tests see it.

    `canned`: answers for paths that other functions than `admin` give. `before`: called once
    with the next request of that method, before it is answered: what happens in between.
    """

    url: str = ""
    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    rulesets: MemoryRulesets = field(default_factory=MemoryRulesets)
    canned: dict[str, tuple[int, Any]] = field(default_factory=dict)
    requests: list[HttpRequest] = field(default_factory=list)
    before: dict[str, Callable[[], object]] = field(default_factory=dict)
    role: str = "owner"
    key_id: str = "k1"
    name: str = ""
    environments: str = EVERY_ENVIRONMENT
    broken_writes: bool = False

    def __post_init__(self) -> None:
        numbers = count(1)
        random = Randomness(
            new_salt=lambda: f"salt-{next(numbers)}",
            new_id=lambda: f"id-{next(numbers)}",
            new_secret=lambda: f"secret-{next(numbers)}",
        )
        self.units_table, aggregates = MemoryTable(), MemoryTable()
        self.tracking = Tracking(
            DynamoUnits(self.units_table),
            DynamoAggregates(aggregates),
            DynamoUsage(aggregates),
            DynamoLooks(aggregates),
        )
        self._ledger = Ledger(self.documents, lambda: NOW, random)
        self.alarms, self.judgements = MemoryAlarms(), DynamoJudgements(aggregates)
        self._steering = Steering(self._ledger, self.judgements, self.alarms, self.alarms)
        self._router = Router(ROUTES)

    def answer(self, request: HttpRequest) -> Answer:
        self.requests.append(request)
        self.before.pop(request.method, lambda: None)()
        if request.path in self.canned:
            status, body = self.canned[request.path]
            text = body if isinstance(body, bytes) else json.dumps(body).encode()
            return status, {}, text
        found = self._router.find(request.method, request.path)
        if found is None or found[0].function != "admin":
            return 404, {}, b'{"message":"Not Found"}'
        facts = RequestFacts(found[0].key, "r-1", NOW, found[1])
        caller = {
            "key_id": self.key_id,
            "role": self.role,
            "environments": self.environments,
            "name": self.name,
        }
        event = with_authorizer(to_event(request, facts), caller)
        tools = (lambda: self._ledger, lambda: self.tracking, lambda: self.rulesets)
        response = to_response(answer(event, None, *tools, lambda: self._steering))
        return response.status, dict(response.headers), response.body

    def writes(self) -> list[HttpRequest]:
        """The requests that change something."""
        return [request for request in self.requests if request.method != "GET"]


@contextmanager
def serving() -> Iterator[Server]:
    """A server that answers on a free port until the block ends."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("content-length") or 0)
            request = HttpRequest(
                method=self.command,
                path=parts.path,
                query=parts.query,
                headers=tuple(self.headers.items()),
                body=self.rfile.read(length),
            )
            if server.broken_writes and self.command != "GET":
                self.close_connection = True
                return
            status, headers, body = server.answer(request)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = _answer  # noqa: N815  # http.server's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its parameter
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

    with Quiet(("127.0.0.1", 0), Handler) as http:
        server.url = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
