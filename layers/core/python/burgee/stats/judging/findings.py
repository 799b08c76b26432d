"""What an interval says, by the plan's rules: one table for goals, one for guardrails."""

from __future__ import annotations

from burgee.domain.results import Finding, Part
from burgee.stats.judging.questions import MetricQuestion
from burgee.stats.values import Interval

INCREASE = "increase"


def finding_of(
    metric: MetricQuestion, deciding: Interval, *, worthwhile: float, is_breached: bool
) -> Finding:
    """The finding of a deciding interval. `worthwhile`: the effect to exceed, on the interval's
    own scale; `is_breached`: a guardrail's variant is beyond its threshold."""
    good = towards_good(deciding, metric.direction)
    if metric.part is Part.GUARDRAIL:
        return _of_guardrail(good, metric.margin, is_breached=is_breached)
    if good.low > worthwhile:
        return Finding.BETTER
    if good.high < 0:
        return Finding.WORSE
    return Finding.NOT_WORTHWHILE if good.high < worthwhile else Finding.UNDECIDED


def sign_of(direction: str) -> int:
    """1 where more is good, -1 where less is."""
    return 1 if direction == INCREASE else -1


def towards_good(interval: Interval, direction: str) -> Interval:
    """The interval turned so that what is good lies above.

    >>> towards_good(Interval(1.0, 3.0), "decrease")
    Interval(low=-3.0, high=-1.0)
    """
    is_turned = sign_of(direction) < 0
    return Interval(-interval.high, -interval.low) if is_turned else interval


def is_beyond(metric: MetricQuestion, interval: Interval | None) -> bool:
    """Whether all of a variant's interval lies beyond the guardrail's threshold."""
    if metric.threshold is None or interval is None:
        return False
    if metric.direction == INCREASE:
        return interval.high < metric.threshold
    return interval.low > metric.threshold


def _of_guardrail(good: Interval, margin: float, *, is_breached: bool) -> Finding:
    if is_breached or good.high < -margin:
        return Finding.HARMED
    return Finding.SAFE if good.low > -margin else Finding.UNDECIDED
