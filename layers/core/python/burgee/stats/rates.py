"""Which metrics are rates: each unit counts 1 or 0."""

from __future__ import annotations

RATES = frozenset({"conversion_rate", "retention", "funnel_step"})


def is_rate(metric_type: str) -> bool:
    """Whether a metric's values are shares of units."""
    return metric_type in RATES
