"""Looks at results as tests need them; builders fill in what a test ignores."""

from __future__ import annotations

from typing import Any

from burgee.domain.results import (
    Check,
    Comparison,
    Finding,
    Look,
    MetricResult,
    Part,
    Posterior,
    Recommendation,
    SegmentResult,
    VariantResult,
    Verdict,
)

RUN = "checkout.1"
AT = "2026-11-24T04:00:00.000Z"


def a_comparison(variant: str = "treatment", **parts: Any) -> Comparison:
    given: dict[str, Any] = {
        "finding": Finding.BETTER,
        "method": "welch",
        "effect": 0.01,
        "se": 0.002,
        "low": 0.004,
        "high": 0.016,
        "relative_effect": 0.1,
        "relative_low": 0.04,
        "relative_high": 0.16,
        "decided_on": "effect",
        "alpha": 0.05,
        "bound": 3.0,
        "p_value": 0.001,
        "adjusted_p_value": 0.002,
        "family": 1,
    }
    return Comparison(variant, **(given | parts))


def a_metric_result(metric: str = "bought", **parts: Any) -> MetricResult:
    given: dict[str, Any] = {
        "part": Part.GOAL,
        "type": "conversion_rate",
        "direction": "increase",
        "variants": (
            VariantResult("control", 1200, 0.1, 0.08, 0.12),
            VariantResult("treatment", 1210, 0.11, 0.09, 0.13, 0.01),
        ),
        "comparisons": (a_comparison(),),
    }
    return MetricResult(metric, **(given | parts))


def a_segment_result(dimension: str = "country", value: str = "at") -> SegmentResult:
    return SegmentResult(dimension, value, (a_metric_result(),))


def a_posterior() -> Posterior:
    return Posterior(0.1, 0.02, 0.99, 0.98, 0.001, 0.05, "flat")


def a_verdict(**parts: Any) -> Verdict:
    given: dict[str, Any] = {
        "recommendation": Recommendation.CONTINUE,
        "rule": "goes_on",
        "sentence": "Let it go on: nothing is decided yet.",
    }
    return Verdict(**(given | parts))


def a_look(number: int = 1, **parts: Any) -> Look:
    given: dict[str, Any] = {
        "run": RUN,
        "number": number,
        "at": AT,
        "asked_by": "schedule",
        "days": 3.5,
        "information": 2410,
        "fraction": 0.3,
        "spent": 0.0001,
        "is_final": False,
        "design": "obrien_fleming",
        "plan": {"alpha": 0.05, "planned_units": 4000},
        "control": "control",
        "units": {"control": 1200, "treatment": 1210},
        "excluded": {"mixed": 2},
        "left": {"treatment": {"toggled": 12}},
        "checks": (Check("sample_ratio", True, True, "The groups are as large as planned.", 0.8),),
        "metrics": (a_metric_result(),),
        "segments": (),
        "verdict": a_verdict(),
    }
    return Look(**(given | parts))
