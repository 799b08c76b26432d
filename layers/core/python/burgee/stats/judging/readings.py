"""An effect as it is read at one look: its interval at its family's level, and what that says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Any

from burgee.domain.results import (
    Comparison,
    Finding,
    MetricResult,
    Part,
    Posterior,
    VariantResult,
)
from burgee.stats.judging.effects import Effect
from burgee.stats.judging.families import Corrected
from burgee.stats.judging.findings import finding_of, is_beyond
from burgee.stats.judging.questions import AnalysisPlan, MetricQuestion
from burgee.stats.judging.samples import Sample, alpha_at
from burgee.stats.judging.scales import CONFIDENCE_SEQUENCE, FIXED, MSPRT, LookAccount
from burgee.stats.values import Estimate, Interval, Undefined


@dataclass(frozen=True, slots=True)
class NotYet(Undefined):
    """There will be such a number at a later look."""


TOO_EARLY = NotYet("this early the plan spends nothing that a result could reach")
NO_STOP = 8.0  # standard errors: where no result could stop, an interval is not worth showing
FEWEST_FOR_LIMITS = 100  # units of a variant from which asymptotic confidence sequences hold

EFFECT = "effect"
RELATIVE_EFFECT = "relative_effect"


@dataclass(frozen=True, slots=True)
class Judging:
    """How the metrics of one look, or of one part of its units, are judged.

    `is_exploratory`: all comparisons are one family, whatever their metrics are for. `left_shares`:
    variant -> the share of its units for which the experiment no longer decides.
    """

    plan: AnalysisPlan
    account: LookAccount
    control: str
    treatments: Sequence[str]
    is_exploratory: bool = False
    left_shares: Mapping[str, float] = field(default_factory=dict)
    bounds: dict[float, float] = field(default_factory=dict)

    def bound(self, alpha: float) -> float:
        """The bound at `alpha`, worked out once: comparisons share a few levels."""
        if alpha not in self.bounds:
            self.bounds[alpha] = self.account.scale.bound(alpha)
        return self.bounds[alpha]

    def decides_on_relative(self, metric: MetricQuestion) -> bool:
        """Whether the deciding interval is that of the relative effect."""
        if metric.part is Part.GUARDRAIL:
            return metric.margin > 0
        return self.plan.worthwhile_effect != 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A comparison before its family is known."""

    metric: MetricQuestion
    variant: str
    effect: Effect
    samples: Mapping[str, Sample]
    posterior: Posterior | None = None

    @property
    def fewest(self) -> int:
        return min(sample.units for sample in self.samples.values())


@dataclass(frozen=True, slots=True)
class Held:
    """What the family of a comparison makes of it. `family`: how many comparisons it has."""

    p_value: float | Undefined
    corrected: Corrected
    family: int


def closed(judging: Judging, each: Judged) -> NotYet | None:
    """Why the plan lets nothing be concluded at this look."""
    account = judging.account
    if account.design == FIXED and not account.is_final:
        planned = judging.plan.planned_units
        when = f"at {planned:,} units per variant" if planned else "at the end"
        return NotYet(f"the plan looks once, {when}")
    if account.design in {CONFIDENCE_SEQUENCE, MSPRT} and each.fewest < FEWEST_FOR_LIMITS:
        return NotYet(f"it takes {FEWEST_FOR_LIMITS} units in each variant")
    return None


def metric_result(
    judging: Judging,
    metric: MetricQuestion,
    samples: Mapping[str, Sample],
    row: Sequence[Judged],
    held: Mapping[int, Held],
) -> MetricResult:
    variants = {variant: _variant(judging, variant, each) for variant, each in samples.items()}
    return MetricResult(
        metric=metric.key,
        part=metric.part,
        type=metric.type,
        direction=metric.direction,
        variants=[result for result, _ in variants.values()],
        comparisons=[
            _comparison(judging, each, variants[each.variant][1], held[id(each)]) for each in row
        ],
        margin=metric.margin,
        threshold=metric.threshold,
        cap=metric.cap,
    )


def _variant(
    judging: Judging, variant: str, sample: Sample
) -> tuple[VariantResult, Interval | None]:
    """A variant's value; its interval holds at every look, as those of effects do."""
    bound = judging.bound(judging.plan.alpha)
    value = sample.value
    found = sample.interval(bound) if bound < NO_STOP else TOO_EARLY
    if isinstance(value, Undefined):
        found = value
    interval = None if isinstance(found, Undefined) else found
    low, high = _ends(found)
    result = VariantResult(
        variant=variant,
        units=sample.units,
        value=_known(value),
        low=low,
        high=high,
        left_share=judging.left_shares.get(variant, 0.0),
        capped=None if sample.capping is None else sample.capping.units,
        undefined=_whys({"value": value, "interval": found}),
    )
    return result, interval


def _comparison(
    judging: Judging,
    each: Judged,
    variant: Interval | None,
    held: Held,
) -> Comparison:
    effect, metric = each.effect, each.metric
    bound = judging.bound(held.corrected.alpha)
    reached = closed(judging, each) or (TOO_EARLY if bound >= NO_STOP else None)
    interval = reached or effect.interval(bound)
    relative = reached or effect.relative_interval(bound)
    is_relative = judging.decides_on_relative(metric)
    is_breached = metric.part is Part.GUARDRAIL and is_beyond(metric, variant)
    deciding = relative if is_relative else interval
    low, high = _ends(interval)
    relative_low, relative_high = _ends(relative)
    return Comparison(
        variant=each.variant,
        finding=_finding(judging, metric, deciding, is_breached=is_breached),
        method=effect.method,
        effect=_known(effect.value),
        se=_se(effect.estimate),
        low=low,
        high=high,
        relative_effect=_value(effect.relative),
        relative_low=relative_low,
        relative_high=relative_high,
        decided_on=RELATIVE_EFFECT if is_relative else EFFECT,
        alpha=held.corrected.alpha,
        bound=bound if bound < NO_STOP else None,
        p_value=_known(held.p_value),
        adjusted_p_value=_known(held.corrected.adjusted_p_value),
        family=held.family,
        unadjusted_effect=_value(effect.raw),
        unadjusted_se=_se(effect.raw),
        variance_reduction=effect.variance_reduction,
        uncapped_effect=_value(effect.uncapped),
        uncapped_se=_se(effect.uncapped),
        effect_size=_known(effect.size),
        effect_size_words=effect.size_words,
        posterior=each.posterior,
        undefined=_whys(_answers(effect, interval, relative, held.p_value)),
        notes=[
            *_notes(each, variant, is_breached=is_breached),
            *_cap_notes(judging, each, reached or bound),
        ],
    )


def _answers(
    effect: Effect,
    interval: Interval | Undefined,
    relative: Interval | Undefined,
    p_value: float | Undefined,
) -> dict[str, Any]:
    """What a comparison shows and may be undefined, by name."""
    return {
        "effect": effect.value,
        "se": effect.estimate,
        "relative_effect": effect.relative,
        "effect_size": effect.size,
        "uncapped_effect": effect.uncapped,
        "interval": interval,
        "relative_interval": relative,
        "p_value": p_value,
    }


def _finding(
    judging: Judging, metric: MetricQuestion, deciding: Interval | Undefined, *, is_breached: bool
) -> Finding:
    if isinstance(deciding, Undefined) and not is_breached:
        return Finding.UNDECIDED if isinstance(deciding, NotYet) else Finding.UNDEFINED
    interval = Interval(-inf, inf) if isinstance(deciding, Undefined) else deciding
    worthwhile = judging.plan.worthwhile_effect
    return finding_of(metric, interval, worthwhile=worthwhile, is_breached=is_breached)


def _notes(each: Judged, variant: Interval | None, *, is_breached: bool) -> list[str]:
    notes = []
    if is_breached and variant is not None:
        notes.append(
            f"'{each.variant}' is beyond the threshold {each.metric.threshold:g} of "
            f"{each.metric.key}: its interval is {variant.low:.4g} to {variant.high:.4g}"
        )
    if (each.effect.variance_reduction or 0.0) < 0:
        notes.append("the covariate made the interval wider")
    return notes


def _cap_notes(judging: Judging, each: Judged, bound: float | Undefined) -> Iterator[str]:
    """How many units a cap met, and the effect without it."""
    cap, uncapped = each.metric.cap, each.effect.uncapped
    if cap is None or uncapped is None:
        return
    pair = judging.control, each.variant
    found = [(variant, each.samples[variant].capping) for variant in pair]
    counts = {variant: capping.units for variant, capping in found if capping is not None}
    if any(counts.values()):
        shown = ", ".join(f"{units:,} of '{variant}'" for variant, units in counts.items())
        yield (
            f"units above the cap {cap:g}: {shown}; without the cap the effect is "
            f"{_with_interval(uncapped, bound)}"
        )


def _with_interval(estimate: Estimate | Undefined, bound: float | Undefined) -> str:
    if isinstance(estimate, Undefined):
        return str(estimate)
    if isinstance(bound, Undefined):
        return f"{estimate.value:+.4g} (its interval is {bound})"
    interval = estimate.interval(alpha_at(bound))
    return f"{estimate.value:+.4g} ({interval.low:+.4g} to {interval.high:+.4g})"


def _known(value: float | Undefined | None) -> float | None:
    return None if isinstance(value, Undefined) else value


def _value(estimate: Estimate | Undefined | None) -> float | None:
    return estimate.value if isinstance(estimate, Estimate) else None


def _se(estimate: Estimate | Undefined | None) -> float | None:
    return estimate.se if isinstance(estimate, Estimate) else None


def _ends(interval: Interval | Undefined) -> tuple[float | None, float | None]:
    """Both ends; None where it is open."""
    if isinstance(interval, Undefined):
        return None, None
    low, high = interval.low, interval.high
    return low if isfinite(low) else None, high if isfinite(high) else None


def _whys(answers: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: answer.because for name, answer in answers.items() if isinstance(answer, Undefined)
    }
