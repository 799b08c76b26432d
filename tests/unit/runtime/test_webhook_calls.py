"""Calls go to addresses that were judged, wherever the name or the receiver would lead."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from burgee.domain.errors import AddressRefused
from burgee.runtime import webhook_calls
from burgee.runtime.webhook_calls import MOST_BODY_BYTES, LookUp, PublicInternet
from burgee.services.notice_ports import WebhookUnreachable
from tests.e2e.receiver import Receiver

HERE = "127.0.0.1"


def looking_up(*answers: Sequence[str]) -> tuple[LookUp, list[str]]:
    """A resolver that gives these answers one after the other, and the names it was asked for."""
    asked: list[str] = []
    left = list(answers)

    def look_up(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return left.pop(0)

    return look_up, asked


@contextmanager
def a_listener(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The URL of something that does `serve` with its first connection."""
    with socket.create_server((HERE, 0)) as server:

        def take() -> None:
            connection, _ = server.accept()
            with connection:
                serve(connection)

        thread = threading.Thread(target=take)
        thread.start()
        yield f"http://{HERE}:{server.getsockname()[1]}/"
        thread.join()


def test_a_call_brings_headers_and_body_and_answers_the_status() -> None:
    with Receiver(lambda _: 202) as receiver:
        status = PublicInternet(loopback=True).post(receiver.url, {"X-Told": "yes"}, b"{}")

    assert status == 202
    assert receiver.received[0].body == b"{}"
    assert receiver.received[0].headers["X-Told"] == "yes"
    assert receiver.received[0].headers["Host"] == receiver.url.split("/")[2]


def test_a_redirect_is_not_followed() -> None:
    with Receiver(lambda _: 307) as receiver:
        status = PublicInternet(loopback=True).post(receiver.url, {}, b"{}")

    assert (status, len(receiver.received)) == (307, 1)


@pytest.mark.parametrize("ips", [["10.0.0.1"], ["169.254.169.254"], ["93.184.216.34", "::1"], []])
def test_a_name_is_refused_if_any_of_its_addresses_is_private(ips: list[str]) -> None:
    look_up, _ = looking_up(ips)

    with pytest.raises(AddressRefused):
        PublicInternet(look_up=look_up).post("https://hooks.example.com/", {}, b"{}")


def test_a_name_is_asked_for_once_so_that_a_second_answer_leads_nowhere() -> None:
    with Receiver() as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        look_up, asked = looking_up([HERE], ["10.0.0.1"])

        PublicInternet(loopback=True, look_up=look_up).post(f"http://localhost:{port}/", {}, b"{}")

    assert asked == ["localhost"]


def test_the_second_address_is_called_where_the_first_one_is_dead() -> None:
    with Receiver() as receiver:
        look_up, _ = looking_up(["127.0.0.2", HERE])

        status = PublicInternet(loopback=True, look_up=look_up).post(receiver.url, {}, b"{}")

    assert status == 204


def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    def greet(connection: socket.socket) -> None:
        connection.recv(1024)
        connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28")  # a TLS alert: handshake failure

    with a_listener(greet) as url, pytest.raises(WebhookUnreachable, match="certificate"):
        PublicInternet(loopback=True).post(url.replace("http:", "https:"), {}, b"{}")


def test_the_certificate_asked_for_is_that_of_the_name() -> None:
    names: list[str | None] = []

    def trust() -> ssl.SSLContext:
        context = ssl.create_default_context()
        real = context.wrap_socket

        def wrap_socket(sock: socket.socket, **asked: object) -> ssl.SSLSocket:
            names.append(str(asked["server_hostname"]))
            return real(sock, **asked)  # type: ignore[arg-type]  # handed on as it came

        context.wrap_socket = wrap_socket  # type: ignore[method-assign,assignment]  # to listen in
        return context

    with Receiver() as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        look_up, _ = looking_up([HERE])
        caller = PublicInternet(loopback=True, look_up=look_up, trust=trust)
        with pytest.raises(WebhookUnreachable):
            caller.post(f"https://localhost:{port}/", {}, b"{}")

    assert names == ["localhost"]


def test_who_is_not_there_is_not_reached() -> None:
    with Receiver() as gone:
        url = gone.url

    with pytest.raises(WebhookUnreachable, match="ConnectionRefusedError"):
        PublicInternet(loopback=True).post(url, {}, b"{}")


def test_a_name_that_nobody_knows_is_not_reached() -> None:
    def look_up(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror

    with pytest.raises(WebhookUnreachable, match="name is not known"):
        PublicInternet(look_up=look_up).post("https://hooks.example.com/", {}, b"{}")


def test_who_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_calls, "STEP_SECONDS", 0.1)
    over = threading.Event()

    def listen(_: socket.socket) -> None:
        over.wait(5)

    with a_listener(listen) as url:
        with pytest.raises(WebhookUnreachable, match="in time"):
            PublicInternet(loopback=True).post(url, {}, b"{}")
        over.set()


def test_who_answers_drop_by_drop_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_calls, "WHOLE_SECONDS", 0.2)
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        while not over.wait(0.02):
            try:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            except OSError:
                return

    with a_listener(drip) as url:
        begun = time.monotonic()
        with pytest.raises(WebhookUnreachable, match="in time"):
            PublicInternet(loopback=True).post(url, {}, b"{}")
        seconds = time.monotonic() - begun
        over.set()
    assert seconds < 3


def test_who_speaks_no_http_is_not_reached() -> None:
    with (
        a_listener(lambda connection: connection.sendall(b"220 mail\r\n\r\n")) as url,
        pytest.raises(WebhookUnreachable),
    ):
        PublicInternet(loopback=True).post(url, {}, b"{}")


def test_a_message_that_is_too_large_is_not_sent() -> None:
    with pytest.raises(WebhookUnreachable, match="larger"):
        PublicInternet().post("https://hooks.example.com/", {}, b"x" * (MOST_BODY_BYTES + 1))


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://10.0.0.1/"])
def test_an_address_is_judged_when_it_is_written(url: str) -> None:
    with pytest.raises(AddressRefused):
        PublicInternet().check(url)
