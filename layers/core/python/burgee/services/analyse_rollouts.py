"""Judges the guardrails of every rollout that compares, and keeps what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from burgee.domain.errors import ImpossibleInput
from burgee.domain.experiments import Run
from burgee.domain.judgements import Judgement, Trigger
from burgee.domain.results import Part
from burgee.domain.rollouts import Guardrail, Rollout, Spikes, rollout_run_id
from burgee.domain.run_plans import compile_run
from burgee.domain.timestamps import duration_seconds, seconds_of
from burgee.services.open_rollouts import open_rollouts
from burgee.services.ports import DocumentRepository
from burgee.services.rollout_ports import JudgementRepository
from burgee.services.run_sums import run_sums
from burgee.services.tracking_ports import AggregateRepository
from burgee.stats.guardrails.levels import run_alpha
from burgee.stats.guardrails.questions import GuardrailQuestion, SpikeRule, WatchQuestion
from burgee.stats.judging.questions import MetricQuestion

MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Watch:
    """What guardrails are judged with. `now`: seconds since 1970."""

    documents: DocumentRepository
    aggregates: AggregateRepository
    judgements: JudgementRepository
    now: Callable[[], float]
    judge: Callable[[WatchQuestion], Judgement]


@dataclass(frozen=True, slots=True)
class FailedJudgement:
    """What kept a rollout's guardrails from being judged."""

    key: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements that were made, and the rollouts that have none."""

    made: tuple[Judgement, ...]
    failed: tuple[FailedJudgement, ...]


def judge_rollouts(watch: Watch) -> Judged:
    """Judge each rollout that is served and has a run.

    Safe to run twice, late, and side by side: of two judgements the newer one stays, and what was
    found once is found again. What stops one rollout does not stop the others.
    """
    made: list[Judgement] = []
    failed: list[FailedJudgement] = []
    for rollout in open_rollouts(watch.documents):
        if rollout.run is None:
            continue
        try:
            made.append(_judged(watch, rollout, rollout.run))
        except Exception as error:  # noqa: BLE001 - told by the caller, after all others
            failed.append(FailedJudgement(rollout.key, error))
    return Judged(tuple(made), tuple(failed))


def _judged(watch: Watch, rollout: Rollout, run: Run) -> Judgement:
    try:
        judgement = watch.judge(_question(watch, rollout, run))
    except ImpossibleInput:  # the sums were read while they were being written
        judgement = watch.judge(_question(watch, rollout, run))
    watch.judgements.put(judgement)
    return judgement


def _question(watch: Watch, rollout: Rollout, run: Run) -> WatchQuestion:
    name = rollout_run_id(rollout.key, run.number)
    return WatchQuestion(
        sums=run_sums(watch.aggregates, compile_run(name, run)),
        weights=run.weights,
        old=run.control,
        new=rollout.variant,
        guardrails=list(map(_guardrail, rollout.guardrails)),
        alpha=run_alpha(rollout.alpha, visit=_visit(rollout), stages=_stages(rollout)),
        started=seconds_of(run.started_at) or 0.0,
        at=watch.now(),
        triggers=frozenset(_triggers_on(rollout)),
        minimum_units=rollout.minimum_units,
        spikes=_rule(rollout.spikes, rollout.maximum_days),
        past=watch.judgements.latest(name),
    )


def _visit(rollout: Rollout) -> int:
    """How many runs this ramp has had; those before a restart were another ramp's."""
    started = rollout.started_at or ""
    return max(1, sum(run.started_at >= started for run in rollout.runs))


def _stages(rollout: Rollout) -> int:
    """The stages that compare, or show everybody the new variant: those that have a run."""
    return max(1, sum(stage.percentage > 0 for stage in rollout.planned_stages))


def _triggers_on(rollout: Rollout) -> Iterator[Trigger]:
    on = rollout.triggers.model_dump()
    return (trigger for trigger in Trigger if on[trigger])


def _rule(spikes: Spikes, days: int) -> SpikeRule:
    """Of a rollout that lasts at most so many days, and is looked at each minute."""
    return SpikeRule(
        window=duration_seconds(spikes.window) or 0.0,
        baseline=duration_seconds(spikes.baseline) or 0.0,
        ratio=spikes.ratio,
        p=spikes.p,
        most_looks=days * MINUTES_OF_DAY,
    )


def _guardrail(guardrail: Guardrail) -> GuardrailQuestion:
    metric = guardrail.metric
    return GuardrailQuestion(
        signal=guardrail.signal,
        metric=MetricQuestion(
            key=metric.key,
            part=Part.GUARDRAIL,
            type=str(metric.type),
            direction=str(metric.direction),
            quantile=metric.quantile,
            cap=metric.cap,
            threshold=metric.threshold,
            margin=metric.margin,
        ),
        criterion=guardrail.criterion,
        window_seconds=metric.window_seconds,
    )
