"""What the admin API answers about experiments beyond their documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ConfigDict, Field

from burgee.domain.checklist import BEFORE_START, Item, Phase
from burgee.domain.decisions import DecidedFlag
from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.errors import MalformedRequest
from burgee.domain.experiments import Run, Status
from burgee.domain.parsing import Problem
from burgee.domain.timelines import TimelineEntry
from burgee.wire.admin_answers import (
    ChangeAnswer,
    FieldProblem,
    change_answer,
    document_answer,
)
from burgee.wire.answer_models import AnswerModel
from burgee.wire.document_answers import ExperimentAnswer

STATISTICS = (
    "These are sums alone: effects, intervals and p-values are computed from them elsewhere."
)
NUMBERS = "Exact decimal texts: events are counted in ten-thousandths, so nothing is rounded here."


class ChecklistItem(AnswerModel):
    """`detail`: what was found, or what is to be done."""

    phase: Phase
    key: str
    done: bool
    sentence: str
    detail: str


class ChecklistAnswer(AnswerModel):
    """`open`: keys of the items that keep a draft from starting."""

    key: str
    status: Status
    items: list[ChecklistItem]
    open: list[str]


class DecidedFlagAnswer(AnswerModel):
    """One flag after the decision. `variant`: its default in the experiment's environment;
    `still_deciding`: what decides before the default, and may show something else."""

    key: str
    variant: str
    version: int
    changed: bool
    still_deciding: list[str]


class DecisionAnswer(ExperimentAnswer):
    """The archived experiment, and every flag that it decided."""

    flags: list[DecidedFlagAnswer]


class DesignAnswer(AnswerModel):
    """`problems`: why a write would be refused. `items`: the part of the checklist that holds a
    start; empty where the design cannot even be read."""

    problems: list[FieldProblem]
    items: list[ChecklistItem]


class TimelineRow(AnswerModel):
    """A version of the experiment or rollout, or of one of its flags while it was on; `detail`
    says what it changed."""

    kind: Kind
    key: str
    version: int
    change: ChangeAnswer
    detail: str


class TimelineAnswer(AnswerModel):
    items: list[TimelineRow]


class UnitNumbers(AnswerModel):
    """Units of one variant. `n`: in all sums. Left out of them and only counted: `mixed` (seen in
    two variants), `opted_out`, `erased`. Of the `n`: `late` (exposures written late), `left` (why
    the experiment decides for them no more). `before`: events before the exposure. What is 0 is
    left out."""

    n: int = 0
    mixed: int = 0
    opted_out: int = 0
    erased: int = 0
    late: int = 0
    left: dict[str, int] = Field(default={})
    before: int = 0


class UncappedNumbers(AnswerModel):
    """The sums as they are without the cap."""

    y: str
    yy: str
    yz: str | None = None


class MetricNumbers(AnswerModel):
    """One metric of one variant. `units`: how many have a number, `moved`: for how many it is not
    0. Sums over the units: `y` the number or numerator, `z` the denominator, `x` and `w` the same
    over the 14 days before the exposure, two letters the sum of products, as `zz` and `yx`. Of
    metrics with a cap, `capped`: how many units were above it, and `uncapped`: without it."""

    model_config = ConfigDict(extra="allow")

    units: int
    moved: int
    y: str
    yy: str
    z: str | None = None
    x: str | None = None
    w: str | None = None
    capped: int | None = None
    uncapped: UncappedNumbers | None = None


class UnitBreakdown(AnswerModel):
    """Units by variant; `days`: by the day (UTC) of their exposure, where that was asked for."""

    variants: dict[str, UnitNumbers]
    days: dict[str, dict[str, UnitNumbers]] = Field(default={})


class MetricBreakdown(AnswerModel):
    """Numbers by variant; `days`: by the day (UTC) of the units' exposure, where that was asked
    for."""

    variants: dict[str, MetricNumbers]
    days: dict[str, dict[str, MetricNumbers]] = Field(default={})


class MetricSumsAnswer(AnswerModel):
    """`by`: value of the dimension -> numbers, `histogram`: variant -> [least, greatest, units] of
    each bin, where they were asked for. `role`: goal, secondary or guardrail."""

    type: str
    role: str
    direction: str
    event_name: str
    all: MetricBreakdown
    by: dict[str, MetricBreakdown] = Field(default={})
    histogram: dict[str, list[tuple[str, str, int]]] = Field(default={})


class SumsAnswer(AnswerModel):
    """The sums of one run. `inexact`: why they may be wrong; `generation` and `building`: how often
    they were recounted, and whether they are just now. `dimensions`: what `by` may name."""

    key: str
    run: int
    started_at: str
    ended_at: str | None
    control: str
    weights: dict[str, int]
    dimensions: list[str]
    exact: bool
    inexact: list[str]
    generation: int
    building: int | None
    numbers: str
    statistics: str
    by: str | None
    units: UnitBreakdown
    units_by: dict[str, UnitBreakdown] = Field(default={})
    metrics: dict[str, MetricSumsAnswer]


@dataclass(frozen=True, slots=True)
class SumsAsked:
    """Which parts of the sums are wanted beside those of all units. `by`: a dimension."""

    by: str | None = None
    days: bool = False
    histogram: bool = False


def checklist_answer(key: str, status: str, items: Iterable[Item]) -> dict[str, Json]:
    """The checklist of an experiment."""
    listed = _listed(items)
    before = {str(phase) for phase in BEFORE_START}
    still_open = [row["key"] for row in listed if row["phase"] in before and not row["done"]]
    return {"key": key, "status": status, "items": listed, "open": still_open}


def design_answer(problems: Iterable[Problem], items: Iterable[Item]) -> dict[str, Json]:
    """What was found of a design that is not written."""
    return {"problems": list(problems), "items": _listed(items)}


def _listed(items: Iterable[Item]) -> list[dict[str, Json]]:
    return [
        {
            "phase": str(item.phase),
            "key": item.key,
            "done": item.done,
            "sentence": item.sentence,
            "detail": item.detail,
        }
        for item in items
    ]


def decision_answer(version: DocumentVersion, flags: Iterable[DecidedFlag]) -> dict[str, Json]:
    """What a decision came to: the experiment, and flag by flag."""
    return {**document_answer(version), "flags": [asdict(flag) for flag in flags]}


def timeline_answer(entries: Iterable[TimelineEntry]) -> dict[str, Json]:
    """What happened, oldest first."""
    return {
        "items": [
            {
                "kind": str(entry.kind),
                "key": entry.key,
                "version": entry.version,
                "change": change_answer(entry.change),
                "detail": entry.detail,
            }
            for entry in entries
        ]
    }


def sums_answer(key: str, run: Run, sums: Mapping[str, Any], asked: SumsAsked) -> dict[str, Json]:
    """The sums of a run; `sums` as its service gives them. Raises MalformedRequest for a dimension
    that the run was not broken down by."""
    dimensions = _dimensions(run)
    if asked.by is not None and asked.by not in dimensions:
        there_are = ", ".join(dimensions) or "none"
        raise MalformedRequest(
            f"This run is not broken down by '{asked.by}'; there are {there_are}."
        )
    roles = _roles(run)
    return {
        "key": key,
        "run": run.number,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "control": run.control,
        "weights": run.weights,
        "dimensions": dimensions,
        "exact": not sums["inexact"],
        "inexact": list(sums["inexact"]),
        "generation": sums["generation"],
        "building": sums["building"],
        "numbers": NUMBERS,
        "statistics": STATISTICS,
        "by": asked.by,
        "units": _breakdown(_with_all(run, sums["units"]), asked),
        **_broken_down("units_by", sums["units_by"], asked),
        "metrics": {
            metric: {"type": found["type"], **roles[metric], **_metric(found, asked)}
            for metric, found in sums["metrics"].items()
        },
    }


def _metric(found: Mapping[str, Any], asked: SumsAsked) -> dict[str, Json]:
    whole = {"all": _breakdown(found["all"], asked), **_broken_down("by", found["by"], asked)}
    return {**whole, "histogram": found["histogram"]} if asked.histogram else whole


def _broken_down(
    name: str, by: Mapping[str, Mapping[str, Any]], asked: SumsAsked
) -> dict[str, Json]:
    if asked.by is None:
        return {}
    return {name: {value: _breakdown(one, asked) for value, one in by.get(asked.by, {}).items()}}


def _breakdown(found: Mapping[str, Any], asked: SumsAsked) -> dict[str, Json]:
    return dict(found) if asked.days else {"variants": found["variants"]}


def _with_all(run: Run, units: Mapping[str, Any]) -> dict[str, Json]:
    """Units of every variant, also where nobody met it yet."""
    nobody = {variant: {"n": 0} for variant in run.weights}
    return {**units, "variants": {**nobody, **units["variants"]}}


def _dimensions(run: Run) -> list[str]:
    """The dimensions of a run, and the keys of attribution maps with an @ before them."""
    keys = dict.fromkeys(f"@{one.attribution}" for one in run.metrics.all if one.attribution)
    return [*run.dimensions, *keys]


def _roles(run: Run) -> dict[str, dict[str, Json]]:
    groups = (
        ("goal", run.metrics.goals),
        ("secondary", run.metrics.secondary),
        ("guardrail", run.metrics.guardrails),
    )
    return {
        metric.key: {
            "role": role,
            "direction": str(metric.direction),
            "event_name": metric.event_name,
        }
        for role, metrics in groups
        for metric in metrics
    }
