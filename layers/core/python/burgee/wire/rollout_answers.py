"""What the admin API answers about rollouts and emergency stops beyond their documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.judgements import Judgement, Trigger
from burgee.domain.rollouts import Rollout, RolloutStatus, Signal, rollout_run_id
from burgee.domain.timestamps import iso
from burgee.wire.admin_answers import document_answer
from burgee.wire.answer_models import AnswerModel
from burgee.wire.document_answers import EnvironmentAnswer


class ReadingAnswer(AnswerModel):
    """One guardrail: each variant's value, null without data; `p_value`: of the sequential test
    of harm, null where nothing is compared; `criterion_met`: null without a criterion or data."""

    guardrail: str
    signal: Signal
    values: dict[str, float | None]
    p_value: float | None
    criterion_met: bool | None
    detail: str


class BreachAnswer(AnswerModel):
    """A guardrail that the new variant breached. `acts`: that takes the rollout back."""

    guardrail: str
    trigger: Trigger
    acts: bool
    detail: str


class AlarmAnswer(AnswerModel):
    """An alarm that the rollout or its flag names; `state` is null for one that is not there, and
    where CloudWatch did not answer."""

    name: str
    state: AlarmState | None


class StandingAnswer(AnswerModel):
    """Where a rollout stands. `run`: the one in which its stage is compared, null where it is
    not; `judged_at`: null before the first judgement of that run; `units`: exposed, by variant.
    `obstacles`: what keeps it from its next stage beside time, each as a sentence."""

    key: str
    version: int
    status: RolloutStatus
    stage: int | None
    stages: int
    next_at: str | None
    because: str
    run: str | None
    judged_at: str | None
    units: dict[str, int]
    readings: list[ReadingAnswer]
    breaches: list[BreachAnswer]
    alarms: list[AlarmAnswer]
    obstacles: list[str]


class EndedRow(AnswerModel):
    """What an emergency stop ended: a rollout or an experiment in its new version."""

    kind: Kind
    key: str
    version: int


class StoppedAnswer(EnvironmentAnswer):
    """The environment after its stop, and what was ended one by one."""

    ended: list[EndedRow]


def standing_answer(
    version: DocumentVersion,
    rollout: Rollout,
    *,
    judgement: Judgement | None,
    alarms: Mapping[str, AlarmState | None],
    obstacles: Iterable[str],
) -> dict[str, Json]:
    """A `StandingAnswer` as JSON."""
    run = rollout.run
    return {
        "key": version.key,
        "version": version.version,
        "status": str(rollout.status),
        "stage": rollout.stage,
        "stages": len(rollout.planned_stages),
        "next_at": rollout.next_at,
        "because": rollout.because,
        "run": rollout_run_id(rollout.key, run.number) if run else None,
        "judged_at": iso(judgement.at) if judgement else None,
        "units": dict(judgement.units) if judgement else {},
        "readings": [asdict(reading) for reading in judgement.readings] if judgement else [],
        "breaches": [asdict(breach) for breach in judgement.breaches] if judgement else [],
        "alarms": [{"name": name, "state": state} for name, state in sorted(alarms.items())],
        "obstacles": list(obstacles),
    }


def stopped_answer(
    environment: DocumentVersion, ended: Iterable[DocumentVersion]
) -> dict[str, Json]:
    """A `StoppedAnswer` as JSON."""
    rows = [{"kind": str(one.kind), "key": one.key, "version": one.version} for one in ended]
    return {**document_answer(environment), "ended": rows}
