"""The sums of one of a rollout's runs."""

from __future__ import annotations

from burgee.domain.documents import Kind
from burgee.domain.errors import DocumentNotFound
from burgee.domain.rollouts import Rollout, rollout_run_id
from burgee.domain.run_plans import compile_run
from burgee.services.experiment_sums import ExperimentSums
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.run_sums import run_sums
from burgee.services.tracking_ports import AggregateRepository


def rollout_sums(
    documents: DocumentRepository,
    aggregates: AggregateRepository,
    key: str,
    number: int | None = None,
) -> ExperimentSums:
    """The sums of the run of this number, or of the newest. Raises DocumentNotFound."""
    rollout = Rollout.model_validate(read(documents, Kind.ROLLOUT, key).body)
    found = [run for run in rollout.runs if number in {None, run.number}]
    if not found:
        numbers = ", ".join(str(run.number) for run in rollout.runs) or "none"
        raise DocumentNotFound(f"The rollout '{key}' has no such run; there are: {numbers}.")
    run = found[-1]
    name = rollout_run_id(key, run.number)
    return ExperimentSums(run, run_sums(aggregates, compile_run(name, run)))
