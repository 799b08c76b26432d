"""Real HTTP on this machine's own address, answered by a Gateway: an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from local.events import HttpRequest, HttpResponse
from local.gateway import MOST_REQUEST_BYTES

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Answers(Protocol):
    """What answers requests."""

    async def answer(self, request: HttpRequest) -> HttpResponse: ...


class Front:
    """Carries requests from the server to the gateway and responses back."""

    def __init__(self, gateway: Answers) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            body = await _body(receive)
            if body is not None:
                await _send(send, await self._gateway.answer(_request(scope, body)))


async def _body(receive: Receive) -> bytes | None:
    """The whole body, cut just above what the gateway takes; None if the caller went away."""
    chunks: list[bytes] = []
    kept = 0
    while True:
        part = await receive()
        if part["type"] == "http.disconnect":
            return None
        if kept <= MOST_REQUEST_BYTES:
            chunks.append(part.get("body", b""))
            kept += len(chunks[-1])
        if not part.get("more_body"):
            return b"".join(chunks)


def _request(scope: Scope, body: bytes) -> HttpRequest:
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    client = scope.get("client") or ("127.0.0.1", 0)
    return HttpRequest(
        method=scope["method"],
        path=raw_path.decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"]),
        body=body,
        source_ip=client[0],
        protocol=f"HTTP/{scope['http_version']}",
    )


async def _send(send: Send, response: HttpResponse) -> None:
    headers = [(n.encode("latin-1"), v.encode("latin-1", "replace")) for n, v in response.headers]
    if response.status not in {204, 304}:
        headers = [h for h in headers if h[0] != b"content-length"]
        headers.append((b"content-length", str(len(response.body)).encode()))
    start = {"type": "http.response.start", "status": response.status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": response.body})
