"""What happened to an experiment or a rollout, and to its flags while it was on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from burgee.domain.documents import Action, Json, Kind, Summary
from burgee.domain.experiments import Experiment
from burgee.domain.rollout_timelines import told_rollout
from burgee.domain.rollouts import FINAL
from burgee.domain.timelines import TimelineEntry, Window, told_experiment, told_flag
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read

PAGE = 100

Body = Mapping[str, Json]
Tell = Callable[[Action, Body, Body], str]


@dataclass(frozen=True, slots=True)
class _Run:
    """When and where something was on, and over which flags."""

    window: Window
    environment: str
    flags: frozenset[str]


def timeline(documents: DocumentRepository, key: str) -> list[TimelineEntry]:
    """Versions of the experiment, and what its runs' flags went through meanwhile: switched on and
    off, other targets, other rules; oldest first. Raises DocumentNotFound."""
    experiment = Experiment.model_validate(read(documents, Kind.EXPERIMENT, key).body)
    rows = _oldest_first(documents, Kind.EXPERIMENT, key)
    return _told(documents, rows, told_experiment, _runs(experiment, rows))


def rollout_timeline(documents: DocumentRepository, key: str) -> list[TimelineEntry]:
    """Versions of the rollout, and what its flag went through while it ramped; oldest first.
    Raises DocumentNotFound."""
    read(documents, Kind.ROLLOUT, key)
    rows = _oldest_first(documents, Kind.ROLLOUT, key)
    return _told(documents, rows, told_rollout, list(_ramps(rows)))


def _runs(experiment: Experiment, rows: Iterable[Summary]) -> list[_Run]:
    """Each run with the flags that the experiment decided then."""
    starts = (row for row in rows if row.change.action is Action.START)
    return [
        _Run(Window(run.started_at, run.ended_at), run.environment, frozenset(row.summary["flags"]))
        for run, row in zip(experiment.runs, starts, strict=False)
    ]


def _ramps(rows: Iterable[Summary]) -> Iterator[_Run]:
    """From each start of a rollout until it ended, which it may do and be started again."""
    start: Summary | None = None
    for row in rows:
        if row.change.action is Action.START:
            start = row
        elif start is not None and row.summary["status"] in FINAL:
            yield _ramp(start, row.change.at)
            start = None
    if start is not None:
        yield _ramp(start, None)


def _ramp(start: Summary, ended_at: str | None) -> _Run:
    window = Window(start.change.at, ended_at)
    return _Run(window, start.summary["environment"], frozenset({start.summary["flag"]}))


def _told(
    documents: DocumentRepository, rows: Sequence[Summary], tell: Tell, runs: Sequence[_Run]
) -> list[TimelineEntry]:
    entries = list(_of_versions(documents, rows, tell))
    for flag in sorted({flag for run in runs for flag in run.flags}):
        of_flag = [run for run in runs if flag in run.flags]
        entries.extend(_of_flag(documents, flag, of_flag))
    return sorted(entries, key=_order)


def _order(entry: TimelineEntry) -> tuple[str, str, str, int]:
    return entry.change.at, entry.kind, entry.key, entry.version


def _of_versions(
    documents: DocumentRepository, rows: Iterable[Summary], tell: Tell
) -> Iterator[TimelineEntry]:
    before: Body = {}
    for row in rows:
        after = _body(documents, row.kind, row.key, row.version)
        detail = tell(row.change.action, before, after)
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


def _oldest_first(documents: DocumentRepository, kind: Kind, key: str) -> list[Summary]:
    return sorted(_rows(documents, kind, key, since=""), key=lambda row: row.version)


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


def _body(documents: DocumentRepository, kind: Kind, key: str, number: int) -> Body:
    found = documents.version(kind, key, number)
    return found.body if found else {}
