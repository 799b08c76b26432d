"""What a look at a run is asked with: its sums and its plan, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from burgee.domain.results import Look, Part
from burgee.domain.sums import RunSums


@dataclass(frozen=True, slots=True)
class MetricQuestion:
    """One metric. `type` and `direction` as in `burgee.domain.metrics`; `quantile` of the type of
    that name; `cap` as it was fixed before the start; `threshold` and `margin` of guardrails."""

    key: str
    part: Part
    type: str
    direction: str = "increase"
    quantile: float | None = None
    cap: float | None = None
    threshold: float | None = None
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class AnalysisPlan:
    """How results are judged: the fields of a `StatisticalPlan` that say so, with their words."""

    alpha: float = 0.05
    sequential: str = "obrien_fleming"
    method: str = "frequentist"
    correction: str = "holm"
    worthwhile_effect: float = 0.0
    minimum_days: int = 7
    minimum_units: int = 1000
    planned_units: int | None = None
    maximum_days: int | None = None
    minimum_detectable_effect: float | None = None
    prior_deviation: float | None = None


@dataclass(frozen=True, slots=True)
class RunQuestion:
    """A run to look at.

    `weights`: variant -> planned weight. `at`: ISO 8601; `days` since the start, until the end if
    it has ended. `past`: the looks before this one, oldest first.
    """

    sums: RunSums
    weights: Mapping[str, int]
    metrics: Sequence[MetricQuestion]
    plan: AnalysisPlan
    at: str
    days: float
    has_ended: bool = False
    asked_by: str = "schedule"
    asked_by_name: str = ""
    past: Sequence[Look] = ()
