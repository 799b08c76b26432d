"""The sums of a run as JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from burgee.domain.sums import Breakdown, MetricSums, RunSums

Stored = Mapping[str, Any]


def sums_body(sums: RunSums) -> dict[str, Any]:
    """The sums of a run, as JSON."""
    return asdict(sums)


def sums_from(body: Stored) -> RunSums:
    """The sums back from `sums_body`. Raises KeyError, TypeError for what are none."""
    return RunSums(
        **{
            **body,
            "inexact": tuple(body["inexact"]),
            "units": Breakdown(**body["units"]),
            "units_by": _breakdowns(body["units_by"]),
            "metrics": {key: _metric(metric) for key, metric in body["metrics"].items()},
        }
    )


def _metric(body: Stored) -> MetricSums:
    return MetricSums(
        type=body["type"],
        all=Breakdown(**body["all"]),
        by=_breakdowns(body["by"]),
        histogram={
            variant: [(least, greatest, units) for least, greatest, units in bins]
            for variant, bins in body["histogram"].items()
        },
    )


def _breakdowns(body: Stored) -> dict[str, dict[str, Breakdown]]:
    return {
        dimension: {value: Breakdown(**found) for value, found in values.items()}
        for dimension, values in body.items()
    }
