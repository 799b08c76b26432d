"""What an interval says."""

from __future__ import annotations

import pytest

from burgee.domain.results import Finding, Part
from burgee.stats.judging.findings import finding_of, is_beyond
from burgee.stats.judging.questions import MetricQuestion
from burgee.stats.values import Interval

GOAL = MetricQuestion("revenue", Part.GOAL, "sum")
LATENCY = MetricQuestion("latency", Part.GOAL, "sum", direction="decrease")
GUARDRAIL = MetricQuestion("errors", Part.GUARDRAIL, "sum", direction="decrease", threshold=0.05)
SAFE_WITHIN = MetricQuestion("sales", Part.GUARDRAIL, "sum", margin=0.02, threshold=10.0)


@pytest.mark.parametrize(
    ("metric", "low", "high", "worthwhile", "finding"),
    [
        (GOAL, 0.1, 0.3, 0.0, Finding.BETTER),
        (GOAL, -0.3, -0.1, 0.0, Finding.WORSE),
        (GOAL, -0.1, 0.3, 0.0, Finding.UNDECIDED),
        (GOAL, 0.0, 0.3, 0.0, Finding.UNDECIDED),
        (GOAL, 0.1, 0.3, 0.2, Finding.UNDECIDED),
        (GOAL, 0.25, 0.3, 0.2, Finding.BETTER),
        (GOAL, -0.1, 0.15, 0.2, Finding.NOT_WORTHWHILE),
        (LATENCY, -0.3, -0.1, 0.0, Finding.BETTER),
        (LATENCY, 0.1, 0.3, 0.0, Finding.WORSE),
        (GUARDRAIL, 0.1, 0.3, 0.0, Finding.HARMED),
        (GUARDRAIL, -0.1, 0.3, 0.0, Finding.UNDECIDED),
        (GUARDRAIL, -0.3, -0.1, 0.0, Finding.SAFE),
        (SAFE_WITHIN, -0.01, 0.3, 0.0, Finding.SAFE),
        (SAFE_WITHIN, -0.03, -0.01, 0.0, Finding.UNDECIDED),
        (SAFE_WITHIN, -0.09, -0.03, 0.0, Finding.HARMED),
    ],
)
def test_the_side_on_which_all_of_the_interval_lies_is_the_finding(
    metric: MetricQuestion, low: float, high: float, worthwhile: float, finding: Finding
) -> None:
    interval = Interval(low, high)
    assert finding_of(metric, interval, worthwhile=worthwhile, is_breached=False) is finding


def test_a_breached_threshold_is_harm_whatever_the_effect() -> None:
    found = finding_of(GUARDRAIL, Interval(-9.0, -8.0), worthwhile=0.0, is_breached=True)
    assert found is Finding.HARMED


@pytest.mark.parametrize(
    ("metric", "interval", "beyond"),
    [
        (GUARDRAIL, Interval(0.06, 0.08), True),
        (GUARDRAIL, Interval(0.04, 0.08), False),
        (SAFE_WITHIN, Interval(8.0, 9.0), True),
        (SAFE_WITHIN, Interval(8.0, 11.0), False),
        (SAFE_WITHIN, None, False),
        (GOAL, Interval(8.0, 9.0), False),
    ],
)
def test_a_threshold_is_breached_when_all_of_the_variant_lies_beyond(
    metric: MetricQuestion, interval: Interval | None, beyond: bool
) -> None:
    assert is_beyond(metric, interval) is beyond
