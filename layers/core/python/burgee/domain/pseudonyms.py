"""The names under which observed units rest: never their keys."""

from __future__ import annotations

import base64
import hashlib
import hmac

PSEUDONYM_BYTES = 16
TEXT_BYTES = 8


def pseudonym(secret: bytes, environment: str, bucket_by: str, unit: str) -> str:
    """22 characters that stand for one unit of one environment; without the secret nobody can
    tell whose, nor try.

    >>> len(pseudonym(b"secret", "production", "targetingKey", "ann"))
    22
    """
    return _shortened(_digest(secret, "unit", environment, bucket_by, unit))


def event_id(secret: bytes, environment: str, *, sent: str = "", content: str = "") -> str:
    """22 characters for the id that was `sent` with an event, or else for all that it says.

    Keyed as all else: what is hashed here may name a person.
    """
    digest = _digest(secret, "id" if sent else "content", environment, sent or content)
    return _shortened(digest)


def text_hash(secret: bytes, environment: str, text: str) -> str:
    """16 hexadecimal digits for a text that only ever has to be told from others."""
    return _digest(secret, "text", environment, text)[:TEXT_BYTES].hex()


def _shortened(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest[:PSEUDONYM_BYTES]).decode().rstrip("=")


def _digest(secret: bytes, *parts: str) -> bytes:
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(secret, joined, hashlib.sha256).digest()
