"""Looks that the clock asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from burgee.domain.documents import Kind
from burgee.domain.experiments import Experiment, Run, Status, run_id
from burgee.domain.look_times import is_look_due
from burgee.domain.results import Look
from burgee.services.analyse_run import Analysis, Asking, Taken, look_at
from burgee.services.list_documents import every_row
from burgee.services.reading import read

CLOCK = Asking()


@dataclass(frozen=True, slots=True)
class FailedLook:
    """What kept an experiment from being looked at."""

    key: str
    error: Exception


@dataclass(frozen=True, slots=True)
class DueLooks:
    """The looks that were taken, and what could not be looked at."""

    taken: tuple[Look, ...]
    failed: tuple[FailedLook, ...]


def due_looks(analysis: Analysis) -> DueLooks:
    """Take every look that is due: of runs that are on by their plan's rhythm, and a final one of
    those that have ended, once every event that counts has come.

    Safe to run twice, late, and side by side: what was looked at is due no more. What stops one
    experiment does not stop the others.
    """
    taken: list[Look] = []
    failed: list[FailedLook] = []
    for key in list(_keys(analysis)):
        try:
            taken.extend(_looks_at(analysis, key))
        except Exception as error:  # noqa: BLE001 - told by the caller, after all others
            failed.append(FailedLook(key, error))
    return DueLooks(tuple(taken), tuple(failed))


def _keys(analysis: Analysis) -> Iterator[str]:
    """Experiments that ever ran and are not archived. Rows may lag: the next timer finds the
    rest."""
    for row in every_row(analysis.documents, Kind.EXPERIMENT):
        if row.summary["run"] and row.summary["status"] != Status.ARCHIVED:
            yield row.key


def _looks_at(analysis: Analysis, key: str) -> Iterator[Look]:
    experiment = Experiment.model_validate(read(analysis.documents, Kind.EXPERIMENT, key).body)
    for run in experiment.runs:
        taken = _look_if_due(analysis, experiment, run)
        if taken is not None and taken.is_new:
            yield taken.look


def _look_if_due(analysis: Analysis, experiment: Experiment, run: Run) -> Taken | None:
    last = analysis.looks.latest(run_id(experiment.key, run.number))
    if not is_look_due(run, last, analysis.now()):
        return None
    return look_at(analysis, experiment, run, CLOCK)
