"""Real HTTP on the loopback address."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from local.events import HttpRequest, HttpResponse
from local.front import Front
from local.server import HttpServer, PortTaken, listen


class Echo:
    """Tells what it was asked."""

    async def answer(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/unchanged":
            return HttpResponse(304, (("etag", '"1"'),))
        seen = {
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": list(request.headers),
            "body": request.body.decode(),
        }
        return HttpResponse(200, (("x-umlaut", "ü"),), json.dumps(seen).encode())


@pytest.fixture
def server() -> Iterator[HttpServer]:
    running = HttpServer(Front(Echo()), listen(0))
    running.start()
    yield running
    running.stop()


def _connect(server: HttpServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)


def _ask(server: HttpServer, method: str, path: str, body: str = "") -> dict[str, Any]:
    connection = _connect(server)
    connection.request(method, path, body, {"X-Test": "1"})
    seen: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return seen


def test_a_request_arrives_as_it_was_sent(server: HttpServer) -> None:
    seen = _ask(server, "POST", "/a%2Fb%20c?x=1&x=%20", "hello")

    assert (seen["method"], seen["path"], seen["query"]) == ("POST", "/a%2Fb%20c", "x=1&x=%20")
    assert seen["body"] == "hello"
    assert ["x-test", "1"] in seen["headers"]


def test_a_large_body_arrives_whole(server: HttpServer) -> None:
    seen = _ask(server, "POST", "/", "x" * 1_000_000)

    assert len(seen["body"]) == 1_000_000


def test_one_connection_serves_many_requests(server: HttpServer) -> None:
    connection = _connect(server)

    statuses = []
    for _ in range(20):
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()

    assert statuses == [200] * 20


def test_an_unchanged_answer_has_no_body(server: HttpServer) -> None:
    connection = _connect(server)
    connection.request("GET", "/unchanged")
    response = connection.getresponse()
    connection.close()

    assert (response.status, response.headers["etag"], response.read()) == (304, '"1"', b"")


def test_a_stopped_server_frees_its_port() -> None:
    first = HttpServer(Front(Echo()), listen(0))
    first.start()
    first.stop()

    again = listen(first.port)
    port = again.getsockname()[1]
    again.close()

    assert port == first.port


def test_a_taken_port_names_itself_and_the_option() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortTaken, match=f"port {port} is taken.*--port"):
            listen(port)
