"""Results as they were found: stored looks, read and never computed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from burgee.domain.documents import Kind
from burgee.domain.errors import DocumentNotFound
from burgee.domain.experiments import Experiment, run_id
from burgee.domain.results import Look, SegmentResult
from burgee.services.experiment_sums import run_of
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.tracking_ports import Tracking


@dataclass(frozen=True, slots=True)
class Results:
    """The newest look at a run. `inexact`: why its sums may be wrong by now."""

    look: Look
    inexact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breakdowns:
    """The segments of the newest look at a run."""

    look: Look
    segments: Sequence[SegmentResult]


def results(
    documents: DocumentRepository, tracking: Tracking, key: str, number: int | None = None
) -> Results:
    """The newest look at the run of this number, or at the newest run. Raises DocumentNotFound,
    also where nobody has looked yet."""
    run = _run_name(documents, key, number)
    return Results(_latest(tracking, run, key), tracking.aggregates.state(run).inexact)


def series(
    documents: DocumentRepository, tracking: Tracking, key: str, number: int | None = None
) -> Sequence[Look]:
    """All looks at a run, oldest first. Raises DocumentNotFound where there is no such run."""
    return tracking.looks.looks(_run_name(documents, key, number))


def breakdowns(
    documents: DocumentRepository, tracking: Tracking, key: str, number: int | None = None
) -> Breakdowns:
    """What the newest look found by segment. Raises as `results` does."""
    run = _run_name(documents, key, number)
    look = _latest(tracking, run, key)
    return Breakdowns(look, tracking.looks.segments(run, look.number))


def _run_name(documents: DocumentRepository, key: str, number: int | None) -> str:
    experiment = Experiment.model_validate(read(documents, Kind.EXPERIMENT, key).body)
    return run_id(key, run_of(experiment, number).number)


def _latest(tracking: Tracking, run: str, key: str) -> Look:
    look = tracking.looks.latest(run)
    if look is None:
        raise DocumentNotFound(
            f"Nobody has looked at the results of '{run}' yet. The first look is taken by the "
            f"clock; take one now with `burgee results {key} --look`, or with "
            f"POST /api/v1/admin/experiments/{key}/looks."
        )
    return look
