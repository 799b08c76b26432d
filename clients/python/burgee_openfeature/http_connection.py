"""HTTP with keep-alive: one place that knows sockets. A request ends at its deadline, whatever the
server does: says nothing, or one byte a second."""

from __future__ import annotations

import time
from collections import deque

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPConnection

JSON = "application/json"
KEPT_SECONDS = 15.0  # servers and their balancers close what is idle for longer
MOST_BYTES = 256 * 1024 * 1024
TRIES = 2


class Unreachable(Exception):
    """No whole answer came in time; the text says why."""


class Reply:
    """One answer; `headers` have names in small letters."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Connections:
    """Requests to one server under one key; safe to share between threads.

    Connections are kept for a few seconds and used again. Loads `http.client` at the first request.
    """

    def __init__(self, url: str, key: str) -> None:
        from urllib.parse import urlsplit

        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"the address of the server is a URL with http or https, not {url!r}")
        self._is_secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._base = parts.path.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "User-Agent": "burgee-openfeature"}
        self.forget()

    def forget(self) -> None:
        """Use no connection from before: for the child of a fork, and at the end."""
        self._idle: deque[tuple[float, HTTPConnection]] = deque()

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
        raise NotImplementedError
