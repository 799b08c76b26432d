"""Looks at results: a run's sums, judged by its plan, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from burgee.domain.documents import Kind
from burgee.domain.errors import IllegalTransition, ImpossibleInput, WriteConflict
from burgee.domain.experiments import Experiment, Run, StatisticalPlan, run_id
from burgee.domain.look_times import most_days, settled_at
from burgee.domain.metrics import Metrics
from burgee.domain.results import Look, Part
from burgee.domain.roles import Caller
from burgee.domain.run_plans import compile_run
from burgee.domain.sums import RunSums
from burgee.domain.timestamps import DAY_SECONDS, iso, seconds_of
from burgee.services.experiment_sums import run_of
from burgee.services.look_ports import LookRepository
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.run_sums import run_sums
from burgee.services.tracking_ports import AggregateRepository
from burgee.stats.judging.questions import AnalysisPlan, MetricQuestion, RunQuestion

LEAST_GROWTH = 1.02  # of the units, for a look that somebody asks for


@dataclass(frozen=True, slots=True)
class Analysis:
    """What looks are taken with. `now`: seconds since 1970; `judge` makes a look of a question."""

    documents: DocumentRepository
    aggregates: AggregateRepository
    looks: LookRepository
    now: Callable[[], float]
    judge: Callable[[RunQuestion], Look]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a look; without a `caller` the clock does. `final`: of a run that has ended,
    without waiting for the events that may still come; nothing can be looked at after it."""

    caller: Caller | None = None
    final: bool = False

    @property
    def by(self) -> str:
        return self.caller.key_id if self.caller else "schedule"

    @property
    def by_name(self) -> str:
        return self.caller.name if self.caller else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A look, and whether it is a new one or was there already."""

    look: Look
    is_new: bool


def take_look(analysis: Analysis, key: str, number: int | None, asking: Asking) -> Look:
    """A look at the run of this number, or at the newest; the last one again, where there is
    nothing new to see.

    A look spends alpha, so it is asked for with a key of the run's environment. Raises
    DocumentNotFound, Forbidden, and IllegalTransition where there is nothing to see at all, or
    where a run that is on is asked for its final look.
    """
    experiment = Experiment.model_validate(read(analysis.documents, Kind.EXPERIMENT, key).body)
    run = run_of(experiment, number)
    if asking.caller:
        asking.caller.require_environments(frozenset({run.environment}))
    if asking.final and run.ended_at is None:
        raise IllegalTransition(
            f"Run {run.number} of the experiment '{key}' has not ended: its final look is taken "
            "after that."
        )
    taken = look_at(analysis, experiment, run, asking)
    if taken is None:
        raise IllegalTransition(
            f"There is nothing to look at in the experiment '{key}': it is archived, and nobody "
            "looked before."
            if experiment.is_archived
            else f"Nobody was exposed to the experiment '{key}' yet: there is nothing to look at."
        )
    return taken.look


def look_at(analysis: Analysis, experiment: Experiment, run: Run, asking: Asking) -> Taken | None:
    """A look at one run, kept; None where there is nothing to look at.

    The last look is the answer where it was final, where the experiment is archived, and where no
    unit came since, or hardly any unless the clock asks: a page that is loaded again and again
    makes no look each time. Once a run has ended and its events have come, or when that is asked
    for, there is one more, the final one. Of two callers at once one takes the look, both get it.
    """
    name = run_id(experiment.key, run.number)
    past = analysis.looks.looks(name)
    last = past[-1] if past else None
    if experiment.is_archived or (last is not None and last.is_final):
        return _again(last)
    plan = compile_run(name, run)
    sums = run_sums(analysis.aggregates, plan)
    now = analysis.now()
    is_over = run.ended_at is not None and (asking.final or now >= settled_at(run))
    question = replace(
        _question(experiment, run, sums, past, now),
        asked_by=asking.by,
        asked_by_name=asking.by_name,
        has_ended=is_over,
    )
    if not _is_new(question, last, growth=1.0 if asking.caller is None else LEAST_GROWTH):
        return _again(last)
    try:
        look = analysis.judge(question)
    except ImpossibleInput:  # the sums were read while they were being written
        again = run_sums(analysis.aggregates, plan)
        look = analysis.judge(replace(question, sums=again))
    try:
        analysis.looks.add(look)
    except WriteConflict:
        return _again(analysis.looks.latest(name))
    return Taken(look, True)


def _is_new(question: RunQuestion, last: Look | None, *, growth: float) -> bool:
    """Whether a look could show anything that the last one did not: it takes `growth` times the
    units."""
    units = units_in(question.sums)
    if last is None:
        return units > 0
    has_grown = units > last.information and units >= growth * last.information
    return question.has_ended or has_grown or _need_not_wait(question, last)


def _need_not_wait(question: RunQuestion, last: Look) -> bool:
    """Whether the planned units had come, and what the last look waited for has come since."""
    was_inexact = any(check.key == "exact" and not check.passed for check in last.checks)
    has_days = last.days < question.plan.minimum_days <= question.days
    is_exact = was_inexact and not question.sums.inexact
    return last.fraction == 1.0 and (has_days or is_exact)


def units_in(sums: RunSums) -> int:
    """All units that the sums are of."""
    return sum(int(numbers.get("n", 0)) for numbers in sums.units.variants.values())


def _again(last: Look | None) -> Taken | None:
    return None if last is None else Taken(last, False)


def _question(
    experiment: Experiment,
    run: Run,
    sums: RunSums,
    past: Sequence[Look],
    now: float,
) -> RunQuestion:
    started, ended = seconds_of(run.started_at) or 0.0, seconds_of(run.ended_at)
    return RunQuestion(
        sums=sums,
        weights=run.weights,
        metrics=list(_metric_questions(run.metrics)),
        plan=_analysis_plan(run.plan, most_days(experiment, started)),
        at=iso(now),
        days=((now if ended is None else ended) - started) / DAY_SECONDS,
        past=past,
    )


def _metric_questions(metrics: Metrics) -> Iterator[MetricQuestion]:
    parts = (
        (Part.GOAL, metrics.goals),
        (Part.SECONDARY, metrics.secondary),
        (Part.GUARDRAIL, metrics.guardrails),
    )
    for part, listed in parts:
        for metric in listed:
            yield MetricQuestion(
                key=metric.key,
                part=part,
                type=str(metric.type),
                direction=str(metric.direction),
                quantile=metric.quantile,
                cap=metric.cap,
                threshold=metric.threshold,
                margin=metric.margin,
            )


def _analysis_plan(plan: StatisticalPlan, most_days: int) -> AnalysisPlan:
    return AnalysisPlan(
        alpha=plan.alpha,
        sequential=str(plan.sequential),
        method=str(plan.method),
        correction=str(plan.correction),
        worthwhile_effect=plan.worthwhile_effect,
        minimum_days=plan.minimum_days,
        minimum_units=plan.minimum_units,
        planned_units=plan.planned_units,
        maximum_days=most_days,
        minimum_detectable_effect=plan.minimum_detectable_effect,
        prior_deviation=plan.prior_deviation,
    )
