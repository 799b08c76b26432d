"""What is known around a rollout now, read strongly."""

from __future__ import annotations

from burgee.domain.alarms import AlarmState, OnInsufficientData
from burgee.domain.documents import Kind
from burgee.domain.environments import Environment, Halt
from burgee.domain.errors import AlarmsUnavailable
from burgee.domain.flags import Flag
from burgee.domain.judgements import Judgement
from burgee.domain.rollout_changes import alarms_of
from burgee.domain.rollout_checks import flag_misfit
from burgee.domain.rollout_readiness import Situation
from burgee.domain.rollouts import Rollout, rollout_run_id
from burgee.services.ports import DocumentRepository
from burgee.services.rollout_rules import flag_of
from burgee.services.steering import Steering


def situation_of(steering: Steering, rollout: Rollout) -> Situation:
    """What decides whether a rollout goes on."""
    documents = steering.ledger.documents
    flag = flag_of(documents, rollout)
    misfit = flag_misfit(rollout, flag)
    return Situation(
        now=steering.ledger.now(),
        halt=halt_of(documents, rollout.environment),
        judgement=_judgement(steering, rollout),
        alarms=_states(steering, named_alarms(documents, rollout)),
        awaited=_awaited(rollout, flag) if flag else (),
        broken=misfit["detail"] if misfit else "",
    )


def named_alarms(documents: DocumentRepository, rollout: Rollout) -> list[str]:
    """Every alarm that a rollout or its flag names, each once."""
    flag = flag_of(documents, rollout)
    mine = alarms_of(flag, rollout.environment) if flag else []
    return list(dict.fromkeys([*rollout.alarm_names, *mine]))


def _awaited(rollout: Rollout, flag: Flag) -> list[str]:
    settings = flag.environments.get(rollout.environment)
    if settings is None or settings.on_alarm.on_insufficient_data is OnInsufficientData.IGNORE:
        return []
    return list(settings.alarms)


def halt_of(documents: DocumentRepository, environment: str) -> Halt | None:
    """The emergency stop of everything that stands in an environment."""
    found = documents.newest(Kind.ENVIRONMENT, environment)
    return Environment.model_validate(found.body).halt if found else None


def _judgement(steering: Steering, rollout: Rollout) -> Judgement | None:
    run = rollout.run
    if run is None:
        return None
    return steering.judgements.latest(rollout_run_id(rollout.key, run.number))


def _states(steering: Steering, wanted: list[str]) -> dict[str, AlarmState | None] | None:
    if not wanted:
        return {}
    try:
        states = steering.alarm_states.of(wanted)
    except AlarmsUnavailable:
        return None
    return {name: states.get(name) for name in wanted}
