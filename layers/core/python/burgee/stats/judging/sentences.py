"""Findings as people read them: numbers with their units, and the rule that they meet."""

from __future__ import annotations

from math import floor, log10

from burgee.domain.results import Comparison, Finding, MetricResult
from burgee.stats.judging.findings import sign_of
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.rates import is_rate, percent


def quoted(key: str) -> str:
    return f"'{key}'"


def gain(share: float) -> str:
    """A relative effect."""
    return percent(share, sign="+")


def number(value: float | None, metric: MetricResult, digits: int) -> str:
    """A value of a metric with so many decimals: rates in percent."""
    if value is None:
        return "undefined"
    return percent(value, digits) if is_rate(metric.type) else f"{value:,.{digits}f}"


def difference(value: float, metric: MetricResult, digits: int) -> str:
    """An effect of a metric: between rates in percentage points."""
    if is_rate(metric.type):
        return f"{100 * value:+.{digits}f} points"
    return f"{value:+,.{digits}f}"


def decimals(metric: MetricResult, comparison: Comparison) -> int:
    """As many as the effect needs to show two digits of its own, from 2 to 8."""
    size = abs(comparison.effect or 0.0) * (100 if is_rate(metric.type) else 1)
    return min(8, max(2, 1 - floor(log10(size)))) if size else 2


def interval(metric: MetricResult, comparison: Comparison) -> str:
    """The plan's interval, in percent of the control where the plan decides on that."""
    if comparison.alpha is None or comparison.low is None or comparison.high is None:
        return f"its interval is undefined, because {why(comparison)}"
    level = f"{100 * (1 - comparison.alpha):.4g} % interval"
    if comparison.decided_on == "relative_effect":
        low, high = comparison.relative_low or 0.0, comparison.relative_high or 0.0
        return f"{level} of the relative effect {gain(low)} to {gain(high)}"
    digits = decimals(metric, comparison)
    low_text = difference(comparison.low, metric, digits)
    return f"{level} {low_text} to {difference(comparison.high, metric, digits)}"


def why(comparison: Comparison) -> str:
    """Why the deciding interval is undefined."""
    for name in ("interval", "effect", "relative_effect"):
        if name in comparison.undefined:
            return comparison.undefined[name]
    return "there is no number"


def at_level(metric: MetricResult, comparison: Comparison) -> str:
    """Both values, the relative effect and the interval, as one clause."""
    digits = decimals(metric, comparison)
    values = {each.variant: number(each.value, metric, digits) for each in metric.variants}
    control = next(each.variant for each in metric.variants)
    relative = "" if comparison.relative_effect is None else f"{gain(comparison.relative_effect)}, "
    return (
        f"{metric.metric} is {values[comparison.variant]} against {values[control]} "
        f"({relative}{interval(metric, comparison)})"
    )


def found_sentence(metric: MetricResult, comparison: Comparison, plan: AnalysisPlan) -> str:
    """What was found, and the rule: on which side of which number the interval lies."""
    return f"{at_level(metric, comparison)}: all of it is {_side(metric, comparison, plan)}"


def _side(metric: MetricResult, comparison: Comparison, plan: AnalysisPlan) -> str:
    sign = sign_of(metric.direction)
    is_above = (comparison.finding is Finding.BETTER) == (sign > 0)
    if comparison.finding is Finding.NOT_WORTHWHILE:
        is_above = sign < 0
    edge = 0.0 if comparison.finding is Finding.WORSE else sign * plan.worthwhile_effect
    shown = gain(edge) if edge else "0"
    return f"{'above' if is_above else 'below'} {shown}"


def harm_sentence(metric: MetricResult, comparison: Comparison) -> str:
    """How a treatment harms a guardrail."""
    breached = next((note for note in comparison.notes if "threshold" in note), None)
    return breached or (
        f"{quoted(comparison.variant)} harms the guardrail {metric.metric}: "
        f"{at_level(metric, comparison)}"
    )


def progress(units: int, planned: int | None) -> str:
    """How far the run is."""
    if not planned:
        return f"{units:,} units came."
    return f"{units:,} of {planned:,} planned units came ({percent(units / planned, 0)})."
