"""The sums of one of an experiment's runs."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.documents import Kind
from burgee.domain.errors import DocumentNotFound
from burgee.domain.experiments import Experiment, Run, run_id
from burgee.domain.run_plans import compile_run
from burgee.domain.sums import RunSums
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.run_sums import run_sums
from burgee.services.tracking_ports import AggregateRepository


@dataclass(frozen=True, slots=True)
class ExperimentSums:
    """A run as it was frozen, and what was counted in it."""

    run: Run
    sums: RunSums


def experiment_sums(
    documents: DocumentRepository,
    aggregates: AggregateRepository,
    key: str,
    number: int | None = None,
) -> ExperimentSums:
    """The sums of the run of this number, or of the newest; of an archived experiment as they
    were kept. Raises DocumentNotFound."""
    experiment = Experiment.model_validate(read(documents, Kind.EXPERIMENT, key).body)
    run = run_of(experiment, number)
    name = run_id(key, run.number)
    kept = aggregates.kept_sums(name) if experiment.is_archived else None
    return ExperimentSums(run, kept or run_sums(aggregates, compile_run(name, run)))


def run_of(experiment: Experiment, number: int | None = None) -> Run:
    """The run of this number, or the newest. Raises DocumentNotFound."""
    count = len(experiment.runs)
    if not count:
        raise DocumentNotFound(
            f"The experiment '{experiment.key}' has not started yet: nothing was counted."
        )
    if number is None:
        number = count
    if not 1 <= number <= count:
        there_are = "only run 1" if count == 1 else f"the runs 1 to {count}"
        raise DocumentNotFound(
            f"The experiment '{experiment.key}' has no run {number}; it has {there_are}."
        )
    return experiment.runs[number - 1]
