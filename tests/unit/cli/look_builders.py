"""Looks at the results of the run badges.1, and what the API answers about them."""

from __future__ import annotations

from typing import Any

from burgee.domain.results import (
    Check,
    Comparison,
    Look,
    MetricResult,
    Posterior,
    Recommendation,
    SegmentResult,
    VariantResult,
    Verdict,
)
from burgee.wire import result_answers as answers
from tests import looks

KEY = "badges"
PLAN = {"alpha": 0.05, "correction": "holm", "worthwhile_effect": 0.0, "planned_units": 10000}


def a_variant(name: str = "control", **parts: Any) -> VariantResult:
    """5,000 units, of which 10 % did what is measured."""
    values = {"units": 5000, "value": 0.1, "low": 0.0919, "high": 0.1085}
    return VariantResult(**({"variant": name} | values | parts))


def a_comparison(**parts: Any) -> Comparison:
    """A treatment that is better by 1.5 points, one of two comparisons."""
    found: dict[str, Any] = {
        "effect": 0.0152,
        "se": 0.0062,
        "low": 0.00121,
        "high": 0.02919,
        "relative_effect": 0.152,
        "relative_low": 0.0113,
        "relative_high": 0.3091,
        "bound": 2.2564,
        "p_value": 0.0142,
        "adjusted_p_value": 0.0284,
        "family": 2,
    }
    return looks.a_comparison(**(found | parts))


def a_posterior() -> Posterior:
    """What a Bayesian would say of the same treatment."""
    return Posterior(0.0151, 0.0061, 0.9933, 0.9932, 0.00001234, 0.0151, "flat")


def a_metric(name: str = "bought", **parts: Any) -> MetricResult:
    """A goal with one treatment, which is better."""
    found: dict[str, Any] = {
        "variants": (a_variant(), a_variant("treatment", value=0.1152, low=0.1066, high=0.1243)),
        "comparisons": (a_comparison(),),
    }
    return looks.a_metric_result(name, **(found | parts))


def a_verdict(**parts: Any) -> Verdict:
    found: dict[str, Any] = {
        "recommendation": Recommendation.PROMOTE,
        "sentence": "Promote treatment: bought is higher by 1.52 points.",
    }
    return looks.a_verdict(**(found | parts))


def a_check(**parts: Any) -> Check:
    found: dict[str, Any] = {
        "key": "sample_ratio",
        "passed": True,
        "blocks": True,
        "sentence": "Units are split as planned.",
    }
    return Check(**(found | parts))


def a_segment(value: str = "mobile") -> SegmentResult:
    return SegmentResult(dimension="device", value=value, metrics=(a_metric(),))


def a_look(number: int = 5, **parts: Any) -> Look:
    """The fifth look, at which the treatment is to be promoted."""
    found: dict[str, Any] = {
        "run": f"{KEY}.1",
        "at": f"2026-11-{20 + number:02d}T03:05:00Z",
        "days": 7.0 + number,
        "information": 2000 * number,
        "fraction": 0.1 * number,
        "spent": 0.00305,
        "plan": PLAN,
        "units": {"control": 5012, "treatment": 4988},
        "excluded": {"mixed": 3, "opted_out": 0},
        "checks": (a_check(),),
        "metrics": (a_metric(),),
        "verdict": a_verdict(),
    }
    return looks.a_look(number, **(found | parts))


def results_answer(look: Look | None = None, *inexact: str) -> dict[str, Any]:
    """What the API answers about the newest look."""
    return answers.results_answer(KEY, look or a_look(), inexact)


def series_answer(*found: Look, metric: str | None = None) -> dict[str, Any]:
    """What the API answers about all looks."""
    return answers.series_answer(KEY, found, metric)


def segments_answer(*segments: SegmentResult) -> dict[str, Any]:
    """What the API answers about the segments of the newest look."""
    return answers.segments_answer(KEY, a_look(), segments, None)
