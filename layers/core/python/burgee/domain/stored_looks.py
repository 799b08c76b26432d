"""Looks as JSON, and back: what is stored of them, and what is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from burgee.domain.results import (
    Check,
    Comparison,
    Finding,
    Look,
    MetricResult,
    Part,
    Posterior,
    Recommendation,
    SegmentResult,
    VariantResult,
    Verdict,
)

Stored = Mapping[str, Any]


def look_body(look: Look) -> dict[str, Any]:
    """A look without its segments, as JSON."""
    body = asdict(look)
    del body["segments"]
    return body


def segment_bodies(look: Look) -> list[dict[str, Any]]:
    """The segments of a look, as JSON."""
    return [asdict(segment) for segment in look.segments]


def look_from(body: Stored) -> Look:
    """The look back from `look_body`, without segments. Raises KeyError, TypeError, ValueError for
    what is none."""
    return Look(
        **{
            **body,
            "checks": tuple(Check(**check) for check in body["checks"]),
            "metrics": _metrics(body["metrics"]),
            "segments": (),
            "verdict": _verdict(body["verdict"]),
        }
    )


def segment_from(body: Stored) -> SegmentResult:
    """A segment back from `segment_bodies`. Raises as `look_from` does."""
    return SegmentResult(**{**body, "metrics": _metrics(body["metrics"])})


def _metrics(bodies: Iterable[Stored]) -> tuple[MetricResult, ...]:
    return tuple(
        MetricResult(
            **{
                **body,
                "part": Part(body["part"]),
                "variants": tuple(VariantResult(**variant) for variant in body["variants"]),
                "comparisons": tuple(map(_comparison, body["comparisons"])),
                "notes": tuple(body["notes"]),
            }
        )
        for body in bodies
    )


def _comparison(body: Stored) -> Comparison:
    posterior = body["posterior"]
    return Comparison(
        **{
            **body,
            "finding": Finding(body["finding"]),
            "posterior": None if posterior is None else Posterior(**posterior),
            "notes": tuple(body["notes"]),
        }
    )


def _verdict(body: Stored) -> Verdict:
    said = body["recommendation"]
    return Verdict(
        **{
            **body,
            "recommendation": None if said is None else Recommendation(said),
            "reasons": tuple(body["reasons"]),
        }
    )
