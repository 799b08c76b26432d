"""Who names an alarm: rollouts, flags and experiments as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from burgee.domain.alarms import AlarmChange, OnAlarm, OnInsufficientData
from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.errors import BurgeeError
from burgee.domain.experiments import Experiment
from burgee.domain.flags import Lifecycle
from burgee.domain.last_good import NEVER, RolloutPast
from burgee.domain.rollouts import Rollout, RolloutStatus
from burgee.domain.seen_alarms import last_rollback, reaction, seen_in
from burgee.domain.timestamps import seconds_of
from burgee.services.ports import DocumentRepository
from burgee.services.roll_back_flag import FlagPlace

Body = Mapping[str, Json]
Where = tuple[str, str]  # flag and environment

_STRENGTH = {reaction: strength for strength, reaction in enumerate(OnInsufficientData)}


@dataclass(frozen=True, slots=True)
class FailedRollback:
    """What kept a document from being taken back; `key` is empty where it is all of a kind."""

    kind: Kind
    key: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Named:
    """What an alarm's change reaches: open rollouts and what each is to do, flags that no rollout
    decides, and experiments that are on. `failed`: what could not be read."""

    rollouts: dict[str, OnInsufficientData]
    flags: tuple[FlagPlace, ...]
    experiments: tuple[str, ...]
    failed: tuple[FailedRollback, ...] = ()


def named_by(documents: DocumentRepository, change: AlarmChange) -> Named:
    """All that the change reaches. Rows are read, not documents: each is read anew before it is
    changed. What a later release wrote, and this one cannot read, keeps nothing else."""
    failed: list[FailedRollback] = []
    flags = dict(_flags(documents, change, failed))
    rollouts: dict[str, OnInsufficientData] = {}
    pasts: dict[Where, list[Rollout]] = {}
    for rollout in _rollouts(documents, change, flags, failed):
        where = (rollout.flag, rollout.environment)
        pasts.setdefault(where, []).append(rollout)
        if rollout.is_served:
            asked = _asked(rollout, change, flags.get(where))
            if asked is not OnInsufficientData.IGNORE:
                rollouts[rollout.key] = asked
    # Without its rollouts nobody knows whether a flag decides by itself.
    are_known = not any(each.kind is Kind.ROLLOUT for each in failed)
    places = (
        FlagPlace(key, environment, _past(pasts.get((key, environment), [])))
        for (key, environment), watching in flags.items()
        if reaction(watching, change.state) is OnInsufficientData.ROLL_BACK
        and not _is_rollouts(pasts.get((key, environment), []), change)
    )
    experiments = tuple(_experiments(documents, change, failed))
    return Named(rollouts, tuple(places) if are_known else (), experiments, tuple(failed))


def _rows(
    documents: DocumentRepository, kind: Kind, failed: list[FailedRollback]
) -> Iterator[DocumentVersion]:
    try:
        yield from documents.current(kind)
    except BurgeeError as error:
        failed.append(FailedRollback(kind, "", error))


def _flags(
    documents: DocumentRepository, change: AlarmChange, failed: list[FailedRollback]
) -> Iterator[tuple[Where, OnAlarm]]:
    # As JSON, since only the few that name the alarm are worth checking.
    for row in _rows(documents, Kind.FLAG, failed):
        if row.body.get("lifecycle") == Lifecycle.ARCHIVED:
            continue
        for environment, section in row.body["environments"].items():
            if change.alarm not in section.get("alarms", ()):
                continue
            try:
                watching = OnAlarm.model_validate(section.get("on_alarm") or {})
            except ValidationError as error:
                failed.append(FailedRollback(Kind.FLAG, row.key, error))
                continue
            yield (row.key, environment), watching


def _rollouts(
    documents: DocumentRepository,
    change: AlarmChange,
    flags: Mapping[Where, OnAlarm],
    failed: list[FailedRollback],
) -> Iterator[Rollout]:
    for row in _rows(documents, Kind.ROLLOUT, failed):
        where = (row.body.get("flag"), row.body.get("environment"))
        try:
            rollout = Rollout.model_validate(row.body)
            if where in flags or change.alarm in rollout.alarm_names:
                # Its row may lag behind: whoever started it may have stopped right after.
                newest = documents.newest(Kind.ROLLOUT, row.key) or row
                yield Rollout.model_validate(newest.body)
        except (ValidationError, BurgeeError) as error:
            if where in flags or _may_name(row.body, change.alarm):
                failed.append(FailedRollback(Kind.ROLLOUT, row.key, error))


def _may_name(rollout: Body, alarm: str) -> bool:
    return bool(rollout.get("make_alarms")) or alarm in (rollout.get("alarms") or ())


def _asked(rollout: Rollout, change: AlarmChange, watching: OnAlarm | None) -> OnInsufficientData:
    """The stronger of what the rollout asks for, and what its flag does there."""
    asked = [OnInsufficientData.IGNORE]
    if change.alarm in rollout.alarm_names:
        asked.append(reaction(rollout.on_alarm, change.state))
    if watching is not None:
        asked.append(reaction(watching, change.state))
    return max(asked, key=_STRENGTH.__getitem__)


def _is_rollouts(rollouts: list[Rollout], change: AlarmChange) -> bool:
    """Whether the change is a rollout's, and not the flag's own: one is open there, or had it."""
    return any(
        rollout.is_served or seen_in(rollout.model_dump(mode="json"), change)
        for rollout in rollouts
    )


def _past(rollouts: list[Rollout]) -> RolloutPast:
    taken_back = (
        max(
            last_rollback(rollout.seen_alarms),
            _ended(rollout) if rollout.status is RolloutStatus.ROLLED_BACK else NEVER,
        )
        for rollout in rollouts
    )
    taken_back_at = max(taken_back, default=NEVER)
    ended_at = max((_ended(rollout) for rollout in rollouts), default=NEVER)
    return RolloutPast(max(ended_at, taken_back_at), taken_back_at)


def _ended(rollout: Rollout) -> float:
    ended = seconds_of(rollout.ended_at)
    return NEVER if ended is None else ended


def _experiments(
    documents: DocumentRepository, change: AlarmChange, failed: list[FailedRollback]
) -> Iterator[str]:
    for row in _rows(documents, Kind.EXPERIMENT, failed):
        if change.alarm not in (row.body.get("alarms") or ()):
            continue
        try:
            experiment = Experiment.model_validate(row.body)
        except ValidationError as error:
            failed.append(FailedRollback(Kind.EXPERIMENT, row.key, error))
            continue
        asked = reaction(experiment.on_alarm, change.state)
        if experiment.is_live and asked is OnInsufficientData.ROLL_BACK:
            yield experiment.key
