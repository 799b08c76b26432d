"""Every alarm that something here is taken back by, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Kind
from burgee.domain.errors import AlarmsUnavailable
from burgee.domain.experiments import Experiment, Status
from burgee.domain.flags import Lifecycle
from burgee.domain.rollouts import Rollout, RolloutStatus
from burgee.domain.watched_alarms import Naming, WatchedAlarm
from burgee.services.ports import DocumentRepository
from burgee.services.rollout_ports import AlarmStates

Named = Iterator[tuple[str, Naming]]


def watched_alarms(
    documents: DocumentRepository, states: AlarmStates, environment: str = ""
) -> list[WatchedAlarm]:
    """By name. `environment`: those that are named there, or by what all environments share."""
    named: dict[str, list[Naming]] = {}
    for alarm, naming in _namings(documents):
        if not environment or naming.environment in {environment, None}:
            named.setdefault(alarm, []).append(naming)
    found = _states(states, named)
    return [WatchedAlarm(name, found.get(name), tuple(named[name])) for name in sorted(named)]


def _namings(documents: DocumentRepository) -> Named:
    yield from _of_flags(documents)
    yield from _of_rollouts(documents)
    yield from _of_experiments(documents)
    yield from _of_functions(documents)


def _of_flags(documents: DocumentRepository) -> Named:
    # As JSON, since few of them name an alarm.
    for row in documents.current(Kind.FLAG):
        if row.body.get("lifecycle") == Lifecycle.ARCHIVED:
            continue
        for environment, section in row.body["environments"].items():
            for alarm in section.get("alarms", ()):
                yield alarm, Naming(Kind.FLAG, row.key, environment)


def _of_rollouts(documents: DocumentRepository) -> Named:
    """Of those that are open, also the alarms that were made for them."""
    for row in documents.current(Kind.ROLLOUT):
        rollout = Rollout.model_validate(row.body)
        is_pending = rollout.status is RolloutStatus.PENDING
        if rollout.is_archived or not (is_pending or rollout.is_served):
            continue
        for alarm in rollout.alarms if is_pending else rollout.alarm_names:
            yield alarm, Naming(Kind.ROLLOUT, row.key, rollout.environment)


def _of_experiments(documents: DocumentRepository) -> Named:
    for row in documents.current(Kind.EXPERIMENT):
        experiment = Experiment.model_validate(row.body)
        if experiment.status is Status.DRAFT or experiment.is_live:
            for alarm in experiment.alarms:
                yield alarm, Naming(Kind.EXPERIMENT, row.key, experiment.environment)


def _of_functions(documents: DocumentRepository) -> Named:
    for row in documents.current(Kind.FUNCTION):
        if not row.body["is_archived"]:
            for alarm in row.body["alarms"]:
                yield alarm, Naming(Kind.FUNCTION, row.key, None)


def _states(states: AlarmStates, names: Iterable[str]) -> Mapping[str, AlarmState | None]:
    wanted = list(names)
    try:
        return states.of(wanted) if wanted else {}
    except AlarmsUnavailable:
        return {}
