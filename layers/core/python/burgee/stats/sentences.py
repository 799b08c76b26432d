"""Findings as people read them: numbers with their units, and the rule that they meet."""

from __future__ import annotations

from burgee.domain.results import Comparison, Finding, MetricResult
from burgee.stats.questions import AnalysisPlan
from burgee.stats.rates import is_rate

BEYOND = {
    Finding.BETTER: "better than",
    Finding.WORSE: "worse than",
    Finding.NOT_WORTHWHILE: "short of",
}


def quoted(key: str) -> str:
    return f"'{key}'"


def number(value: float | None, metric: MetricResult) -> str:
    """A value of a metric: rates in percent, the rest with four digits."""
    if value is None:
        return "undefined"
    return f"{value:.2%}" if is_rate(metric.type) else f"{value:,.4g}"


def difference(value: float | None, metric: MetricResult) -> str:
    """An effect of a metric: between rates in percentage points."""
    if value is None:
        return "undefined"
    return f"{100 * value:+.2f} points" if is_rate(metric.type) else f"{value:+,.4g}"


def interval(metric: MetricResult, comparison: Comparison) -> str:
    """The plan's interval, in percent of the control where the plan decides on that."""
    if comparison.alpha is None or comparison.low is None or comparison.high is None:
        return f"its interval is undefined, because {why(comparison)}"
    level = f"{100 * (1 - comparison.alpha):.4g} % interval"
    if comparison.decided_on == "relative_effect":
        low, high = comparison.relative_low or 0.0, comparison.relative_high or 0.0
        return f"{level} of the relative effect {low:+.1%} to {high:+.1%}"
    low_text, high_text = (difference(end, metric) for end in (comparison.low, comparison.high))
    return f"{level} {low_text} to {high_text}"


def why(comparison: Comparison) -> str:
    """Why the deciding interval is undefined."""
    for name in ("interval", "effect", "relative_effect"):
        if name in comparison.undefined:
            return comparison.undefined[name]
    return "there is no number"


def at_level(metric: MetricResult, comparison: Comparison, plan: AnalysisPlan) -> str:
    """Both values, the relative effect and the interval, as one clause."""
    values = {each.variant: number(each.value, metric) for each in metric.variants}
    control = next(each.variant for each in metric.variants)
    relative = (
        "" if comparison.relative_effect is None else f"{comparison.relative_effect:+.1%}, "
    )
    return (
        f"{metric.metric} is {values[comparison.variant]} against {values[control]} "
        f"({relative}{interval(metric, comparison)})"
    )


def found_sentence(metric: MetricResult, comparison: Comparison, plan: AnalysisPlan) -> str:
    """What was found, and the rule: on which side of which number the interval lies."""
    return f"{at_level(metric, comparison, plan)}: all of it is {_side(metric, comparison, plan)}"


def _side(metric: MetricResult, comparison: Comparison, plan: AnalysisPlan) -> str:
    sign = 1 if metric.direction == "increase" else -1
    is_above = (comparison.finding is Finding.BETTER) == (sign > 0)
    if comparison.finding is Finding.NOT_WORTHWHILE:
        is_above = sign < 0
    edge = 0.0 if comparison.finding is Finding.WORSE else sign * plan.worthwhile_effect
    shown = f"{edge:+.1%}" if edge else "0"
    return f"{'above' if is_above else 'below'} {shown}"


def harm_sentence(metric: MetricResult, comparison: Comparison, plan: AnalysisPlan) -> str:
    """How a treatment harms a guardrail."""
    breached = next((note for note in comparison.notes if "threshold" in note), None)
    return breached or (
        f"{quoted(comparison.variant)} harms the guardrail {metric.metric}: "
        f"{at_level(metric, comparison, plan)}"
    )


def progress(units: int, planned: int | None) -> str:
    """How far the run is."""
    if not planned:
        return f"{units:,} units came."
    return f"{units:,} of {planned:,} planned units came ({units / planned:.0%})."
