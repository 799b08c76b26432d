"""What the admin API answers about results: looks as they were stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from burgee.domain.documents import Json
from burgee.domain.errors import MalformedRequest
from burgee.domain.results import (
    Check,
    Comparison,
    FinalEstimate,
    Finding,
    Look,
    MetricResult,
    Part,
    PlannedBound,
    SegmentResult,
    Verdict,
)
from burgee.domain.stored_looks import look_body, segment_body
from burgee.wire.answer_models import AnswerModel

MOST_POINTS = 12_000  # of about 350 bytes; Lambda answers at most 6 MB
MOST_COMPARISONS = 5_000  # of about 800 bytes, with the values of the variants


class LookAnswer(AnswerModel):
    """One look at a run, without its segments. Effects are treatment minus control, relative ones
    fractions of the control. Where a number is null, `undefined` says why.

    `run`: as EXPERIMENT.NUMBER. `information`: all units that counted; `fraction`: of those that
    are planned; `spent`: the alpha that the looks up to this one have spent; `planned`: the bounds
    of the looks to come, if units go on coming as they did.
    """

    run: str
    number: int
    at: str
    asked_by: str
    asked_by_name: str = ""
    days: float
    information: int
    fraction: float | None
    spent: float
    is_final: bool
    design: str
    plan: dict[str, Any]
    control: str
    units: dict[str, int]
    excluded: dict[str, int]
    left: dict[str, dict[str, int]]
    checks: list[Check]
    metrics: list[MetricResult]
    verdict: Verdict
    final: FinalEstimate | None
    planned: list[PlannedBound]


class ResultsAnswer(LookAnswer):
    """The newest look. `looks`: how many there are; `inexact`: why the sums may be wrong by now."""

    key: str
    looks: int
    inexact: list[str]


class Point(AnswerModel):
    """One comparison at one look, in the words of the look."""

    variant: str
    finding: Finding
    effect: float | None
    se: float | None
    low: float | None
    high: float | None
    relative_effect: float | None
    relative_low: float | None
    relative_high: float | None
    alpha: float | None
    bound: float | None
    p_value: float | None
    adjusted_p_value: float | None


class MetricPoints(AnswerModel):
    metric: str
    part: Part
    comparisons: list[Point]


class SeriesRow(AnswerModel):
    """What one look found."""

    number: int
    at: str
    information: int
    fraction: float | None
    spent: float
    is_final: bool
    verdict: Verdict
    metrics: list[MetricPoints]


class SeriesAnswer(AnswerModel):
    """All looks at a run, oldest first. `planned`: the bounds of those to come, as the newest look
    foresaw them; none after the last one, and of a plan that has no bounds."""

    key: str
    items: list[SeriesRow]
    planned: list[PlannedBound]


class SegmentsAnswer(AnswerModel):
    """The segments of the newest look: exploratory, and corrected among themselves."""

    key: str
    run: str
    number: int
    at: str
    dimensions: list[str]
    segments: list[SegmentResult]


def look_answer(look: Look) -> dict[str, Json]:
    """One look, without its segments."""
    return look_body(look)


def results_answer(key: str, look: Look, inexact: Sequence[str]) -> dict[str, Json]:
    """The newest look, and how the sums stand."""
    return {**look_answer(look), "key": key, "looks": look.number, "inexact": list(inexact)}


def series_answer(key: str, looks: Sequence[Look], metric: str | None) -> dict[str, Json]:
    """What every look found of one metric, or of all. Raises MalformedRequest for a metric that
    none of them has, and for more than fits into an answer."""
    _refuse_unknown("metric", metric, [one.metric for look in looks for one in look.metrics])
    items = [_row(look, metric) for look in looks]
    points = sum(len(each["comparisons"]) for row in items for each in row["metrics"])
    _refuse_more(points, MOST_POINTS, "one `metric`")
    planned = look_body(looks[-1])["planned"] if looks else []
    return {"key": key, "items": items, "planned": planned}


def segments_answer(
    key: str, look: Look, segments: Sequence[SegmentResult], dimension: str | None
) -> dict[str, Json]:
    """The segments of a look, or those of one dimension. Raises MalformedRequest for a dimension
    that there is not, and for more than fits into an answer."""
    dimensions = list(dict.fromkeys(one.dimension for one in segments))
    _refuse_unknown("dimension", dimension, dimensions)
    shown = [one for one in segments if dimension in {None, one.dimension}]
    comparisons = sum(len(metric.comparisons) for one in shown for metric in one.metrics)
    _refuse_more(comparisons, MOST_COMPARISONS, "one `dimension`")
    return {
        "key": key,
        "run": look.run,
        "number": look.number,
        "at": look.at,
        "dimensions": dimensions,
        "segments": [segment_body(one) for one in shown],
    }


def _row(look: Look, metric: str | None) -> dict[str, Json]:
    return {
        "number": look.number,
        "at": look.at,
        "information": look.information,
        "fraction": look.fraction,
        "spent": look.spent,
        "is_final": look.is_final,
        "verdict": asdict(look.verdict),
        "metrics": [
            {
                "metric": found.metric,
                "part": found.part,
                "comparisons": [_point(one) for one in found.comparisons],
            }
            for found in look.metrics
            if metric in {None, found.metric}
        ],
    }


def _point(comparison: Comparison) -> Mapping[str, Json]:
    return {name: getattr(comparison, name) for name in Point.model_fields}


def _refuse_unknown(what: str, asked: str | None, known: Sequence[str]) -> None:
    if asked is not None and asked not in known:
        there_are = ", ".join(dict.fromkeys(known)) or "none"
        raise MalformedRequest(
            f"There is no {what} '{asked}' in the results; there are {there_are}."
        )


def _refuse_more(count: int, most: int, less: str) -> None:
    if count > most:
        raise MalformedRequest(
            f"These are {count} comparisons, more than the {most} of one answer: ask for {less}."
        )
