"""How the keys of the sign-in are fetched, kept and asked for again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from burgee.domain.errors import SignInUnavailable
from burgee.runtime.signing_keys import (
    ASK_AGAIN_SECONDS,
    LONGEST_KEPT_SECONDS,
    MOST_BYTES,
    TRY_AGAIN_SECONDS,
    FetchedKeys,
)
from tests.unit.services.pools import KEY, OTHER_KEY, key_set

URL = "https://pool.example/.well-known/jwks.json"


@dataclass
class Pool:
    """What answers at the URL; None: nothing does."""

    answer: bytes | None
    time: float = 1_000_000.0
    asked: list[str] = field(default_factory=list)

    @property
    def keys(self) -> FetchedKeys:
        return FetchedKeys(URL, self._fetch, lambda: self.time)

    def _fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if self.answer is None:
            raise ConnectionRefusedError
        return self.answer


def numbers(key: rsa.RSAPublicKey | None) -> Any:
    return key and key.public_numbers()


def test_keys_are_fetched_once_for_all_tokens_of_a_day() -> None:
    pool = Pool(key_set(k1=KEY))
    keys = pool.keys

    first = keys.named("k1")
    pool.time += LONGEST_KEPT_SECONDS - 1
    second = keys.named("k1")

    assert numbers(first) == numbers(second) == KEY.public_key().public_numbers()
    assert pool.asked == [URL]


def test_keys_are_not_believed_for_longer_than_a_day() -> None:
    pool = Pool(key_set(k1=KEY))
    keys = pool.keys
    keys.named("k1")

    pool.answer = key_set(k2=OTHER_KEY)
    pool.time += LONGEST_KEPT_SECONDS

    assert keys.named("k1") is None


def test_a_key_that_came_later_is_asked_for() -> None:
    pool = Pool(key_set(k1=KEY))
    keys = pool.keys
    keys.named("k1")

    pool.answer = key_set(k1=KEY, k2=OTHER_KEY)
    pool.time += ASK_AGAIN_SECONDS

    assert numbers(keys.named("k2")) == OTHER_KEY.public_key().public_numbers()


def test_made_up_key_ids_are_asked_for_once_a_minute_at_most() -> None:
    pool = Pool(key_set(k1=KEY))
    keys = pool.keys

    for number in range(200):
        assert keys.named(f"made-up-{number}") is None
        pool.time += 1

    assert len(pool.asked) == 4


def test_a_pool_that_does_not_answer_is_unavailable_and_not_asked_at_every_request() -> None:
    pool = Pool(None)
    keys = pool.keys

    for _ in range(10):
        with pytest.raises(SignInUnavailable):
            keys.named("k1")
        pool.time += 1

    assert len(pool.asked) == 10 / TRY_AGAIN_SECONDS


def test_keys_that_are_known_hold_while_the_pool_does_not_answer() -> None:
    pool = Pool(key_set(k1=KEY))
    keys = pool.keys
    keys.named("k1")

    pool.answer = None
    pool.time += ASK_AGAIN_SECONDS
    with pytest.raises(SignInUnavailable):
        keys.named("k2")

    with pytest.raises(SignInUnavailable):  # not "no such key": the pool may have made it
        keys.named("k2")
    assert keys.named("k1") is not None


def test_a_pool_that_is_back_is_believed_again() -> None:
    pool = Pool(None)
    keys = pool.keys
    with pytest.raises(SignInUnavailable):
        keys.named("k1")

    pool.answer = key_set(k1=KEY)
    pool.time += TRY_AGAIN_SECONDS

    assert keys.named("k1") is not None


def changed(**parts: Any) -> bytes:
    found = json.loads(key_set(k1=KEY))
    found["keys"][0].update(parts)
    return json.dumps(found).encode()


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b"[]", b"{}", b'{"keys": 7}', b"\xff", changed(n=None), changed(n="%%%")],
)
def test_an_answer_that_is_no_set_of_keys_is_none(answer: bytes) -> None:
    with pytest.raises(SignInUnavailable):
        Pool(answer).keys.named("k1")


@pytest.mark.parametrize("parts", [{"kty": "oct", "k": "c2VjcmV0"}, {"use": "enc"}, {"kid": 7}])
def test_keys_for_something_else_are_left_out(parts: dict[str, Any]) -> None:
    assert Pool(changed(**parts)).keys.named("k1") is None


Answering = Callable[[int, bytes], str]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Makes a server that always answers the same; its URL."""
    told: list[tuple[int, bytes]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = told[0]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()

        def answer(status: int, body: bytes) -> str:
            told.append((status, body))
            return f"http://127.0.0.1:{server.server_port}/.well-known/jwks.json"

        yield answer
        server.shutdown()
        thread.join()


def test_keys_come_over_http_as_they_do_from_a_pool(answering: Answering) -> None:
    url = answering(200, key_set(k1=KEY))

    assert FetchedKeys(url).named("k1") is not None


@pytest.mark.parametrize(
    ("status", "body"), [(500, b""), (302, b""), (200, b" " * (MOST_BYTES + 1))]
)
def test_any_other_answer_is_none(answering: Answering, status: int, body: bytes) -> None:
    url = answering(status, body)

    with pytest.raises(SignInUnavailable):
        FetchedKeys(url).named("k1")
