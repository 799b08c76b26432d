"""Documents to store, with what a test does not care about filled in."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping
from typing import Any

from burgee.domain.documents import Action, Change, DocumentVersion, Kind, Page, Summary
from burgee.services.ports import DocumentRepository, Pointer

NOON = "2026-11-21T12:00:00.000Z"


def version(
    number: int = 1,
    *,
    key: str = "checkout",
    kind: Kind = Kind.FLAG,
    body: Mapping[str, Any] | None = None,
    at: str = NOON,
    actor: str = "ann",
    touched: tuple[str, ...] | None = ("production",),
) -> DocumentVersion:
    """A version whose body and summary say which one it is."""
    return DocumentVersion(
        kind=kind,
        key=key,
        version=number,
        body={"key": key, "number": number} if body is None else body,
        change=Change(
            actor=actor,
            at=at,
            action=Action.UPDATE,
            reason=f"change {number}",
            actor_name=actor.title(),
            environments=touched,
        ),
        summary={"name": f"{key} {number}"},
    )


def members(count: int) -> DocumentVersion:
    """A segment with so many members."""
    included = [f"{number:08x}-{number * 7919:012x}" for number in range(count)]
    return version(key="beta", kind=Kind.SEGMENT, body={"key": "beta", "included": included})


def noise(length: int) -> str:
    """Text that gzip can hardly shorten, the same each time."""
    return base64.b64encode(random.Random(length).randbytes(length)).decode()[:length]


def saved(documents: DocumentRepository, *versions: DocumentVersion) -> None:
    """Write versions as administration does: the version, then what is derived from it."""
    for each in versions:
        documents.put(each)
        documents.derive(each)


def pointer(number: int = 1, *, environment: str = "production") -> Pointer:
    return Pointer(environment, number, f"2026-11-21T12:00:{number:02d}.000Z")


def names(page: Page[Summary]) -> list[str]:
    """The rows of a page as `key number`."""
    return [f"{row.key} {row.version}" for row in page.items]
