"""HTTP with keep-alive: the one place that knows sockets. A request ends at its deadline, whatever
the server does: says nothing, or one byte a second."""

from __future__ import annotations

import io
import json
import time
from collections import deque
from functools import partial
from urllib.parse import urlsplit

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping
    from http.client import HTTPConnection, HTTPResponse
    from typing import Any

JSON = "application/json"
KEPT_SECONDS = 15.0  # servers and their balancers close what is idle for longer
MOST_KEPT = 4
MOST_BYTES = 256 * 1024 * 1024
PIECE = 64 * 1024
# Where our functions, OFREP and API Gateway say why; no more than a line of it is told.
REASONS = ("detail", "errorDetails", "message")
LONGEST_REASON = 200


class Unreachable(Exception):
    """No whole answer came in time; the text says why."""


class Reply:
    """One answer; `headers` have names in small letters."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


def complaint(reply: Reply) -> str:
    """What to tell of an answer that is none, with the reason that the server gives."""
    status = f"the server answered {reply.status}"
    try:
        said: Any = json.loads(reply.body)
    except (ValueError, RecursionError):
        return status
    reasons = [said.get(name) for name in REASONS] if isinstance(said, dict) else []
    reason = next((one for one in reasons if isinstance(one, str) and one), "")
    return f"{status}: {reason[:LONGEST_REASON]}" if reason else status


class Connections:
    """Requests to one server under one key; safe to share between threads.

    Connections are kept for a few seconds and used again. Redirects are not followed, proxies not
    asked. Raises ValueError for an address that is none. Loads `http.client` at the first request.
    """

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"the server's address is a URL with http or https, not {url!r}")
        key = key.strip()  # it may come from a file, with a line end
        if not (key.isascii() and key.isprintable()):  # and not say in an error what it is
            raise ValueError("the key has characters that no key has")
        self._is_secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._base = parts.path.rstrip("/")
        self._address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{self._base}"
        self._headers = {"Authorization": f"Bearer {key}", "User-Agent": "burgee-openfeature"}
        self._idle: deque[tuple[float, HTTPConnection]] = deque()
        self._keeps = True

    def forget(self) -> None:
        """Use no connection from before: for the child of a fork."""
        idle, self._idle = self._idle, deque()
        for _, connection in idle:
            connection.close()

    def end(self) -> None:
        """Keep no connection any more; requests may go on, each over its own."""
        self._keeps = False
        self.forget()

    def get(self, path: str, *, timeout: float, headers: Mapping[str, str] | None = None) -> Reply:
        """The answer to GET, whatever its status. Raises Unreachable after `timeout` seconds."""
        return self._request("GET", path, None, dict(headers or {}), timeout)

    def post(
        self, path: str, body: bytes, *, timeout: float, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """The answer to POST of a JSON text, whatever its status. Raises Unreachable.

        May be sent twice, where a connection that was kept turns out to be closed.
        """
        return self._request("POST", path, body, {"Content-Type": JSON, **(headers or {})}, timeout)

    def _request(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], timeout: float
    ) -> Reply:
        from http.client import HTTPException  # loads half of `email`: 20 ms

        until = time.monotonic() + timeout
        while True:
            kept = self._kept()
            connection = kept or self._new()
            try:
                return self._ask(connection, until, method, path, body, headers)
            except TimeoutError:
                connection.close()
                raise Unreachable(
                    f"{self._address} gave no whole answer within {timeout:g} s"
                ) from None
            except (OSError, HTTPException, ValueError) as fault:
                connection.close()
                if kept is None:  # a kept one may have been closed meanwhile: that says nothing
                    why = f"{self._address}: {type(fault).__name__}: {fault}"
                    raise Unreachable(why) from fault

    def _ask(
        self,
        connection: HTTPConnection,
        until: float,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
    ) -> Reply:
        _open(connection, until)
        connection.request(method, self._base + path, body, {**self._headers, **headers})
        response = connection.getresponse()
        content = _content(response)
        reply = Reply(
            response.status, {name.lower(): text for name, text in response.getheaders()}, content
        )
        if self._keeps and not response.will_close and len(self._idle) < MOST_KEPT:
            self._idle.append((time.time(), connection))
            if not self._keeps:  # it ended meanwhile
                self.forget()
        else:
            connection.close()
        return reply

    def _kept(self) -> HTTPConnection | None:
        """A connection that was used a moment ago, by wall time: a sandbox may have been frozen."""
        while self._idle:
            try:
                at, connection = self._idle.pop()
            except IndexError:  # another thread was faster
                return None
            if 0 <= time.time() - at < KEPT_SECONDS:
                return connection
            connection.close()
        return None

    def _new(self) -> HTTPConnection:
        from http.client import HTTPConnection, HTTPSConnection

        kind = HTTPSConnection if self._is_secure else HTTPConnection
        return kind(self._host, self._port)


def _open(connection: Any, until: float) -> None:
    """Connect where that is still to do, and let the connection end at the deadline."""
    timed = connection.sock
    if timed is None:
        connection.timeout = _left(until)
        connection._create_connection = partial(_connected, until)
        connection.connect()
        timed = connection.sock = _TimedSocket(connection.sock)
    timed.until = until


def _connected(until: float, address: tuple[str, int], *_given: object) -> socket.socket:
    """A socket to one of the addresses of a name. All of them together have until the deadline,
    each its share of what the ones before have left."""
    import socket

    found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)
    fault: OSError = OSError("the name has no address")
    for place, (*_, resolved) in enumerate(found):
        share = _left(until) / (len(found) - place)
        try:
            connected = socket.create_connection((str(resolved[0]), address[1]), share)
        except OSError as failed:
            fault = failed
        else:
            connected.settimeout(max(until - time.monotonic(), 0.001))
            return connected
    raise fault


def _left(until: float) -> float:
    """The seconds until a deadline. Raises TimeoutError after it."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _content(response: HTTPResponse) -> bytes:
    """The whole body. Raises HTTPException or ValueError for half of one, or for too long a one."""
    if (response.length or 0) > MOST_BYTES:
        raise ValueError("the answer is too long")
    if response.length is not None:
        return response.read()  # notices when less came than was said
    pieces, size = [], 0
    while piece := response.read(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise ValueError("the answer is too long")
    return b"".join(pieces)


class _TimedSocket:
    """What `http.client` uses of a socket. The timeout of a socket is for one call, of which an
    answer may take any number; this one's is for all of them together."""

    def __init__(self, connected: Any) -> None:
        self._socket: socket.socket = connected
        self.until = 0.0

    def sendall(self, content: bytes) -> None:
        self.limit()
        self._socket.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self))

    def unbuffered(self) -> io.RawIOBase:
        """Reads this socket, and keeps it open after `close`: what is left of an answer is read
        then, where the server wants no other request."""
        return self._socket.makefile("rb", buffering=0)

    def limit(self) -> None:
        """Let the next call end at the deadline. Raises TimeoutError after it."""
        self._socket.settimeout(_left(self.until))

    def close(self) -> None:
        self._socket.close()


class _TimedReader(io.RawIOBase):
    def __init__(self, timed: _TimedSocket) -> None:
        self._timed = timed
        self._reader = timed.unbuffered()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        self._timed.limit()
        return self._reader.readinto(buffer)

    def close(self) -> None:
        self._reader.close()
        super().close()
