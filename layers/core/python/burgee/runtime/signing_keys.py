"""The public keys of the sign-in, fetched where it publishes them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, cast
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from burgee.domain.errors import SignInUnavailable

TIMEOUT_SECONDS = 2.0  # `authorize` has five in all
MOST_BYTES = 64 * 1024
LONGEST_KEPT_SECONDS = 24 * 3600.0
ASK_AGAIN_SECONDS = 60.0  # for a key that was not there
TRY_AGAIN_SECONDS = 5.0  # after no answer


class FetchedKeys:
    """Fills the port `SigningKeys` from a JSON Web Key Set at a URL.

    Fetched at the first need, kept for a day, and asked for again when a key is not among them: at
    most once a minute, whatever key ids strangers make up.
    """

    def __init__(
        self,
        url: str,
        fetch: Callable[[str], bytes] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._url = url
        self._fetch = fetch or fetched
        self._now = now
        self._keys: Mapping[str, RSAPublicKey] = {}
        self._fetched_at = -LONGEST_KEPT_SECONDS
        self._not_before = 0.0
        self._failure = ""
        self._lock = threading.Lock()

    def named(self, key_id: str) -> RSAPublicKey | None:
        with self._lock:
            now = self._now()
            is_old = now - self._fetched_at >= LONGEST_KEPT_SECONDS
            if (is_old or key_id not in self._keys) and now >= self._not_before:
                self._ask(now)
            elif is_old or (self._failure and key_id not in self._keys):
                raise SignInUnavailable(self._failure)
            return self._keys.get(key_id)

    def _ask(self, now: float) -> None:
        """Raises SignInUnavailable, and for some seconds after that without asking."""
        try:
            self._keys = _rsa_keys(self._fetch(self._url))
        except (OSError, HTTPException, ValueError) as error:
            self._not_before = now + TRY_AGAIN_SECONDS
            self._failure = f"The sign-in did not tell its keys ({type(error).__name__})."
            raise SignInUnavailable(self._failure) from error
        self._fetched_at, self._failure = now, ""
        self._not_before = now + ASK_AGAIN_SECONDS


def _rsa_keys(text: bytes) -> dict[str, RSAPublicKey]:
    """Those that sign, by their ids. Raises ValueError for anything but a set of keys."""
    found = json.loads(text)
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list):
        raise ValueError("this is no set of keys")
    signing = [key for key in keys if isinstance(key, dict) and _signs(key)]
    try:
        return {key["kid"]: _public(key) for key in signing}
    except (InvalidKeyError, TypeError) as error:
        raise ValueError("a key that is none") from error


def _signs(key: Mapping[str, Any]) -> bool:
    is_rsa = key.get("kty") == "RSA" and key.get("use", "sig") == "sig"
    return is_rsa and isinstance(key.get("kid"), str)


def _public(key: Mapping[str, Any]) -> RSAPublicKey:
    parts = {name: key.get(name) for name in ("kty", "n", "e")}
    return cast("RSAPublicKey", RSAAlgorithm.from_jwk(json.dumps(parts)))


def fetched(url: str) -> bytes:
    """What a URL answers: no redirect is followed, and no proxy of the environment used.

    Raises OSError, HTTPException, ValueError for what is no answer of 200 of a sane size.
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    with closing(kind(parts.netloc, timeout=TIMEOUT_SECONDS)) as connection:
        connection.request("GET", parts.path, headers={"Accept": "application/json"})
        response = connection.getresponse()
        body = response.read(MOST_BYTES + 1)
    if response.status != 200 or len(body) > MOST_BYTES:
        raise ValueError(f"status {response.status}, {len(body)} bytes")
    return body
