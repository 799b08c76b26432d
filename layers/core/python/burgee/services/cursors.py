"""Where a list goes on, as an opaque text."""

from __future__ import annotations

import base64
import json

from burgee.domain.documents import Json
from burgee.domain.errors import MalformedRequest


def write_cursor(*parts: Json) -> str:
    """The parts as one text that fits into a URL.

    >>> read_cursor(write_cursor("page", 3), (str, int))
    ('page', 3)
    """
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(cursor: str, types: tuple[type, ...]) -> tuple[Json, ...]:
    """The parts again. Raises MalformedRequest for a text that is no cursor of this list."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, RecursionError):
        parts = None
    fits = isinstance(parts, list) and len(parts) == len(types)
    if not fits or not all(map(isinstance, parts, types)):
        raise MalformedRequest("The cursor is not one of this list; leave it out to start again.")
    return tuple(parts)
