"""What to do next: rules over findings, each with the sentence that a person reads.

The first rule that applies wins. `Verdict.rule` names it; the rules are listed in docs/results.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from burgee.domain.results import (
    Check,
    Comparison,
    Finding,
    MetricResult,
    Part,
    Recommendation,
    Verdict,
)
from burgee.stats.judging.checks import failed
from burgee.stats.judging.findings import sign_of
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.judging.sentences import (
    at_level,
    found_sentence,
    gain,
    harm_sentence,
    progress,
    quoted,
)

SHORTFALL = 0.9  # of the planned units that will come: below it an experiment is too slow
FORESEEABLE = 0.5  # of the maximum of days: before it nobody can tell


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the rules ask about. `units` is all that counted; `planned` of all variants."""

    plan: AnalysisPlan
    checks: Sequence[Check]
    metrics: Sequence[MetricResult]
    is_final: bool
    has_ended: bool
    days: float
    units: int
    planned: int | None

    def part(self, part: Part) -> list[MetricResult]:
        return [metric for metric in self.metrics if metric.part is part]

    def found(self, part: Part, *findings: Finding) -> Iterator[tuple[MetricResult, Comparison]]:
        """Metrics and comparisons with one of these findings."""
        for metric in self.part(part):
            for comparison in metric.comparisons:
                if comparison.finding in findings:
                    yield metric, comparison

    def having(self, part: Part, *findings: Finding) -> set[str]:
        """The treatments for which any metric has one of these findings."""
        return {comparison.variant for _, comparison in self.found(part, *findings)}

    @property
    def treatments(self) -> set[str]:
        return {each.variant for metric in self.metrics for each in metric.comparisons}

    @property
    def promotable(self) -> set[str]:
        """Better in a goal, worse in none, harming no guardrail, and safe where that was asked."""
        unsafe = {
            comparison.variant
            for metric, comparison in self.found(Part.GUARDRAIL, Finding.UNDECIDED)
            if metric.margin
        }
        return (
            self.having(Part.GOAL, Finding.BETTER)
            - self.having(Part.GOAL, Finding.WORSE)
            - self.having(Part.GUARDRAIL, Finding.HARMED)
            - unsafe
        )


Rule = Callable[[Standing], Verdict | None]


def verdict_of(standing: Standing) -> Verdict:
    """The verdict of the first rule that applies; the last one always does."""
    for rule in RULES:
        verdict = rule(standing)
        if verdict is not None:
            return verdict
    return _inconclusive(standing)


def _blocked(standing: Standing) -> Verdict | None:
    wrong = failed(standing.checks, blocking=True)
    if not wrong:
        return None
    sentences = [check.sentence for check in wrong]
    return Verdict(None, "blocked", f"No verdict: {sentences[0]}", reasons=sentences)


def _harmed(standing: Standing) -> Verdict | None:
    harmed = list(standing.found(Part.GUARDRAIL, Finding.HARMED))
    if not harmed or standing.promotable - {each.variant for _, each in harmed}:
        return None
    metric, worst = harmed[0]
    wins = worst.variant in standing.having(Part.GOAL, Finding.BETTER)
    harm = harm_sentence(metric, worst)
    if wins:
        said = f"Modify {quoted(worst.variant)}: it improves a goal, but {harm}."
        return _about(metric, worst, Recommendation.MODIFY, "goal_against_guardrail", said)
    said = f"Stop: {harm}."
    return _about(metric, worst, Recommendation.STOP, "guardrail_harmed", said)


def _held_back(standing: Standing) -> Verdict | None:
    short = failed(standing.checks, blocking=False)
    if not short:
        return None
    reasons = [check.sentence for check in short]
    if standing.has_ended:
        said = f"Extend, in a new run: it ended too early to conclude. {reasons[0]}"
        return Verdict(Recommendation.EXTEND, "ended_early", said, reasons=reasons)
    said = f"Continue: it is too early to conclude. {' '.join(reasons)}"
    return Verdict(Recommendation.CONTINUE, "too_early", said, reasons=reasons)


def _promote(standing: Standing) -> Verdict | None:
    winners = standing.promotable
    found = [
        (metric, each)
        for metric, each in standing.found(Part.GOAL, Finding.BETTER)
        if each.variant in winners
    ]
    if not found:
        return None
    first = found[0][0]
    metric, best = max((pair for pair in found if pair[0] is first), key=_benefit)
    others = sorted(winners - {best.variant})
    also = f" So would {', '.join(map(quoted, others))}." if others else ""
    said = f"Promote {quoted(best.variant)}: {found_sentence(metric, best, standing.plan)}.{also}"
    return _about(metric, best, Recommendation.PROMOTE, "worthwhile", said)


def _mixed_goals(standing: Standing) -> Verdict | None:
    torn = standing.having(Part.GOAL, Finding.BETTER) & standing.having(Part.GOAL, Finding.WORSE)
    if not torn:
        return None
    metric, worse = next(
        pair for pair in standing.found(Part.GOAL, Finding.WORSE) if pair[1].variant in torn
    )
    said = (
        f"Modify {quoted(worse.variant)}: it improves one goal and harms another; "
        f"{found_sentence(metric, worse, standing.plan)}."
    )
    return _about(metric, worse, Recommendation.MODIFY, "goals_conflict", said)


def _roll_back(standing: Standing) -> Verdict | None:
    worse = standing.having(Part.GOAL, Finding.WORSE)
    if not worse or worse != standing.treatments:
        return None
    metric, each = next(standing.found(Part.GOAL, Finding.WORSE))
    said = f"Roll back to the control: {found_sentence(metric, each, standing.plan)}."
    return _about(metric, each, Recommendation.ROLL_BACK, "harmful", said)


def _not_worthwhile(standing: Standing) -> Verdict | None:
    goals = [each for metric in standing.part(Part.GOAL) for each in metric.comparisons]
    short = {Finding.NOT_WORTHWHILE, Finding.WORSE}
    if not goals or not all(each.finding in short for each in goals):
        return None
    metric, each = next(standing.found(Part.GOAL, *short))
    said = (
        f"Stop: no treatment can reach the worthwhile effect of "
        f"{gain(standing.plan.worthwhile_effect)}; {found_sentence(metric, each, standing.plan)}."
    )
    return _about(metric, each, Recommendation.STOP, "not_worthwhile", said)


def _unsafe(standing: Standing) -> Verdict | None:
    """A winner whose guardrails are not shown to be safe yet."""
    winners = standing.having(Part.GOAL, Finding.BETTER)
    for metric, each in standing.found(Part.GUARDRAIL, Finding.UNDECIDED):
        if each.variant in winners and metric.margin:
            said = (
                f"{quoted(each.variant)} improves a goal, but {metric.metric} is not shown to be "
                f"safe: {at_level(metric, each)}"
            )
            more = Recommendation.EXTEND if standing.has_ended else Recommendation.CONTINUE
            return _about(metric, each, more, "safety_not_shown", f"{more.title()}: {said}.")
    return None


def _too_slow(standing: Standing) -> Verdict | None:
    most, planned = standing.plan.maximum_days, standing.planned
    if standing.is_final or not most or not planned or standing.days < FORESEEABLE * most:
        return None
    coming = standing.units / standing.days * most
    if coming >= SHORTFALL * planned:
        return None
    said = (
        f"Extend: at this pace {coming:,.0f} of the planned {planned:,} units will have come by "
        f"day {most}. Raise the traffic, or plan a longer run."
    )
    return Verdict(
        Recommendation.EXTEND, "too_slow", said, numbers={"units": coming, "planned": planned}
    )


def _continue(standing: Standing) -> Verdict | None:
    if standing.is_final:
        return None
    said = f"Continue: nothing is decided yet. {progress(standing.units, standing.planned)}"
    shown = _first_goal(standing)
    if shown is None:
        return Verdict(Recommendation.CONTINUE, "undecided", said)
    metric, each = shown
    return _about(
        metric,
        each,
        Recommendation.CONTINUE,
        "undecided",
        f"{said} {at_level(metric, each).capitalize()}.",
    )


def _extend(standing: Standing) -> Verdict | None:
    planned = standing.planned
    if not planned or standing.units >= planned:
        return None
    said = (
        f"Extend, in a new run: it ended with {standing.units:,} of the planned {planned:,} units, "
        f"and nothing is decided."
    )
    numbers = {"units": standing.units, "planned": planned}
    return Verdict(Recommendation.EXTEND, "too_few_units", said, numbers=numbers)


def _inconclusive(standing: Standing) -> Verdict:
    shown = _first_goal(standing)
    said = "Inconclusive: the run is over and its goals are undecided"
    if shown is None:
        return Verdict(Recommendation.INCONCLUSIVE, "inconclusive", f"{said}.")
    metric, each = shown
    sentence = f"{said}: {at_level(metric, each)}. Keep the control."
    return _about(metric, each, Recommendation.INCONCLUSIVE, "inconclusive", sentence)


def _first_goal(standing: Standing) -> tuple[MetricResult, Comparison] | None:
    return next(standing.found(Part.GOAL, *Finding), None)


def _benefit(pair: tuple[MetricResult, Comparison]) -> float:
    metric, comparison = pair
    return sign_of(metric.direction) * (comparison.effect or 0.0)


def _about(
    metric: MetricResult,
    comparison: Comparison,
    recommendation: Recommendation,
    rule: str,
    sentence: str,
) -> Verdict:
    return Verdict(
        recommendation,
        rule,
        sentence,
        variant=comparison.variant,
        metric=metric.metric,
        numbers={
            "effect": comparison.effect,
            "low": comparison.low,
            "high": comparison.high,
            "relative_effect": comparison.relative_effect,
            "relative_low": comparison.relative_low,
            "relative_high": comparison.relative_high,
            "alpha": comparison.alpha,
            "p_value": comparison.p_value,
        },
    )


RULES: tuple[Rule, ...] = (
    _blocked,
    _harmed,
    _held_back,
    _promote,
    _mixed_goals,
    _roll_back,
    _not_worthwhile,
    _unsafe,
    _too_slow,
    _continue,
    _extend,
)
