"""When the results of a run are looked at by the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil

from burgee.domain.experiments import Experiment, Looks, Run
from burgee.domain.results import Look
from burgee.domain.timestamps import DAY_SECONDS, seconds_of

DAYS_BETWEEN = {Looks.DAILY: 1, Looks.WEEKLY: 7}


def is_look_due(run: Run, last: Look | None, now: float) -> bool:
    """Whether the clock asks for a look, at `now` in seconds; `last` is the newest one there is.

    While a run is on: once per day or week, by days in UTC, so that a timer that is early by a
    second does not miss one. After its end: one more, once every event that counts has come. After
    a final look none.
    """
    if last is not None and last.is_final:
        return False
    if run.ended_at is not None:
        return now >= settled_at(run)
    if last is None and run.plan.looks is Looks.DAILY:
        return True
    since = seconds_of(last.at if last else run.started_at)
    return _day(now) - _day(since or 0.0) >= DAYS_BETWEEN[run.plan.looks]


def settled_at(run: Run) -> float:
    """When the longest window of a run that has ended is over for all its units, in seconds."""
    windows = [metric.window_seconds for metric in run.metrics.all]
    return (seconds_of(run.ended_at) or 0.0) + max(windows, default=0)


def most_days(experiment: Experiment, started: float) -> int:
    """After how many days at the latest an experiment ends that started then, in seconds."""
    end = seconds_of(experiment.end_at)
    if end is None:
        return experiment.maximum_days
    return min(experiment.maximum_days, max(1, ceil((end - started) / DAY_SECONDS)))


def _day(seconds: float) -> int:
    return datetime.fromtimestamp(seconds, UTC).toordinal()
