"""Looks at the results of a run, as the API answers them, for tests of the command."""

from __future__ import annotations

from dataclasses import asdict
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

PLAN = {"alpha": 0.05, "sequential": "obrien_fleming", "correction": "holm"}
PLAN |= {"worthwhile_effect": 0.0, "method": "frequentist", "planned_units": 10000}


def a_variant(name: str = "control", **overrides: Any) -> VariantResult:
    """5,000 units, of which 10 % did what is measured."""
    values = {"units": 5000, "value": 0.1, "low": 0.0919, "high": 0.1085}
    return VariantResult(**{"variant": name, **values, **overrides})


def a_comparison(**overrides: Any) -> Comparison:
    """A treatment that is better by 1.5 points."""
    found: dict[str, Any] = {
        "variant": "treatment",
        "finding": Finding.BETTER,
        "method": "welch",
        "effect": 0.0152,
        "se": 0.0062,
        "low": 0.00121,
        "high": 0.02919,
        "relative_effect": 0.152,
        "relative_low": 0.0113,
        "relative_high": 0.3091,
        "decided_on": "effect",
        "alpha": 0.05,
        "bound": 2.2564,
        "p_value": 0.0142,
        "adjusted_p_value": 0.0284,
        "family": 2,
    }
    return Comparison(**{**found, **overrides})


def a_posterior(**overrides: Any) -> Posterior:
    """What a Bayesian would say of the same treatment."""
    found: dict[str, Any] = {
        "mean": 0.0151,
        "deviation": 0.0061,
        "to_beat_control": 0.9933,
        "to_be_best": 0.9932,
        "loss_of_promoting": 0.00001234,
        "loss_of_keeping": 0.0151,
        "prior": "flat",
    }
    return Posterior(**{**found, **overrides})


def a_metric(name: str = "bought", **overrides: Any) -> MetricResult:
    """A goal with one treatment, which is better."""
    found: dict[str, Any] = {
        "metric": name,
        "part": Part.GOAL,
        "type": "conversion_rate",
        "direction": "increase",
        "variants": (a_variant(), a_variant("treatment", value=0.1152, low=0.1066, high=0.1243)),
        "comparisons": (a_comparison(),),
    }
    return MetricResult(**{**found, **overrides})


def a_verdict(**overrides: Any) -> Verdict:
    found: dict[str, Any] = {
        "recommendation": Recommendation.PROMOTE,
        "rule": "goals_better",
        "sentence": "Promote treatment: bought is higher by 1.52 points.",
        "variant": "treatment",
        "metric": "bought",
    }
    return Verdict(**{**found, **overrides})


def a_check(**overrides: Any) -> Check:
    found: dict[str, Any] = {
        "key": "sample_ratio",
        "passed": True,
        "blocks": True,
        "sentence": "Units are split as planned.",
        "p_value": 0.8431,
    }
    return Check(**{**found, **overrides})


def a_segment(value: str = "mobile") -> SegmentResult:
    return SegmentResult(dimension="device", value=value, metrics=(a_metric(),))


def a_look(number: int = 5, **overrides: Any) -> Look:
    """The fifth look at a run, at which the treatment is to be promoted."""
    found: dict[str, Any] = {
        "run": "badges.1",
        "number": number,
        "at": f"2026-11-{20 + number:02d}T03:05:00Z",
        "asked_by": "schedule",
        "days": 7.0 + number,
        "information": 2000 * number,
        "fraction": 0.1 * number,
        "spent": 0.00305,
        "is_final": False,
        "design": "obrien_fleming",
        "plan": PLAN,
        "control": "control",
        "units": {"control": 5012, "treatment": 4988},
        "excluded": {"mixed": 3, "opted_out": 0},
        "left": {"control": {}, "treatment": {"target": 12}},
        "checks": (a_check(),),
        "metrics": (a_metric(),),
        "segments": (),
        "verdict": a_verdict(),
    }
    return Look(**{**found, **overrides})


def results_answer(look: Look | None = None, **overrides: Any) -> dict[str, Any]:
    """What the API answers about the newest look."""
    body = asdict(look or a_look())
    del body["segments"]
    return {**body, "looks": body["number"], "inexact": [], **overrides}


def series_answer(*looks: Look) -> dict[str, Any]:
    """What the API answers about all looks."""
    return {"items": [asdict(look) for look in looks]}


def segments_answer(*segments: SegmentResult) -> dict[str, Any]:
    """What the API answers about the segments of the newest look."""
    return {"segments": [asdict(segment) for segment in segments]}
