"""The units that a segment names, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.documents import Kind, Page
from burgee.services.cursors import read_cursor, write_cursor
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read, read_version


@dataclass(frozen=True, slots=True)
class Members:
    """Some members of a list, and the segment's version that they are from."""

    version: int
    page: Page[str]


def list_members(
    documents: DocumentRepository, key: str, which: str, *, limit: int, cursor: str | None
) -> Members:
    """Units of `included` or `excluded` in their order.

    A cursor goes on in the version that it began in, so that nobody is missed or seen twice.
    """
    if cursor is None:
        segment, start = read(documents, Kind.SEGMENT, key), 0
    else:
        number, offset = read_cursor(cursor, (int, int))
        start = max(offset, 0)
        segment = read_version(documents, Kind.SEGMENT, key, number)
    units: list[str] = segment.body[which]
    end = start + limit
    more = write_cursor(segment.version, end) if end < len(units) else None
    return Members(segment.version, Page(tuple(units[start:end]), more))
