"""Sums of runs as tests need them; small, and with something in every part."""

from __future__ import annotations

from typing import Any

from burgee.domain.sums import Breakdown, MetricSums, RunSums


def a_breakdown(units: int) -> Breakdown:
    numbers = {"control": {"units": units, "y": "0.5"}}
    return Breakdown(numbers, {"2026-11-24": numbers})


def run_sums_of(run: str, units: int, **parts: Any) -> RunSums:
    by = {"country": {"at": a_breakdown(units)}}
    metric = MetricSums("sum", a_breakdown(units), by, {"control": [("0", "0.5", units)]})
    given: dict[str, Any] = {
        "generation": 1,
        "building": None,
        "inexact": ("parked",),
        "control": "control",
        "units": a_breakdown(units),
        "units_by": by,
        "metrics": {"revenue": metric},
    }
    return RunSums(run, **(given | parts))
