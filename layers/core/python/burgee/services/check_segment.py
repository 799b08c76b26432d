"""Whether a unit is in a segment, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from burgee.domain.bucketing import unit_text
from burgee.domain.compilation import condition_form
from burgee.domain.documents import Kind
from burgee.domain.evaluation import Evaluator
from burgee.domain.lookups import TooManyLookups
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import Context
from burgee.domain.publication import build
from burgee.domain.ruleset import Ruleset
from burgee.domain.segments import Segment
from burgee.domain.timestamps import iso
from burgee.domain.traced_conditions import trace_condition
from burgee.services.configuration_around import with_members
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.surroundings import segments_within_reach

NOBODY = ""  # the environment of a ruleset that none asks


@dataclass(frozen=True, slots=True)
class SegmentCheck:
    """Whether the unit is in, why in a sentence, and each condition with whether it matched."""

    member: bool
    because: str
    conditions: tuple[dict[str, Any], ...]


def check_segment(
    documents: DocumentRepository, key: str, context: Context, now: float
) -> SegmentCheck:
    """What the newest version of a segment says of a context, at a moment (seconds since 1970).

    Conditions on behaviour read the context's `actions`: what is stored of a unit is of one
    environment, and a segment of all of them. Raises DocumentNotFound.
    """
    segment = Segment.model_validate(read(documents, Kind.SEGMENT, key).body)
    unit = unit_text(context.get(TARGETING_KEY))
    reach = segments_within_reach(documents, [key])
    about = [with_members(found, unit) for found in reach.values()]
    publication = build(NOBODY, flags=(), segments=about, keys=())
    ruleset = Ruleset.load(publication.numbered(1, iso(now)), publication.chunks)
    evaluator = Evaluator(ruleset, lambda: now)
    try:
        is_member = evaluator.in_segment(key, context)
        conditions = tuple(
            trace_condition(condition_form(node), context, evaluator.scope)
            for node in segment.conditions
        )
    except (TooManyLookups, RecursionError):
        return SegmentCheck(False, "Its conditions lead to too many other segments.", ())
    matched = sum(condition["matched"] for condition in conditions)
    return SegmentCheck(is_member, _because(segment, unit, matched), conditions)


def _because(segment: Segment, unit: str | None, matched: int) -> str:
    if segment.is_archived:
        return "The segment is archived: nobody is in it."
    if unit in segment.excluded:
        return "The unit is excluded by name."
    if unit in segment.included:
        return "The unit is included by name."
    named = "The context names no unit" if unit is None else "The unit is not named"
    conditions = len(segment.conditions)
    if not conditions:
        return f"{named}, and the segment has no conditions."
    if matched == conditions:
        return "All of its conditions hold." if conditions > 1 else "Its condition holds."
    return f"{named}, and {_failed(conditions - matched, conditions)}."


def _failed(failed: int, conditions: int) -> str:
    if conditions == 1:
        return "the segment's condition does not hold"
    return f"{failed} of {conditions} conditions {'does' if failed == 1 else 'do'} not hold"
