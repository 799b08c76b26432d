"""Sums of runs as tests write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from burgee.domain.results import Part
from burgee.domain.sums import Breakdown, MetricSums, RunSums
from burgee.stats.judging.questions import AnalysisPlan, MetricQuestion, RunQuestion

AT = "2026-11-21T12:00:00.000Z"


def rate(units: int, successes: int) -> dict[str, Any]:
    """A variant's numbers of a conversion rate, of units that were never seen before."""
    text = str(successes)
    none = {"x": "0", "yx": "0", "xx": "0"}
    return {"units": units, "moved": successes, "y": text, "yy": text, **none}


def mean(units: int, y: str, yy: str, *, x: str = "0", xx: str = "0", yx: str = "0") -> Any:
    """A variant's numbers of a mean."""
    return {"units": units, "moved": units, "y": y, "yy": yy, "x": x, "xx": xx, "yx": yx}


def of_metric(
    metric_type: str,
    variants: Mapping[str, Any],
    *,
    by: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
    histogram: Mapping[str, list[tuple[str, str, int]]] | None = None,
) -> MetricSums:
    """The sums of one metric."""
    return MetricSums(
        type=metric_type,
        all=Breakdown(variants, {}),
        by={
            dimension: {value: Breakdown(numbers, {}) for value, numbers in values.items()}
            for dimension, values in (by or {}).items()
        },
        histogram=histogram or {},
    )


def of_run(
    metrics: Mapping[str, MetricSums],
    units: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    inexact: tuple[str, ...] = (),
    building: int | None = None,
) -> RunSums:
    """The sums of a run; its units are those of its first metric, unless they are given."""
    first = next(iter(metrics.values())).all.variants
    counted = units or {variant: {"n": each["units"]} for variant, each in first.items()}
    return RunSums(
        run="checkout.1",
        generation=1,
        building=building,
        inexact=inexact,
        control=next(iter(counted)),
        units=Breakdown(counted, {}),
        units_by={},
        metrics=metrics,
    )


def goal(key: str = "conversion", metric_type: str = "conversion_rate", **fields: Any) -> Any:
    """A goal as it is asked about."""
    return MetricQuestion(key, fields.pop("part", Part.GOAL), metric_type, **fields)


def question(
    sums: RunSums, metrics: Sequence[MetricQuestion] | None = None, **fields: Any
) -> RunQuestion:
    """A look at a run of two weeks in which every variant has the same weight."""
    plan = fields.pop("plan", AnalysisPlan(planned_units=10_000))
    weights = fields.pop("weights", dict.fromkeys(sums.units.variants, 1))
    return RunQuestion(
        sums=sums,
        weights=weights,
        metrics=metrics or [goal(key, each.type) for key, each in sums.metrics.items()],
        plan=plan,
        at=AT,
        days=fields.pop("days", 14.0),
        **fields,
    )


def conversions(control: tuple[int, int], *treatments: tuple[int, int]) -> RunSums:
    """The sums of one conversion rate: (units, successes) per variant."""
    keys = ["control", *(f"treatment-{number}" for number in range(1, len(treatments) + 1))]
    numbers = [rate(*counts) for counts in (control, *treatments)]
    variants = dict(zip(keys, numbers, strict=True))
    return of_run({"conversion": of_metric("conversion_rate", variants)})
