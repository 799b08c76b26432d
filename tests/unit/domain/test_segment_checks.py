from __future__ import annotations

import pytest

from burgee.domain.errors import SegmentCycle, UnknownReference
from burgee.domain.segment_checks import check_segment_references, parse_segment
from burgee.domain.segments import Segment
from tests.unit.services.builders import a_segment, asking_for


def segments(**asks: str) -> dict[str, Segment]:
    """Segments that each ask for one other."""
    return {
        key: parse_segment(a_segment(key, conditions=[asking_for(other)]))
        for key, other in asks.items()
    }


def test_a_member_that_is_listed_twice_is_kept_once() -> None:
    assert parse_segment(a_segment("s", "ann", "bob", "ann")).included == ["ann", "bob"]


def test_a_segment_asks_for_segments_that_exist() -> None:
    segment = parse_segment(a_segment("a", conditions=[{"not": asking_for("b")}]))

    with pytest.raises(UnknownReference, match="there is no segment 'b'"):
        check_segment_references(segment, {})


@pytest.mark.parametrize(
    "others", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a"}]
)
def test_segments_that_ask_for_each_other_in_a_circle_are_refused(others: dict[str, str]) -> None:
    found = segments(**others)

    with pytest.raises(SegmentCycle):
        check_segment_references(found["a"], found)


def test_a_chain_of_segments_is_accepted() -> None:
    found = {**segments(a="b", b="c"), "c": parse_segment(a_segment("c", "ann"))}

    check_segment_references(found["a"], found)
