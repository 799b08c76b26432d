"""What happened to an experiment, and to its flags while it ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from burgee.domain.documents import Action, Json, Kind, Summary
from burgee.domain.experiments import Experiment
from burgee.domain.timelines import TimelineEntry, Window, told_experiment, told_flag
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read

PAGE = 100


@dataclass(frozen=True, slots=True)
class _Run:
    """When and where a run was on, and over which flags."""

    window: Window
    environment: str
    flags: frozenset[str]


def timeline(documents: DocumentRepository, key: str) -> list[TimelineEntry]:
    """Versions of the experiment, and what its runs' flags went through meanwhile: switched on and
    off, other targets, other rules; oldest first. Raises DocumentNotFound."""
    experiment = Experiment.model_validate(read(documents, Kind.EXPERIMENT, key).body)
    rows = list(_rows(documents, Kind.EXPERIMENT, key, since=""))
    entries = list(_of_experiment(documents, rows))
    runs = _runs(experiment, rows)
    for flag in sorted({flag for run in runs for flag in run.flags}):
        of_flag = [run for run in runs if flag in run.flags]
        entries.extend(_of_flag(documents, flag, of_flag))
    return sorted(entries, key=lambda entry: (entry.change.at, entry.kind, entry.key))


def _runs(experiment: Experiment, rows: Sequence[Summary]) -> list[_Run]:
    """Each run with the flags that the experiment decided then."""
    starts = sorted(
        (row for row in rows if row.change.action is Action.START), key=lambda row: row.version
    )
    return [
        _Run(Window(run.started_at, run.ended_at), run.environment, frozenset(row.summary["flags"]))
        for run, row in zip(experiment.runs, starts, strict=False)
    ]


def _of_experiment(
    documents: DocumentRepository, rows: Sequence[Summary]
) -> Iterator[TimelineEntry]:
    before: Mapping[str, Json] = {}
    for row in sorted(rows, key=lambda row: row.version):
        after = _body(documents, row.kind, row.key, row.version)
        detail = told_experiment(row.change.action, before, after)
        yield TimelineEntry(row.kind, row.key, row.version, row.change, detail)
        before = after


def _of_flag(
    documents: DocumentRepository, key: str, runs: Sequence[_Run]
) -> Iterator[TimelineEntry]:
    since = min(run.window.started_at for run in runs)
    for row in _rows(documents, Kind.FLAG, key, since=since):
        during = next((run for run in runs if run.window.holds(row.change.at)), None)
        if during is not None:
            before = _body(documents, Kind.FLAG, key, row.version - 1)
            after = _body(documents, Kind.FLAG, key, row.version)
            detail = told_flag(before, after, during.environment)
            if detail:
                yield TimelineEntry(Kind.FLAG, key, row.version, row.change, detail)


def _rows(documents: DocumentRepository, kind: Kind, key: str, *, since: str) -> Iterator[Summary]:
    """Versions, newest first, back to a moment."""
    cursor: str | None = None
    while True:
        page = documents.history(kind, key, limit=PAGE, cursor=cursor)
        for row in page.items:
            if row.change.at < since:
                return
            yield row
        cursor = page.cursor
        if cursor is None:
            return


def _body(documents: DocumentRepository, kind: Kind, key: str, number: int) -> Mapping[str, Json]:
    found = documents.version(kind, key, number)
    return found.body if found else {}
