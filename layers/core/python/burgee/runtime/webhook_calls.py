"""Calls of webhooks: to addresses that were checked, and to the very ones that were checked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException

from burgee.domain.addresses import WebhookAddress, may_be_called, read_address, refused
from burgee.runtime.wiring import once
from burgee.services.notice_ports import WebhookUnreachable

STEP_SECONDS = 5.0  # for a connection, and for each time that nothing comes
WHOLE_SECONDS = 10.0  # from the connection to the status: a trickle is no answer
MOST_BODY_BYTES = 256 * 1024
MOST_PLACES = 4  # IP addresses of one name that are tried

LookUp = Callable[[str, int], Sequence[str]]


class PublicInternet:
    """Fills the port `WebhookCaller`. `loopback`: this very machine may be called too.

    A name is looked up once per call and every IP address that it stands for is judged; the
    connection then goes to such an address, not to the name, which could be pointed elsewhere in
    between. TLS asks for the name's certificate all the same. Proxies of the environment are not
    used.
    """

    def __init__(
        self,
        *,
        loopback: bool = False,
        look_up: LookUp | None = None,
        trust: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        self._loopback = loopback
        self._look_up = look_up or _look_up
        self._trust = trust or _public_trust

    def check(self, url: str) -> None:
        read_address(url, loopback=self._loopback)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        if len(body) > MOST_BODY_BYTES:
            raise WebhookUnreachable(f"The message is larger than {MOST_BODY_BYTES} bytes.")
        address = read_address(url, loopback=self._loopback)
        places = self._places(address)
        try:
            with closing(self._connected(address, places)) as connected, _deadline(connected):
                return self._status(address, connected, headers, body)
        except TimeoutError as error:
            raise WebhookUnreachable("The receiver did not answer in time.") from error
        except ssl.SSLError as error:
            raise WebhookUnreachable("The receiver's certificate cannot be trusted.") from error
        except (OSError, HTTPException, ValueError) as error:
            name = type(error).__name__
            raise WebhookUnreachable(f"The receiver did not answer ({name}).") from error

    def _places(self, address: WebhookAddress) -> Sequence[str]:
        """The IP addresses to call, every one of which may be called."""
        try:
            found = self._look_up(address.host, address.port)
        except (OSError, UnicodeError) as error:
            raise WebhookUnreachable("The receiver's name is not known.") from error
        if not found or not all(may_be_called(ip, loopback=self._loopback) for ip in found):
            raise refused("leads to an IP address that is none of the public internet")
        return found[:MOST_PLACES]

    def _connected(self, address: WebhookAddress, places: Sequence[str]) -> socket.socket:
        plain = _first_that_answers(places, address.port)
        if not address.is_secure:
            return plain
        return self._trust().wrap_socket(
            plain, server_hostname=address.host, do_handshake_on_connect=False
        )

    def _status(
        self,
        address: WebhookAddress,
        connected: socket.socket,
        headers: Mapping[str, str],
        body: bytes,
    ) -> int:
        if isinstance(connected, ssl.SSLSocket):
            connected.do_handshake()
        with closing(HTTPConnection(address.host, address.port)) as connection:
            connection.sock = connected
            sent = {"Host": address.authority, "Connection": "close", **headers}
            connection.request("POST", address.target, body, sent)
            return connection.getresponse().status


def _look_up(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _first_that_answers(places: Sequence[str], port: int) -> socket.socket:
    for place in places[:-1]:
        try:
            return socket.create_connection((place, port), STEP_SECONDS)
        except OSError:
            continue
    return socket.create_connection((places[-1], port), STEP_SECONDS)


@contextmanager
def _deadline(connected: socket.socket) -> Iterator[None]:
    """Ends the connection when the whole time is over, whatever its other end is doing."""
    over = threading.Event()

    def end() -> None:
        over.set()
        # Not that of SSLSocket, which would let go of its state under the reader.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE_SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPException, ValueError) as error:
        if over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()


@once
def _public_trust() -> ssl.SSLContext:
    return ssl.create_default_context()
