"""What was observed, as checklists ask for it."""

from __future__ import annotations

from collections import Counter

from burgee.domain.checklist import Counted
from burgee.domain.counters import UNITS_METRIC
from burgee.services.checklist import Evidence
from burgee.services.look_ports import LookRepository
from burgee.services.read_counters import read_counters
from burgee.services.tracking_ports import AggregateRepository, UsageRepository


def gather_evidence(
    aggregates: AggregateRepository, usage: UsageRepository, looks: LookRepository | None = None
) -> Evidence:
    """Evidence read when a checklist asks for it; starting asks for no looks."""
    return Evidence(
        event_names=usage.event_names,
        counted=lambda run, _: units_of_run(aggregates, run),
        latest_look=looks.latest if looks else lambda _: None,
    )


def units_of_run(aggregates: AggregateRepository, run: str) -> Counted:
    """How many units a run has by variant, and whether its sums can be relied on."""
    state = aggregates.state(run)
    units, mixed = Counter[str](), 0
    for (_, metric, dimension), sums in read_counters(aggregates, run, state.generation).items():
        if metric == UNITS_METRIC and not dimension:
            for variant, kinds in sums.items():
                units[variant] += kinds.get("n", 0)
                mixed += kinds.get("mixed", 0)
    return Counted(units=dict(units), mixed=mixed, inexact=state.inexact)
