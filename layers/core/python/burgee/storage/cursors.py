"""Opaque cursors: where a page ended, bound to the list it came from."""

from __future__ import annotations

import base64
import hashlib

from burgee.domain.errors import MalformedRequest

_CHECK_BYTES = 6


def encode_cursor(scope: str, position: str) -> str:
    """The cursor that goes on after `position` in the list called `scope`.

    >>> decode_cursor("current#flag", encode_cursor("current#flag", "new-checkout"))
    'new-checkout'
    """
    return (
        base64.urlsafe_b64encode(_check(scope, position) + position.encode()).decode().rstrip("=")
    )


def decode_cursor(scope: str, cursor: str) -> str:
    """The position in a cursor. Raises MalformedRequest if it was changed or is another list's."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        decoded = base64.b64decode(padded, altchars=b"-_", validate=True)
        position = decoded[_CHECK_BYTES:].decode()
    except ValueError:
        raise _refusal() from None
    if not position or encode_cursor(scope, position) != cursor:
        raise _refusal()
    return position


def _check(scope: str, position: str) -> bytes:
    # Against mistakes, not against forgery: a cursor opens nothing that its list does not show.
    return hashlib.sha256(f"{scope}\0{position}".encode()).digest()[:_CHECK_BYTES]


def _refusal() -> MalformedRequest:
    return MalformedRequest(
        "The cursor is not one that this list gave out; leave it out to begin at the first page."
    )
