"""Metrics judged at one look: effects, held to the levels of their families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from burgee.domain.results import MetricResult, Part
from burgee.stats.judging.effects import effects_of, z_of
from burgee.stats.judging.families import NONE, corrected
from burgee.stats.judging.findings import sign_of
from burgee.stats.judging.posteriors import believed, posteriors_of
from burgee.stats.judging.questions import MetricQuestion
from burgee.stats.judging.readings import Held, Judged, Judging, closed, metric_result
from burgee.stats.judging.samples import Sample
from burgee.stats.judging.scales import BAYESIAN
from burgee.stats.values import Undefined

SECONDARY_CORRECTION = "benjamini_hochberg"


def judge_metrics(
    judging: Judging, asked: Sequence[tuple[MetricQuestion, Mapping[str, Sample]]]
) -> list[MetricResult]:
    """The metrics in the order given, every treatment against the control."""
    return judge_panels(judging, [asked])[0]


def judge_panels(
    judging: Judging,
    panels: Sequence[Sequence[tuple[MetricQuestion, Mapping[str, Sample]]]],
) -> list[list[MetricResult]]:
    """Several groups of metrics whose comparisons share their families, as segments do."""
    rows = [[_row(judging, *asked) for asked in panel] for panel in panels]
    held = _held(judging, [each for panel in rows for row in panel for each in row])
    return [
        [
            metric_result(judging, metric, samples, row, held)
            for (metric, samples), row in zip(panel, found, strict=True)
        ]
        for panel, found in zip(panels, rows, strict=True)
    ]


def _row(judging: Judging, metric: MetricQuestion, samples: Mapping[str, Sample]) -> list[Judged]:
    """A metric's comparisons; beliefs about goals stand beside whatever the plan is."""
    prior = judging.plan.prior_deviation
    effects = effects_of(samples, judging.control, judging.treatments)
    has_beliefs = metric.part is Part.GOAL and not judging.is_exploratory
    beliefs = posteriors_of(effects, prior, direction=metric.direction) if has_beliefs else {}
    if judging.account.design == BAYESIAN:
        effects = {variant: believed(effect, prior) for variant, effect in effects.items()}
    return [
        Judged(metric, variant, effect, samples, beliefs.get(variant))
        for variant, effect in effects.items()
    ]


def _held(judging: Judging, everyone: Sequence[Judged]) -> dict[int, Held]:
    """id of a comparison -> what its family makes of it."""
    families: dict[str, list[Judged]] = {}
    for each in everyone:
        name = "" if judging.is_exploratory else str(each.metric.part)
        families.setdefault(name, []).append(each)
    found: dict[int, Held] = {}
    for name, members in families.items():
        p_values = [_p_value(judging, each) for each in members]
        steps = [_step_p_value(judging, each, p) for each, p in zip(members, p_values, strict=True)]
        counting = sum(not isinstance(step, Undefined) for step in steps) or len(members)
        corrections = corrected(steps, _correction(judging, name), judging.plan.alpha)
        for each, p_value, correction in zip(members, p_values, corrections, strict=True):
            found[id(each)] = Held(p_value, correction, counting)
    return found


def _correction(judging: Judging, family: str) -> str:
    if judging.account.design == BAYESIAN or family == Part.GUARDRAIL:
        return NONE
    return judging.plan.correction if family == Part.GOAL else SECONDARY_CORRECTION


def _p_value(judging: Judging, each: Judged) -> float | Undefined:
    if judging.account.design == BAYESIAN:
        return Undefined("a Bayesian plan has probabilities of effects, and no p-value")
    if isinstance(shut := closed(judging, each), Undefined):
        return shut
    z = each.effect.z
    return z if isinstance(z, Undefined) else judging.account.scale.p_value(z)


def _step_p_value(judging: Judging, each: Judged, p_value: float | Undefined) -> float | Undefined:
    """The p-value by which the family is gone through: of lying outside of what is between no
    effect and the worthwhile one."""
    relative, worthwhile = each.effect.relative, judging.plan.worthwhile_effect
    if isinstance(p_value, Undefined) or not worthwhile or isinstance(relative, Undefined):
        return p_value
    sign = sign_of(each.metric.direction)
    beyond = sign * relative.value - worthwhile
    if beyond > 0:
        return judging.account.scale.p_value(z_of(replace(relative, value=beyond)))
    return p_value if sign * relative.value < 0 else 1.0
