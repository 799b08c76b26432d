"""A look at a run: from exact sums to a verdict, by the plan and nothing else.

Pure: the same question has the same answer. What it costs grows with variants x metrics, and with
the number of looks before by some microseconds each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace

from burgee.domain.results import Check, Look, MetricResult, SegmentResult
from burgee.domain.sums import Breakdown, Numbers, RunSums
from burgee.stats.judging.ahead import Course, bounds_ahead, course_of
from burgee.stats.judging.checks import KINDS, checks_of
from burgee.stats.judging.comparisons import judge_metrics, judge_panels
from burgee.stats.judging.effects import imbalance, z_of
from burgee.stats.judging.finals import final_estimate
from burgee.stats.judging.questions import MetricQuestion, RunQuestion
from burgee.stats.judging.readings import Judging
from burgee.stats.judging.samples import Sample, samples_of
from burgee.stats.judging.scales import LookAccount, account_of, watching
from burgee.stats.judging.verdicts import Standing, verdict_of
from burgee.stats.values import Undefined

Asked = list[tuple[MetricQuestion, Mapping[str, Sample]]]
Counted = Mapping[str, Numbers]

QUANTILE = "quantile"  # has no histogram per segment


def analyse_run(question: RunQuestion) -> Look:
    """The next look at a run. Raises ImpossibleInput for sums that no units give."""
    sums, counted = question.sums, _counted(question)
    units = {variant: int(each.get("n", 0)) for variant, each in counted.items()}
    information = sum(units.values())
    asked: Asked = [(metric, _samples(sums, metric)) for metric in question.metrics]
    checks = checks_of(question, _imbalances(question, asked, information))
    account = _account(question, checks, information)
    judging = Judging(
        plan=question.plan,
        account=account,
        control=sums.control,
        treatments=_treatments(question),
        left_shares=_left_shares(counted, units),
    )
    metrics = judge_metrics(judging, asked)
    verdict = verdict_of(_standing(question, account, checks, metrics, information))
    return Look(
        run=sums.run,
        number=len(question.past) + 1,
        at=question.at,
        asked_by=question.asked_by,
        asked_by_name=question.asked_by_name,
        days=question.days,
        information=information,
        fraction=account.fraction,
        spent=account.spent,
        is_final=account.is_final,
        design=account.design,
        plan=asdict(question.plan),
        control=sums.control,
        units=units,
        excluded=_excluded(counted),
        left={variant: _left(each) for variant, each in counted.items()},
        checks=checks,
        metrics=metrics,
        segments=list(_segments(judging, question)),
        verdict=verdict,
        final=final_estimate(verdict, metrics, account, information, question.past),
        planned=bounds_ahead(_course(question, account, information), metrics),
    )


def _counted(question: RunQuestion) -> Counted:
    """Variant -> its units by kind, in the order of the plan."""
    nobody: Numbers = {}
    return {**dict.fromkeys(question.weights, nobody), **question.sums.units.variants}


def _account(question: RunQuestion, checks: Sequence[Check], information: int) -> LookAccount:
    return account_of(
        question.plan,
        question.past,
        information=information,
        variants=_drawn(question),
        is_over=question.has_ended and not question.sums.inexact,
        can_conclude=all(check.passed for check in checks),
    )


def _course(question: RunQuestion, account: LookAccount, information: int) -> Course:
    return course_of(
        question.plan,
        account,
        question.past,
        information=information,
        variants=_drawn(question),
    )


def _standing(
    question: RunQuestion,
    account: LookAccount,
    checks: Sequence[Check],
    metrics: Sequence[MetricResult],
    information: int,
) -> Standing:
    per_variant = question.plan.planned_units
    return Standing(
        plan=question.plan,
        checks=checks,
        metrics=metrics,
        is_final=account.is_final,
        has_ended=question.has_ended,
        days=question.days,
        units=information,
        planned=per_variant * _drawn(question) if per_variant else None,
    )


def _drawn(question: RunQuestion) -> int:
    """How many variants units may get."""
    return sum(weight > 0 for weight in question.weights.values())


def _treatments(question: RunQuestion) -> list[str]:
    """The variants that are compared with the control: those that units may get."""
    return [
        variant
        for variant, weight in question.weights.items()
        if weight and variant != question.sums.control
    ]


def _samples(
    sums: RunSums, metric: MetricQuestion, within: Breakdown | None = None
) -> dict[str, Sample]:
    of_metric = sums.metrics[metric.key]
    ordered = _control_first((within or of_metric.all).variants, sums.control)
    return samples_of(metric, ordered, of_metric.histogram)


def _control_first(variants: Mapping[str, Numbers], control: str) -> dict[str, Numbers]:
    return {control: variants[control], **variants}


def _left_shares(counted: Counted, units: Mapping[str, int]) -> dict[str, float]:
    left = {variant: sum(_left(each).values()) for variant, each in counted.items()}
    return {variant: left[variant] / n if n else 0.0 for variant, n in units.items()}


def _left(numbers: Numbers) -> dict[str, int]:
    """Why the experiment no longer decides for units -> how many of them."""
    return dict(numbers.get("left", {}))


def _excluded(counted: Counted) -> dict[str, int]:
    """Units that count for nothing, by kind."""
    return {
        kind: sum(int(each.get(kind, 0)) for each in counted.values())
        for kind in KINDS
        if kind != "n"
    }


def _imbalances(question: RunQuestion, asked: Asked, information: int) -> dict[str, float]:
    """Metric -> the smallest p-value, valid at every look, of a difference before the exposure."""
    scale, control = watching(information), question.sums.control
    found: dict[str, float] = {}
    treatments = _treatments(question)
    for metric, samples in asked:
        apart = (imbalance(samples[control], samples[each]) for each in treatments)
        p_values = [scale.p_value(z_of(each)) for each in apart if not isinstance(each, Undefined)]
        if p_values:
            found[metric.key] = min(1.0, min(p_values) * len(treatments))
    return found


def _segments(judging: Judging, question: RunQuestion) -> Iterator[SegmentResult]:
    """Every breakdown of every metric, one family all together."""
    sums = question.sums
    places = sorted(
        {
            (dimension, value)
            for metric in sums.metrics.values()
            for dimension, values in metric.by.items()
            for value in values
        }
    )
    panels = [list(_panel(question, dimension, value)) for dimension, value in places]
    exploring = replace(judging, is_exploratory=True, left_shares={})
    judged = judge_panels(exploring, panels)
    for (dimension, value), metrics in zip(places, judged, strict=True):
        yield SegmentResult(dimension, value, metrics)


def _panel(
    question: RunQuestion, dimension: str, value: str
) -> Iterator[tuple[MetricQuestion, Mapping[str, Sample]]]:
    for metric in question.metrics:
        values = question.sums.metrics[metric.key].by.get(dimension, {})
        if value in values and metric.type != QUANTILE:
            yield metric, _samples(question.sums, metric, values[value])
