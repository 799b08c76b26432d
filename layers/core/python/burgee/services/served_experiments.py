"""Experiments that are in a ruleset now, read strongly."""

from __future__ import annotations

from collections.abc import Iterator

from burgee.domain.documents import Kind
from burgee.domain.experiments import Experiment, Status
from burgee.services.ports import DocumentRepository


def open_experiments(documents: DocumentRepository) -> Iterator[Experiment]:
    """Every experiment that is not archived, in its newest version by key.

    The derived rows only name them: a writer may have stopped before it derived its own.
    """
    for row in documents.current(Kind.EXPERIMENT):
        if row.body["status"] == Status.ARCHIVED:  # which is for ever
            continue
        newest = documents.newest(Kind.EXPERIMENT, row.key)
        if newest is not None:
            yield Experiment.model_validate(newest.body)


def served_experiments(documents: DocumentRepository, environment: str) -> list[Experiment]:
    """Experiments that decide in an environment: running, paused or stopped in an emergency."""
    return [
        experiment
        for experiment in open_experiments(documents)
        if experiment.is_served and experiment.environment == environment
    ]
