"""What the admin API answers about what is on in an environment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Json, Page
from burgee.domain.experiments import Status
from burgee.domain.overviews import Overview, RunningExperiment
from burgee.domain.rollouts import Rollout, RolloutStatus
from burgee.domain.watched_alarms import Naming, WatchedAlarm
from burgee.wire.admin_answers import AuditRow, audit_answer
from burgee.wire.answer_models import AnswerModel
from burgee.wire.document_answers import ShortVerdict


class WatchedAlarmRow(AnswerModel):
    """An alarm by which something is taken back. `state` is null for one that is not there, and
    where CloudWatch did not answer; of `named_by` an environment is null for a function."""

    name: str
    state: AlarmState | None
    named_by: list[Naming]


class AlarmsAnswer(AnswerModel):
    """Alarms by name."""

    items: list[WatchedAlarmRow]


class RunningExperimentRow(AnswerModel):
    """An experiment that decides. `days` since its start, of at most `planned_days`; `units` that
    were exposed, of all `planned_units`, null where none are planned; `verdict` is null before the
    first look; `halted`: stopped in an emergency, and showing its control."""

    key: str
    name: str
    status: Status
    halted: bool
    flags: list[str]
    started_at: str | None
    days: float
    planned_days: int
    units: int
    planned_units: int | None
    verdict: ShortVerdict | None


class OpenRolloutRow(AnswerModel):
    """A rollout that is in charge of its flag's share. `stage` counts from 0; `percentage` of its
    audience gets the `variant`."""

    key: str
    name: str
    flag: str
    variant: str
    status: RolloutStatus
    stage: int | None
    stages: int
    percentage: float
    started_at: str | None
    next_at: str | None
    because: str


class CountsRow(AnswerModel):
    flags: int
    segments: int
    experiments_running: int
    rollouts_ramping: int


class OverviewAnswer(AnswerModel):
    """What is on in an environment. An emergency stop would end all `experiments` and `rollouts`.
    `changes`: the newest, of the environment and of what all share; at most 20."""

    environment: str
    is_stopped: bool
    experiments: list[RunningExperimentRow]
    rollouts: list[OpenRolloutRow]
    alarms: list[WatchedAlarmRow]
    changes: list[AuditRow]
    counts: CountsRow


def alarms_answer(alarms: Iterable[WatchedAlarm]) -> dict[str, Json]:
    """An `AlarmsAnswer` as JSON."""
    return {"items": [asdict(alarm) for alarm in alarms]}


def overview_answer(found: Overview) -> dict[str, Json]:
    """An `OverviewAnswer` as JSON."""
    return {
        "environment": found.environment,
        "is_stopped": found.is_stopped,
        "experiments": [_experiment(one) for one in found.experiments],
        "rollouts": [_rollout(one) for one in found.rollouts],
        "alarms": alarms_answer(found.alarms)["items"],
        "changes": audit_answer(Page(tuple(found.changes)))["items"],
        "counts": asdict(found.counts),
    }


def short_verdict(found: RunningExperiment) -> dict[str, Json] | None:
    verdict = found.verdict
    if verdict is None:
        return None
    return {"recommendation": verdict.recommendation, "sentence": verdict.sentence}


def _experiment(found: RunningExperiment) -> dict[str, Json]:
    experiment = found.experiment
    return {
        "key": experiment.key,
        "name": experiment.name,
        "status": str(experiment.status),
        "halted": experiment.halted,
        "flags": sorted(experiment.flag_keys),
        "started_at": found.started_at,
        "days": found.days,
        "planned_days": found.planned_days,
        "units": found.units,
        "planned_units": found.planned_units,
        "verdict": short_verdict(found),
    }


def _rollout(rollout: Rollout) -> dict[str, Json]:
    shown = {
        "key",
        "name",
        "flag",
        "variant",
        "status",
        "stage",
        "started_at",
        "next_at",
        "because",
    }
    return {
        **rollout.model_dump(mode="json", include=shown),
        "stages": len(rollout.planned_stages),
        "percentage": rollout.reached.percentage if rollout.reached else 0,
    }
