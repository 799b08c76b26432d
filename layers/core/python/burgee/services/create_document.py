"""New flags, segments, environments and exclusion groups."""

from __future__ import annotations

from collections.abc import Mapping

from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.own_fields import refuse_own_fields
from burgee.domain.seen_alarms import refuse_seen_alarms
from burgee.services.writing import Author, Ledger, create


def create_flag(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of a flag. Without a salt of its own it gets a random one, and keeps it."""
    refuse_seen_alarms(body, {})
    return create(ledger, author, Kind.FLAG, _with_salt(body, ledger))


def create_exclusion_group(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of an exclusion group. Its salt is kept, as a flag's is."""
    return create(ledger, author, Kind.EXCLUSION_GROUP, _with_salt(body, ledger))


def create_segment(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of a segment."""
    return create(ledger, author, Kind.SEGMENT, body)


def create_environment(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of an environment beyond the three that exist to begin with."""
    refuse_halt(body, {})
    if isinstance(body, dict):
        body = with_holdout_salt(body, ledger)
    return create(ledger, author, Kind.ENVIRONMENT, body)


def refuse_halt(body: Json, standing: Mapping[str, Json]) -> None:
    """Raises InvalidDocument for an author's environment that says otherwise than `standing` who
    stopped everything in it."""
    refuse_own_fields("environment", body, standing, fields=["halt"], by="an emergency stop")


def with_holdout_salt(body: dict[str, Json], ledger: Ledger) -> dict[str, Json]:
    """An environment with the salt of its holdout, made when it first holds units out."""
    if not body.get("holdout") or body.get("holdout_salt") is not None:
        return body
    return {**body, "holdout_salt": ledger.randomness.new_salt()}


def _with_salt(body: Json, ledger: Ledger) -> Json:
    if isinstance(body, dict) and body.get("salt") is None:
        return {**body, "salt": ledger.randomness.new_salt()}
    return body
