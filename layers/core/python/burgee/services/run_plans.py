"""What is measured in each run, and which values of its dimensions are told apart."""

from __future__ import annotations

from burgee.domain.run_plans import RunPlan, compile_run
from burgee.domain.totals import MOST_VALUES, OTHER, Resolve
from burgee.services.frozen_runs import frozen_run
from burgee.services.ports import DocumentRepository
from burgee.services.tracking_ports import AggregateRepository


class RunPlans:
    """Plans by run. A run is frozen when it starts, so that a plan is read once."""

    def __init__(self, documents: DocumentRepository) -> None:
        self._documents = documents
        self._known: dict[str, RunPlan] = {}

    def plan(self, run: str) -> RunPlan:
        """Raises UnknownRun where no experiment or rollout has that run, or it cannot be read."""
        known = self._known.get(run)
        if known is None:
            known = self._known[run] = compile_run(run, frozen_run(self._documents, run))
        return known


class DimensionValues:
    """Under which value each value of a dimension counts: itself, or `other`.

    The first values that come are told apart. Once a value has counted under one, it always does,
    so that a recount finds the same.
    """

    def __init__(self, aggregates: AggregateRepository) -> None:
        self._aggregates = aggregates
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def of(self, run: str) -> Resolve:
        """The values of one run."""
        return lambda dimension, value: self._resolve(run, dimension, value)

    def _resolve(self, run: str, dimension: str, value: str) -> str:
        known = self._known.get((run, dimension), frozenset())
        if value in known:
            return value
        if len(known) < MOST_VALUES:
            self._aggregates.add_dimension_value(run, dimension, value, MOST_VALUES)
            known = frozenset(self._aggregates.dimension_values(run, dimension))
            self._known[run, dimension] = known
        return value if value in known else OTHER
