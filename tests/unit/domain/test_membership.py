from __future__ import annotations

import sys
from typing import Any

import pytest

from burgee.domain.membership import (
    HASHES_PER_CHUNK,
    Segment,
    make_segment,
    member_hash,
    pack_members,
)
from burgee.domain.predicates import Scope

NOBODY = Scope(lambda: 0, lambda _key, _context: False)
IS_PRO = ["equals", "plan", "pro"]


class Chunks(dict[str, bytes]):
    """Chunks by name, as a ruleset holds them."""

    def members(self, content_hash: str) -> bytes:
        return self[content_hash]


def a_segment(chunks: Chunks | None = None, **form: Any) -> Segment:
    return make_segment(form, chunks or Chunks(), NOBODY)


def of(unit: Any, **attributes: Any) -> dict[str, Any]:
    return {"targetingKey": unit, **attributes}


@pytest.mark.parametrize(
    ("context", "is_in"),
    [
        (of("ann"), True),
        (of("bob"), False),
        (of("bob", plan="pro"), False),
        (of("eve", plan="pro"), True),
        (of("eve"), False),
        ({"plan": "pro"}, True),
        ({}, False),
    ],
)
def test_excluded_wins_over_included_and_included_over_conditions(
    context: dict[str, Any], is_in: bool
) -> None:
    segment = a_segment(included=["ann", "bob"], excluded=["bob"], conditions=[IS_PRO])

    assert segment.has(context) is is_in


def test_every_condition_must_hold() -> None:
    segment = a_segment(conditions=[IS_PRO, ["exists", "age", None]])

    assert [segment.has({"plan": "pro", "age": age}) for age in (5, None)] == [True, False]


def test_a_segment_that_says_nothing_has_nobody() -> None:
    assert not a_segment().has(of("ann"))


def test_a_number_is_the_member_that_its_text_names() -> None:
    assert a_segment(included=["3"]).has(of(3.0))


@pytest.mark.parametrize("count", [1, HASHES_PER_CHUNK, HASHES_PER_CHUNK + 1, 100_000])
def test_all_members_of_a_large_segment_are_found_and_no_others(count: int) -> None:
    members = [f"user-{number}" for number in range(count)]
    packed = pack_members("salt", members)
    chunks = Chunks({str(place): chunk for place, chunk in enumerate(packed)})

    segment = a_segment(chunks, included={"salt": "salt", "chunks": list(chunks)})

    assert len(packed) == -(-count // HASHES_PER_CHUNK)
    assert all(segment.has(of(member)) for member in members[::97] + members[-1:])
    assert not any(segment.has(of(f"other-{number}")) for number in range(1000))


def test_a_large_segment_is_searched_below_its_first_and_above_its_last_member() -> None:
    ordered = sorted((f"user-{n}" for n in range(9)), key=lambda unit: member_hash("salt", unit))
    chunks = Chunks(all=pack_members("salt", ordered[3:6])[0])

    segment = a_segment(chunks, excluded={"salt": "salt", "chunks": ["all"]}, included=ordered)

    assert [segment.has(of(unit)) for unit in ordered] == [True] * 3 + [False] * 3 + [True] * 3


def test_a_member_is_hashed_with_the_salt_of_its_segment() -> None:
    assert member_hash("one", "ann") != member_hash("other", "ann")


def test_chunks_are_turned_round_where_numbers_are_kept_the_other_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (here,) = pack_members("salt", ["ann", "bob"])

    monkeypatch.setattr(sys, "byteorder", {"little": "big", "big": "little"}[sys.byteorder])
    (there,) = pack_members("salt", ["ann", "bob"])
    segment = a_segment(Chunks(all=there), included={"salt": "salt", "chunks": ["all"]})

    assert there == b"".join(here[place : place + 8][::-1] for place in (0, 8))
    assert segment.has(of("ann"))
