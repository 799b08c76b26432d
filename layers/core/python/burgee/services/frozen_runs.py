"""Runs by their name, as they were frozen: of experiments and of rollouts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pydantic import ValidationError

from burgee.domain.documents import Json, Kind
from burgee.domain.errors import UnknownRun
from burgee.domain.experiments import Experiment, Run, parse_run_id, run_id
from burgee.domain.rollouts import Rollout, parse_rollout_run_id, rollout_run_id
from burgee.services.ports import DocumentRepository

RUNS: Mapping[Kind, Callable[[Mapping[str, Json]], list[Run]]] = {
    Kind.EXPERIMENT: lambda body: Experiment.model_validate(body).runs,
    Kind.ROLLOUT: lambda body: Rollout.model_validate(body).runs,
}
NAME = {Kind.EXPERIMENT: run_id, Kind.ROLLOUT: rollout_run_id}


def frozen_run(documents: DocumentRepository, name: str) -> Run:
    """The run of this name. Raises UnknownRun where there is none, or it cannot be read."""
    kind, address = Kind.ROLLOUT, parse_rollout_run_id(name)
    if address is None:
        kind, address = Kind.EXPERIMENT, parse_run_id(name)
    version = documents.newest(kind, address[0]) if address else None
    if address is None or version is None:
        raise UnknownRun(f"No {kind.value} has a run '{name}'.")
    try:
        runs = RUNS[kind](version.body)
    except ValidationError as error:
        raise UnknownRun(f"The {kind.value} of run '{name}' cannot be read.") from error
    for run in runs:
        if run.number == address[1]:
            return run
    raise UnknownRun(f"The {kind.value} '{address[0]}' has no run {address[1]}.")


def run_names(documents: DocumentRepository) -> Iterator[str]:
    """Every run of what is not archived, by name."""
    for kind, name in NAME.items():
        for version in documents.current(kind):
            body = version.body
            if body.get("status") != "archived" and not body.get("is_archived"):
                yield from (name(version.key, run["number"]) for run in body.get("runs", ()))
