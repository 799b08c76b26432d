"""A webhook's receiver on this machine: it answers what it is told, and keeps what came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from burgee.domain.signatures import SIGNATURE_HEADER, is_signed
from tests.local_server import LocalServer


@dataclass(frozen=True)
class Received:
    """One request. `at`: by whose clock its signature is judged."""

    headers: Mapping[str, str]
    body: bytes

    def is_signed(self, secret: str, now: float) -> bool:
        return is_signed(secret, self.body, self.headers.get(SIGNATURE_HEADER, ""), now)


class Receiver(LocalServer):
    """Takes messages until it is left. `answer`: the status of the nth request, from 1."""

    def __init__(self, answer: Callable[[int], int] = lambda _: 204) -> None:
        self.received: list[Received] = []
        self._arrived = threading.Condition()
        self._answer = answer
        super().__init__(self._handler())

    @property
    def url(self) -> str:
        return f"{super().url}/hook"

    def wait_for(self, count: int, seconds: float) -> list[Received]:
        """What came, as soon as it is so much, or when the time is over."""
        with self._arrived:
            self._arrived.wait_for(lambda: len(self.received) >= count, seconds)
            return list(self.received)

    def _take(self, received: Received) -> int:
        with self._arrived:
            self.received.append(received)
            self._arrived.notify_all()
            return self._answer(len(self.received))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(take(Received(dict(self.headers), body)))
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing: what came is kept."""

        return Handler
