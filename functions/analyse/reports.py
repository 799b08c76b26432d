"""What the function tells of each look that it takes and of each judgement: lines of metrics."""

from __future__ import annotations

from collections.abc import Sequence

from aws_lambda_powertools.metrics import MetricUnit

from burgee.domain.documents import Kind
from burgee.domain.experiments import Experiment, parse_run_id
from burgee.domain.judgements import Judgement
from burgee.domain.results import Finding, Look, Part, SegmentResult
from burgee.domain.rollouts import parse_rollout_run_id
from burgee.runtime.observability import new_metrics
from burgee.runtime.wiring import settings
from burgee.services.look_ports import LookRepository
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.rollout_ports import JudgementRepository

SAMPLE_RATIO = "sample_ratio"
CLAIMS = frozenset({Finding.BETTER, Finding.WORSE})


class ReportedLooks:
    """Looks in another repository; each that it takes in anew is reported."""

    def __init__(self, looks: LookRepository, documents: DocumentRepository) -> None:
        self._looks = looks
        self._documents = documents

    def add(self, look: Look) -> None:
        is_a_a = self._is_a_a(look)  # first: once a look is kept, nothing may fail it
        self._looks.add(look)
        report(look, is_a_a=is_a_a)

    def looks(self, run: str) -> Sequence[Look]:
        return self._looks.looks(run)

    def latest(self, run: str) -> Look | None:
        return self._looks.latest(run)

    def segments(self, run: str, number: int) -> Sequence[SegmentResult]:
        return self._looks.segments(run, number)

    def _is_a_a(self, look: Look) -> bool:
        address = parse_run_id(look.run)
        if address is None:
            return False
        body = read(self._documents, Kind.EXPERIMENT, address[0]).body
        return Experiment.model_validate(body).is_a_a


class ReportedJudgements:
    """Judgements in another repository; each that is put there is reported."""

    def __init__(self, judgements: JudgementRepository) -> None:
        self._judgements = judgements

    def put(self, judgement: Judgement) -> None:
        self._judgements.put(judgement)
        report_values(judgement)

    def latest(self, run: str) -> Judgement | None:
        return self._judgements.latest(run)


def report_values(judgement: Judgement) -> None:
    """The new variant's value of each guardrail that has one: what alarms that are made for a
    rollout look at."""
    address = parse_rollout_run_id(judgement.run)
    rollout = address[0] if address else ""
    for reading in judgement.readings:
        value = reading.values.get(judgement.new)
        if value is None:
            continue
        metrics = new_metrics()
        metrics.service = ""  # else it is one more dimension, which alarms would have to name
        metrics.add_dimension("deployment", settings().deployment)
        metrics.add_dimension("rollout", rollout)
        metrics.add_dimension("guardrail", reading.guardrail)
        metrics.add_metric("GuardrailValue", MetricUnit.NoUnit, value)
        metrics.flush_metrics()


def report_unjudged(number: int) -> None:
    """Count rollouts whose guardrails could not be judged."""
    metrics = new_metrics()
    metrics.add_metric("JudgementFailures", MetricUnit.Count, number)
    metrics.flush_metrics()


def report(look: Look, *, is_a_a: bool) -> None:
    """Count a look, and what it found that people should hear of. Of an A/A experiment whatever
    it found is a false alarm."""
    counts = {"Looks": 1, "SampleRatioMismatches": int(has_sample_ratio_mismatch(look))}
    if is_a_a:
        counts["StandingSampleRatioMismatch"] = int(has_sample_ratio_mismatch(look))
        counts["StandingFalseAlarms"] = int(claims_an_effect(look))
    metrics = new_metrics()
    for name, count in counts.items():
        metrics.add_metric(name, MetricUnit.Count, count)
    metrics.flush_metrics()


def report_failures(number: int) -> None:
    """Count looks that could not be taken."""
    metrics = new_metrics()
    metrics.add_metric("LookFailures", MetricUnit.Count, number)
    metrics.flush_metrics()


def has_sample_ratio_mismatch(look: Look) -> bool:
    return any(check.key == SAMPLE_RATIO and not check.passed for check in look.checks)


def claims_an_effect(look: Look) -> bool:
    """Whether a treatment is found better or worse in a goal."""
    return any(
        comparison.finding in CLAIMS
        for metric in look.metrics
        if metric.part is Part.GOAL
        for comparison in metric.comparisons
    )
