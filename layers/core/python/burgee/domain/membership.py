"""Segments in ruleset form: who is in.

A small segment lists its members; a large one keeps sorted 8-byte salted hashes in chunks of
their own, which are searched where they lie.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from burgee.domain.bucketing import unit_text
from burgee.domain.expressions import make_predicate
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import Context, Predicate, Scope

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, Protocol, TypeAlias

    class MemberChunks(Protocol):
        """Where the hashes of large segments lie."""

        def members(self, content_hash: str) -> bytes: ...


HASH_BYTES = 8
HASHES_PER_CHUNK = 40_000

Members: TypeAlias = "Callable[[str], bool]"


def member_hash(salt: str, unit: str) -> int:
    """The first 8 bytes of SHA-256 over `salt NUL unit`, big-endian."""
    return int.from_bytes(hashlib.sha256(f"{salt}\0{unit}".encode()).digest()[:HASH_BYTES], "big")


def pack_members(salt: str, units: Iterable[str]) -> list[bytes]:
    """Sorted hashes in chunks of at most 40,000, each little-endian.

    >>> [len(chunk) for chunk in pack_members("s", ("a", "b", "a"))]
    [16]
    """
    hashes = sorted({member_hash(salt, unit) for unit in units})
    return [
        _little_endian(array("Q", hashes[start : start + HASHES_PER_CHUNK])).tobytes()
        for start in range(0, len(hashes), HASHES_PER_CHUNK)
    ]


def _little_endian(hashes: array[int]) -> array[int]:
    if sys.byteorder == "big":
        hashes.byteswap()
    return hashes


def _unpack(chunk: bytes) -> Sequence[int]:
    if sys.byteorder == "little":
        return memoryview(chunk).cast("Q")
    hashes = array("Q", chunk)
    hashes.byteswap()
    return hashes


def _hashed(form: Mapping[str, Any], chunks: MemberChunks) -> Members:
    salt = form["salt"]
    packed = [_unpack(chunks.members(content_hash)) for content_hash in form["chunks"]]
    firsts = [hashes[0] for hashes in packed]

    def has(unit: str) -> bool:
        wanted = member_hash(salt, unit)
        place = bisect_right(firsts, wanted) - 1
        if place < 0:
            return False
        hashes = packed[place]
        found = bisect_left(hashes, wanted)
        return found < len(hashes) and hashes[found] == wanted

    return has


def _make_members(form: Any, chunks: MemberChunks) -> Members | None:
    if not form:
        return None
    if isinstance(form, list):
        return frozenset(form).__contains__
    return _hashed(form, chunks)


class Segment:
    """`excluded` wins over `included`, and `included` over the conditions."""

    __slots__ = ("conditions", "excluded", "included")

    def __init__(
        self,
        excluded: Members | None,
        included: Members | None,
        conditions: tuple[Predicate, ...],
    ) -> None:
        self.excluded = excluded
        self.included = included
        self.conditions = conditions

    def has(self, context: Context) -> bool:
        """Whether the context's unit is in."""
        unit = unit_text(context.get(TARGETING_KEY))
        if unit is not None:
            if self.excluded is not None and self.excluded(unit):
                return False
            if self.included is not None and self.included(unit):
                return True
        return bool(self.conditions) and all(holds(context) for holds in self.conditions)


def make_segment(form: Mapping[str, Any], chunks: MemberChunks, scope: Scope) -> Segment:
    """A segment from its ruleset form."""
    conditions = tuple(make_predicate(condition, scope) for condition in form.get("conditions", ()))
    return Segment(
        excluded=_make_members(form.get("excluded"), chunks),
        included=_make_members(form.get("included"), chunks),
        conditions=conditions,
    )
