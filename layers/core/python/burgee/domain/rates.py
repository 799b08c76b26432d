"""Which metrics are rates: each unit counts 1 or 0, and the value is a share of units."""

from __future__ import annotations

RATES = frozenset({"conversion_rate", "retention", "funnel_step"})  # types, as in `MetricType`
