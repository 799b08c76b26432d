"""New flags, segments and environments."""

from __future__ import annotations

from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.services.writing import Author, Ledger, create


def create_flag(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of a flag. Without a salt of its own it gets a random one, and keeps it."""
    if isinstance(body, dict) and body.get("salt") is None:
        body = {**body, "salt": ledger.randomness.new_salt()}
    return create(ledger, author, Kind.FLAG, body)


def create_segment(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of a segment."""
    return create(ledger, author, Kind.SEGMENT, body)


def create_environment(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of an environment beyond the three that exist to begin with."""
    return create(ledger, author, Kind.ENVIRONMENT, body)
