"""What is on in one environment, as its overview shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from burgee.domain.documents import Summary
from burgee.domain.experiments import Experiment
from burgee.domain.look_times import most_days
from burgee.domain.results import Look, Verdict
from burgee.domain.rollouts import Rollout
from burgee.domain.timestamps import DAY_SECONDS, seconds_of
from burgee.domain.watched_alarms import WatchedAlarm


@dataclass(frozen=True, slots=True)
class RunningExperiment:
    """An experiment that decides. `days` since its start, of at most `planned_days`; `units` that
    were exposed, of all `planned_units`, which are None where none are planned; `verdict` of the
    newest look."""

    experiment: Experiment
    started_at: str | None
    days: float
    planned_days: int
    units: int
    planned_units: int | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are: active `flags` that are set up in the environment, active `segments`,
    which all environments share, and what is on there."""

    flags: int
    segments: int
    experiments_running: int
    rollouts_ramping: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`experiments` and `rollouts`: all that an emergency stop would end. `changes`: newest
    first."""

    environment: str
    is_stopped: bool
    experiments: Sequence[RunningExperiment]
    rollouts: Sequence[Rollout]
    alarms: Sequence[WatchedAlarm]
    changes: Sequence[Summary]
    counts: Counts


def running_experiment(
    experiment: Experiment, *, units: int, look: Look | None, now: float
) -> RunningExperiment:
    """How far an experiment is. `units`: exposed in its newest run; `look`: the newest at that."""
    run, plan = experiment.run, experiment.plan
    started = seconds_of(run.started_at) if run else None
    drawn = sum(weight > 0 for weight in experiment.weights.values())
    return RunningExperiment(
        experiment=experiment,
        started_at=run.started_at if run else None,
        days=0.0 if started is None else max(0.0, now - started) / DAY_SECONDS,
        planned_days=most_days(experiment, now if started is None else started),
        units=units,
        planned_units=plan.planned_units * drawn if plan.planned_units else None,
        verdict=look.verdict if look else None,
    )
