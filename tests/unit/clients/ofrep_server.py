"""A server that answers OFREP and takes events, or does what a broken one would do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.local_server import LocalServer

KEY = "burgee.client.production.k1.secret"
JSON_HEADERS = {"Content-Type": "application/json"}
SINGLE = "/ofrep/v1/evaluate/flags/"
BULK = "/ofrep/v1/evaluate/flags"
EVENTS = "/api/v1/analytics/events"

Json = dict[str, Any]


class Answered:
    """What the server sends. `cut`: close after so many bytes of the body."""

    def __init__(
        self,
        body: Any,
        status: int = 200,
        headers: Mapping[str, str] = JSON_HEADERS,
        cut: int | None = None,
    ) -> None:
        self.content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status = status
        self.headers = headers
        self.cut = cut


Answering = Callable[[str, Json], Answered | None]


def flag(value: Any, variant: str = "v", **more: Any) -> Json:
    """A flag's answer, as OFREP has it."""
    return {"key": "flag", "value": value, "reason": "STATIC", "variant": variant, **more}


# What a server may do to a client: every one is a default, and is counted.
HTML = b"<html>It works!</html>"
BROKEN = {
    "an error": Answered({"errorDetails": "no"}, 500),
    "a page": Answered(HTML),
    "a page that says that it is not found": Answered(HTML, 404),
    "the answer of another server": Answered({"detail": "Not Found"}, 404),
    "a list": Answered([1, 2]),
    "a null": Answered(None),
    "an answer without a reason": Answered({"key": "flag", "value": True}),
    "an answer with a reason of another type": Answered(flag(True, reason=7)),
    "an answer with metadata of another type": Answered(flag(True, metadata=[1])),
    "no text": Answered(b"\xff\xfe\x00"),
    "nothing": Answered(b""),
    "half an answer": Answered(flag(True), cut=10),
    "a redirect": Answered(b"", 302, {"Location": "http://127.0.0.1:1/"}),
    "a wrong key": Answered({}, 401),
    "too many requests": Answered({}, 429, {"Retry-After": "1"}),
    "a page full of brackets": Answered(b"[" * 100_000),
}


class OfrepServer(LocalServer):
    """Answers until it is left. `answers`: flag key -> what OFREP answers for it;
    `answering`, where it is set, answers instead of all that: None waits until the end."""

    def __init__(self, answers: Mapping[str, Any] | None = None) -> None:
        self.answers = dict(answers or {})
        self.answering: Answering | None = None
        self.asked: list[tuple[str, Json]] = []
        self.events: list[Json] = []
        self.keys: set[str | None] = set()
        self._ended = threading.Event()
        super().__init__(self._handler())

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        super().__exit__()

    def answer(self, path: str, body: Json) -> Answered | None:
        self.asked.append((path, body))
        if self.answering is not None:
            return self.answering(path, body)
        if path == EVENTS:
            self.events += body["events"]
            taken = {"accepted": len(body["events"]), "duplicates": 0, "rejected": []}
            return Answered(taken, 202)
        if path == BULK:
            return Answered({"flags": list(self.answers.values())})
        found = self.answers.get(path.removeprefix(SINGLE))
        if found is None:
            unknown = {"key": "?", "errorCode": "FLAG_NOT_FOUND", "errorDetails": "there is none"}
            return Answered(unknown, 404)
        return Answered(found, 400 if "errorCode" in found else 200)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.keys.add(self.headers["Authorization"])
                answered = server.answer(self.path, body)
                if answered is None:
                    server._ended.wait()
                    self.close_connection = True
                    return
                self._send(answered)

            def _send(self, answered: Answered) -> None:
                self.send_response(answered.status)
                for name, text in answered.headers.items():
                    self.send_header(name, text)
                self.send_header("Content-Length", str(len(answered.content)))
                self.end_headers()
                self.wfile.write(answered.content[: answered.cut])
                self.close_connection = answered.cut is not None

            def log_message(self, *_: object) -> None:
                """Nothing: what was asked is kept."""

        return Handler
