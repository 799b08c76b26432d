"""Documents to a ruleset as it is published, and to an evaluator over it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from burgee.domain.evaluation import Evaluator
from burgee.domain.experiment_forms import Experiments
from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag
from burgee.domain.publication import Publication, build
from burgee.domain.rollout_forms import Rollouts
from burgee.domain.ruleset import Ruleset, content_hash, pack_lines
from burgee.domain.segment_checks import parse_segment
from burgee.domain.segments import Segment
from tests.unit.services.builders import NOON

ENVIRONMENT = "production"


def parsed_flags(bodies: Iterable[dict[str, Any]]) -> list[Flag]:
    return [parse_flag(body) for body in bodies]


def parsed_segments(bodies: Iterable[dict[str, Any]]) -> list[Segment]:
    return [parse_segment(body) for body in bodies]


def a_publication(
    flags: Iterable[Flag],
    segments: Iterable[Segment] = (),
    experiments: Experiments | None = None,
    rollouts: Rollouts | None = None,
) -> Publication:
    return build(
        ENVIRONMENT,
        flags=[(flag, 1) for flag in flags],
        segments=list(segments),
        keys=[],
        experiments=experiments,
        rollouts=rollouts,
    )


def a_ruleset(
    flags: Iterable[Flag],
    segments: Iterable[Segment] = (),
    experiments: Experiments | None = None,
    rollouts: Rollouts | None = None,
) -> Ruleset:
    published = a_publication(flags, segments, experiments, rollouts)
    return Ruleset.load(published.numbered(1, "2026-11-25T12:00:00.000Z"), published.chunks)


def an_evaluator(
    *flags: dict[str, Any], segments: Iterable[dict[str, Any]] = (), now: float = NOON
) -> Evaluator:
    """An evaluator of these documents, through everything that publishing does to them."""
    ruleset = a_ruleset(parsed_flags(flags), parsed_segments(segments))
    return Evaluator(ruleset, lambda: now)


# A form that publishing would not write: its operator does not exist.
BROKEN: dict[str, Any] = {
    "enabled": True,
    "variants": {"on": True},
    "default": "on",
    "default_reason": "DEFAULT",
    "rules": [{"id": "r", "conditions": [["no_such_operator", "a", 1]], "variant": "on"}],
}


def from_forms(**forms: Any) -> Evaluator:
    """An evaluator of flags in ruleset form, whatever they say."""
    packed = pack_lines({f"flag/{key}": form for key, form in forms.items()})
    manifest = {
        "environment": ENVIRONMENT,
        "number": 1,
        "at": "",
        "members": [],
        "partitions": [content_hash(part) for part in packed],
    }
    chunks = {content_hash(part): part for part in packed}
    return Evaluator(Ruleset.verified(manifest, chunks), lambda: NOON)
