"""What is measured in one run, as folding needs it: compiled once from what the run froze."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from burgee.domain.accumulators import Kind, Term
from burgee.domain.experiments import Run
from burgee.domain.metrics import Aggregation, Measure, Metric, MetricType
from burgee.domain.rates import RATES
from burgee.domain.timestamps import seconds_of
from burgee.domain.tracking import scaled_number

ATTRIBUTION = "@"  # before the key of an attribution map, where dimensions are named

KIND_BY_AGGREGATION = {
    Aggregation.SUM: Kind.SUM,
    Aggregation.AVERAGE: Kind.AVERAGE,
    Aggregation.COUNT: Kind.COUNT,
    Aggregation.UNIQUE_COUNT: Kind.UNIQUE,
    Aggregation.LAST: Kind.LAST,
}

KIND_BY_TYPE = {
    MetricType.CONVERSION_RATE: Kind.ANY,
    MetricType.RETENTION: Kind.ANY,
    MetricType.TIME_TO_EVENT: Kind.FIRST,
    MetricType.FUNNEL_STEP: Kind.FUNNEL,
}


@dataclass(frozen=True, slots=True)
class MetricPlan:
    """One metric of a run. `terms`: its number, or numerator and denominator.

    Events count from `begin` to before `end` after the exposure (ms). `cap` at the fixed scale.
    `attribution`: the key of the events' map by whose values it is broken down; empty: none.
    """

    key: str
    type: MetricType
    terms: tuple[Term, ...]
    begin: int
    end: int
    cap: int | None
    attribution: str

    @property
    def has_covariate(self) -> bool:
        """Whether the days before the exposure have a number of the same kind."""
        return self.type is not MetricType.TIME_TO_EVENT

    @property
    def has_histogram(self) -> bool:
        return len(self.terms) == 1 and self.type not in RATES


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What is measured in a run. `started`: the second when it began. `listening`: event name ->
    metrics that it may move."""

    run: str
    environment: str
    started: float
    control: str
    variants: tuple[str, ...]
    dimensions: tuple[str, ...]
    metrics: Mapping[str, MetricPlan]
    listening: Mapping[str, tuple[MetricPlan, ...]]


def compile_run(run_id: str, run: Run) -> RunPlan:
    """The plan of a run; it never changes, as the run is frozen."""
    metrics = {metric.key: _compile(metric) for metric in run.metrics.all}
    names = {name for plan in metrics.values() for term in plan.terms for name in term.names}
    return RunPlan(
        run=run_id,
        environment=run.environment,
        started=seconds_of(run.started_at) or 0.0,
        control=run.control,
        variants=tuple(run.weights),
        dimensions=tuple(run.dimensions),
        metrics=metrics,
        listening={
            name: tuple(
                plan for plan in metrics.values() if any(name in term.names for term in plan.terms)
            )
            for name in sorted(names)
        },
    )


def _compile(metric: Metric) -> MetricPlan:
    return MetricPlan(
        key=metric.key,
        type=metric.type,
        terms=_terms(metric),
        begin=metric.begin_seconds * 1000,
        end=metric.window_seconds * 1000,
        cap=None if metric.cap is None else scaled_number(metric.cap),
        attribution=metric.attribution or "",
    )


def _terms(metric: Metric) -> tuple[Term, ...]:
    kind = KIND_BY_TYPE.get(metric.type)
    if kind is not None:
        return (Term(kind, (*metric.after, metric.event_name)),)
    over = metric.over
    if over is None:
        return (_term(metric.measure),)
    if metric.type is MetricType.RATIO:
        return _term(metric.measure), _term(over)
    # An average over events: of those that carry the property, in both of its parts.
    names = (metric.event_name,)
    return (
        Term(Kind.SUM, names, metric.value_property),
        Term(Kind.COUNT_NUMBERS, names, metric.value_property),
    )


def _term(measure: Measure) -> Term:
    kind = KIND_BY_AGGREGATION[measure.aggregation]
    return Term(kind, (measure.event_name,), measure.value_property)
