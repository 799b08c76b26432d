"""What must hold for a whole segment, and for segments together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from burgee.domain.conditions import segments_named
from burgee.domain.documents import Json
from burgee.domain.errors import SegmentCycle, UnknownReference
from burgee.domain.flag_checks import circle_through, segment_problems
from burgee.domain.parsing import detail_of, parse, problem
from burgee.domain.segments import Segment


def parse_segment(body: Json) -> Segment:
    """A checked segment, each member listed once. Raises InvalidDocument."""
    segment = parse(Segment, body)
    members = {"included": once(segment.included), "excluded": once(segment.excluded)}
    return segment.model_copy(update=members)


def once(units: Iterable[str]) -> list[str]:
    """The units without repetitions, in their order.

    >>> once(["b", "a", "b"])
    ['b', 'a']
    """
    return list(dict.fromkeys(units))


def check_segment_references(segment: Segment, others: Mapping[str, Segment]) -> None:
    """Raises UnknownReference, or SegmentCycle, if `segment` cannot stand among the `others`."""
    named = segments_named(segment.conditions)
    problems = list(segment_problems("conditions", named - {segment.key}, others))
    if problems:
        raise UnknownReference(detail_of("segment", problems), errors=problems)
    circle = segment_circle(segment, others)
    if circle:
        problems = [problem("conditions", f"go in a circle: {' -> '.join(circle)}; remove one")]
        raise SegmentCycle(detail_of("segment", problems), errors=problems)


def segment_circle(segment: Segment, others: Mapping[str, Segment]) -> list[str] | None:
    """The way from `segment` over the segments that it asks for back to itself; None if none."""

    def leads_to(key: str) -> set[str]:
        found = segment if key == segment.key else others.get(key)
        return segments_named(found.conditions) if found else set()

    return circle_through(segment.key, leads_to)
