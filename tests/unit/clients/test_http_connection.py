"""Requests that end in time, over connections that are kept."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from burgee_openfeature import http_connection
from burgee_openfeature.http_connection import Connections, Reply, Unreachable, complaint

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Said: Yes\r\n\r\nhello"
Speak = Callable[[int, socket.socket], None]


class Listener:
    """A socket server: `speak` is called with each connection's number and the connection."""

    def __init__(self, speak: Speak) -> None:
        self._speak = speak
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.accepted = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._open.append(connection)
            self.accepted += 1
            threading.Thread(
                target=self._converse, args=(self.accepted, connection), daemon=True
            ).start()

    def _converse(self, number: int, connection: socket.socket) -> None:
        with suppress(OSError):
            self._speak(number, connection)


Listen = Callable[[Speak], Listener]


@pytest.fixture
def listen() -> Iterator[Listen]:
    made: list[Listener] = []

    def make(speak: Speak) -> Listener:
        made.append(Listener(speak))
        return made[-1]

    yield make
    for listener in made:
        listener.close()


Connect = Callable[[str], Connections]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes connections that are closed at the end."""
    made: list[Connections] = []

    def make(url: str) -> Connections:
        made.append(Connections(url, "key"))
        return made[-1]

    yield make
    for connections in made:
        connections.forget()


def hear(connection: socket.socket) -> bytes:
    """One request without a body."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        piece = connection.recv(4096)
        if not piece:
            raise OSError("closed")
        heard += piece
    return heard


def politely(_number: int, connection: socket.socket) -> None:
    while True:
        hear(connection)
        connection.sendall(WHOLE)


def once(_number: int, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(WHOLE)
    hear(connection)
    connection.close()


def test_an_answer_is_status_headers_and_body(listen: Listen, connect: Connect) -> None:
    reply = connect(listen(politely).url).get("/", timeout=10)

    assert (reply.status, reply.headers["x-said"], reply.body) == (200, "Yes", b"hello")


def test_the_key_and_the_base_of_the_address_are_sent(listen: Listen, connect: Connect) -> None:
    heard: list[bytes] = []

    def speak(_number: int, connection: socket.socket) -> None:
        heard.append(hear(connection))
        connection.sendall(WHOLE)

    connect(listen(speak).url + "/base/").get("/path", timeout=10)

    assert heard[0].startswith(b"GET /base/path HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer key\r\n" in heard[0]


def test_a_connection_is_used_again(listen: Listen, connect: Connect) -> None:
    listener = listen(politely)
    connections = connect(listener.url)
    for _ in range(3):
        connections.get("/", timeout=10)

    assert listener.accepted == 1


def test_a_kept_connection_that_was_closed_is_replaced(listen: Listen, connect: Connect) -> None:
    listener = listen(once)
    connections = connect(listener.url)
    replies = [connections.get("/", timeout=10) for _ in range(3)]

    assert [reply.body for reply in replies] == [b"hello"] * 3
    assert listener.accepted == 3


def test_an_idle_connection_is_not_used_again(
    listen: Listen, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = listen(politely)
    connections = connect(listener.url)
    connections.get("/", timeout=10)
    monkeypatch.setattr(http_connection, "KEPT_SECONDS", 0)
    connections.get("/", timeout=10)

    assert listener.accepted == 2


def test_after_the_end_no_connection_is_kept(listen: Listen, connect: Connect) -> None:
    listener = listen(politely)
    connections = connect(listener.url)
    connections.end()
    for _ in range(2):
        connections.get("/", timeout=10)

    assert listener.accepted == 2


def test_a_server_that_wants_to_close_is_let(listen: Listen, connect: Connect) -> None:
    def speak(_number: int, connection: socket.socket) -> None:
        hear(connection)
        connection.sendall(WHOLE.replace(b"X-Said: Yes", b"Connection: close"))

    listener = listen(speak)
    connections = connect(listener.url)
    for _ in range(2):
        connections.get("/", timeout=10)

    assert listener.accepted == 2


def says(*pieces: bytes, pause: float = 0.0) -> Speak:
    """Answers in pieces, then closes."""

    def speak(_number: int, connection: socket.socket) -> None:
        hear(connection)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        connection.close()

    return speak


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        (CHUNKED, b"5\r\nhello\r\n", b"0\r\n\r\n"),
        (b"HTTP/1.0 200 OK\r\n\r\nhel", b"lo"),
    ],
    ids=["in chunks", "until the end"],
)
def test_a_body_without_a_length_is_read(
    listen: Listen, connect: Connect, pieces: tuple[bytes, ...]
) -> None:
    reply = connect(listen(says(*pieces)).url).get("/", timeout=10)

    assert reply.body == b"hello"


@pytest.mark.parametrize(
    "pieces",
    [
        (WHOLE[:-2],),
        (WHOLE[:10],),
        (b"",),
        (b"SSH-2.0-OpenSSH_9.2\r\n",),
        (CHUNKED, b"5\r\nhel"),
        (CHUNKED, b"five\r\nhello\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",),
    ],
    ids=["body", "status", "nothing", "no HTTP", "chunk", "no chunk", "too long"],
)
def test_half_an_answer_is_none(
    listen: Listen, connect: Connect, pieces: tuple[bytes, ...]
) -> None:
    connections = connect(listen(says(*pieces)).url)

    with pytest.raises(Unreachable):
        connections.get("/", timeout=10)


def test_a_body_without_an_end_is_given_up(
    listen: Listen, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_connection, "MOST_BYTES", 100_000)
    endless = says(b"HTTP/1.0 200 OK\r\n\r\n", *[b"x" * 50_000] * 4)

    with pytest.raises(Unreachable, match="too long"):
        connect(listen(endless).url).get("/", timeout=10)


@pytest.mark.parametrize(
    "pieces",
    [
        [WHOLE[place : place + 1] for place in range(len(WHOLE))],
        [b"HTTP/1.1 200 OK\r\n", *[b"X-Said: more\r\n"] * 60],
    ],
    ids=["byte by byte", "header by header"],
)
def test_a_server_that_always_says_a_little_more_has_no_longer(
    listen: Listen, connect: Connect, pieces: list[bytes]
) -> None:
    connections = connect(listen(says(*pieces, pause=0.05)).url)
    began = time.monotonic()

    with pytest.raises(Unreachable, match=r"within 0\.3 s"):
        connections.get("/", timeout=0.3)
    assert 0.25 < time.monotonic() - began < 2


@pytest.mark.parametrize("url", ["", "burgee.example", "ftp://burgee.example", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="http or https"):
        Connections(url, "key")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"detail": "This route is for server keys."}', ": This route is for server keys."),
        (b'{"key": "x", "errorDetails": "An admin key does not."}', ": An admin key does not."),
        (b'{"message": "Not Found"}', ": Not Found"),
        (b'{"message": 7}', ""),
        (b"[1]", ""),
        (b"<html>", ""),
    ],
)
def test_what_is_told_of_a_refusal_has_the_reason_of_the_server(body: bytes, said: str) -> None:
    assert complaint(Reply(403, {}, body)) == f"the server answered 403{said}"


def test_nobody_at_an_address_is_told_with_the_address() -> None:
    with pytest.raises(Unreachable, match=r"^http://127\.0\.0\.1:9: ConnectionRefusedError"):
        Connections("http://127.0.0.1:9/", "key").get("/", timeout=2)


def test_all_addresses_of_a_name_together_have_no_longer_than_one(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", (f"192.0.2.{last}", port)) for last in range(1, 6)]

    def wait(_address: tuple[str, int], timeout: float) -> None:
        waited.append(timeout)
        raise TimeoutError

    connection = connect("http://many.example")
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", wait)
    with pytest.raises(Unreachable, match="no whole answer"):
        connection.get("/", timeout=60.0)

    assert len(waited) == 5
    assert waited[0] <= 12.0
