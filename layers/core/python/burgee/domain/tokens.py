"""The token a caller shows: `burgee.<kind>.<scope>.<id>.<secret>`.

The scope is the environment of a client or server key and `all` for an admin key, so that a
function knows where to look without searching. Only the token's SHA-256 is ever stored: it has
256 random bits, so that a slow hash would protect nothing more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

PREFIX = "burgee"
CLIENT, SERVER, ADMIN = "client", "server", "admin"
KINDS = frozenset({CLIENT, SERVER, ADMIN})


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart; `text` is the whole, `id` names the key document."""

    text: str
    kind: str
    scope: str
    id: str

    @property
    def hash(self) -> str:
        """SHA-256 of the whole token, 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def parse_token(text: str) -> Token | None:
    """The token in `text`, or None if it has not the form of one.

    >>> parse_token("burgee.client.production.k1.s3cret").scope
    'production'
    >>> parse_token("hello") is None
    True
    """
    parts = text.split(".")
    if len(parts) != 5 or parts[0] != PREFIX or parts[1] not in KINDS or not all(parts):
        return None
    if len(text) > 256 or not text.isascii():
        return None
    return Token(text=text, kind=parts[1], scope=parts[2], id=parts[3])


def make_token(*, kind: str, scope: str, key_id: str, secret: str) -> Token:
    """A new token from its parts; `secret` comes from the operating system's randomness."""
    return Token(f"{PREFIX}.{kind}.{scope}.{key_id}.{secret}", kind, scope, key_id)
