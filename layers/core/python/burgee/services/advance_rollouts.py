"""Rollouts that move by themselves: on, when nothing stands against it, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from burgee.domain.documents import LONGEST_REASON, Action, DocumentVersion, Json, Kind
from burgee.domain.errors import (
    AlarmsUnavailable,
    BurgeeError,
    CoolingDown,
    IllegalTransition,
    InvalidDocument,
    RolloutRunning,
    StageNotReady,
    VersionConflict,
)
from burgee.domain.flags import Flag
from burgee.domain.rollout_changes import aborted, advanced, completed, held, rolled_back, settled
from burgee.domain.rollout_readiness import Move, next_move
from burgee.domain.rollout_settlement import settled_flag
from burgee.domain.rollouts import LIVE, Rollout, RolloutStatus
from burgee.domain.timestamps import seconds_of
from burgee.services.apply_schedule import CLOCK
from burgee.services.kinds import Body
from burgee.services.open_rollouts import unarchived_rollouts
from burgee.services.reading import read
from burgee.services.rollout_rules import flag_of
from burgee.services.rollout_transitions import Change, transition_rollout
from burgee.services.situations import halt_of, situation_of
from burgee.services.steer_rollout import flag_for, settle_rivals, start_rollout
from burgee.services.steering import Steering
from burgee.services.unsettle_flag import settled_because, unsettle_flag
from burgee.services.writing import TRIES, Author, Edit, Ledger, amend

LOOKED_AFTER_SECONDS = 86_400  # so long it is seen to what one that has ended leaves behind


@dataclass(frozen=True, slots=True)
class Moved:
    """A step that was made: which version of which rollout it is."""

    key: str
    version: int
    action: Action


def advance_due(steering: Steering) -> list[Moved]:
    """Move every rollout for which it is time. Safe to run twice, late, and side by side.

    What stops one rollout does not stop the others; it is raised once they are done.
    """
    moved: list[Moved] = []
    failures: list[BurgeeError] = []
    for rollout in list(unarchived_rollouts(steering.ledger.documents)):
        try:
            moved.extend(advance_one(steering, rollout.key))
            _keep_alarms(steering, rollout.key)
        except BurgeeError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return moved


def advance_one(steering: Steering, key: str, stage: int | None = None) -> list[Moved]:
    """Make the step of one rollout that is due; none if none is.

    `stage`: the one that a schedule was made for; where another one is next by now, the call
    comes too late and does nothing. Each step is decided on one version and put right after it,
    so that a call that comes twice, and an operator meanwhile, are seen. Raises DocumentNotFound.
    """
    ledger = steering.ledger
    for tried in range(TRIES):
        before = read(ledger.documents, Kind.ROLLOUT, key)
        rollout = Rollout.model_validate(before.body)
        if stage is not None and stage != _awaited(rollout):
            return []
        try:
            after = _STEP_BY_STATUS.get(rollout.status, _rest)(steering, before, rollout)
        except IllegalTransition:
            return []
        except VersionConflict:
            if tried == TRIES - 1:
                raise
            continue
        made = after is not None and after.version > before.version
        return [Moved(key, after.version, after.change.action)] if after and made else []
    return []


def _awaited(rollout: Rollout) -> int:
    return 0 if rollout.stage is None else rollout.stage + 1


def _rest(_: Steering, __: DocumentVersion, ___: Rollout) -> DocumentVersion | None:
    return None


def _start_if_due(
    steering: Steering, before: DocumentVersion, rollout: Rollout
) -> DocumentVersion | None:
    """Started; aborted, with the reason, where it cannot be: it must not wait and start by
    surprise. One that the environment's stop, a cool-down or an alarm keeps waits for its end."""
    due, ledger = seconds_of(rollout.start_at), steering.ledger
    if due is None or due > ledger.now():
        return None
    author = Author(CLOCK, f"Its start_at came: {rollout.start_at}.", before.version)
    try:
        return start_rollout(ledger, author, rollout.key, steering.alarm_states)
    except (StageNotReady, CoolingDown):
        return None
    except (InvalidDocument, RolloutRunning) as refusal:
        whys = [f"{found['field']}: {found['detail']}" for found in refusal.errors]
        because = " ".join(["It could not start at its start_at.", refusal.detail, *whys])
        return _put(steering, before, Move(Action.ABORT, because))


def _step(steering: Steering, before: DocumentVersion, rollout: Rollout) -> DocumentVersion | None:
    author = Author(CLOCK, "Two rollouts of one flag were started at once.")
    with suppress(RolloutRunning):
        settle_rivals(steering.ledger, author, rollout.key)
    move = next_move(rollout, situation_of(steering, rollout))
    return None if move is None else _put(steering, before, move)


def _put(steering: Steering, before: DocumentVersion, move: Move) -> DocumentVersion:
    author = Author(CLOCK, move.because[:LONGEST_REASON], before.version)
    change = _CHANGE_BY_ACTION[move.action](steering.ledger, move.because)
    return transition_rollout(steering.ledger, author, before.key, move.action, change)


def _settle(
    steering: Steering, before: DocumentVersion, rollout: Rollout
) -> DocumentVersion | None:
    """First the flag says by itself what is served, then the rollout is no longer in charge: a
    clock that stops in between changes no answer. None where the flag cannot say it, and while
    everything is stopped: then a flag shows what it showed before."""
    ledger, flag = steering.ledger, flag_of(steering.ledger.documents, rollout)
    if rollout.is_settled or flag is None or settled_flag(flag, rollout) is None:
        return None
    if halt_of(ledger.documents, rollout.environment) is not None:
        return None

    def change(body: Body) -> Json:
        after = settled_flag(Flag.model_validate(body), rollout)
        return body if after is None else after.model_dump(mode="json", by_alias=True)

    author = Author(CLOCK, settled_because(rollout.key))
    shown = amend(ledger, author, Edit(Kind.FLAG, rollout.flag, Action.SETTLE, change))
    # Rulesets are made of derived rows: where the flag's lags, nobody would serve the share.
    ledger.documents.derive(shown)
    author = Author(CLOCK, "Its flag says by itself what it served.", before.version)
    try:
        return transition_rollout(ledger, author, rollout.key, Action.SETTLE, settled)
    except IllegalTransition:  # it was rolled back meanwhile
        newest = read(ledger.documents, Kind.ROLLOUT, rollout.key)
        unsettle_flag(ledger, CLOCK, Rollout.model_validate(newest.body))
        return None


def _unsettle(steering: Steering, _: DocumentVersion, rollout: Rollout) -> DocumentVersion | None:
    """Nothing of its own; but its flag must not keep what it was to leave to it."""
    ended, ledger = seconds_of(rollout.ended_at), steering.ledger
    if ended is not None and ledger.now() < ended + LOOKED_AFTER_SECONDS:
        unsettle_flag(ledger, CLOCK, rollout)
    return None


def _keep_alarms(steering: Steering, key: str) -> None:
    """Make the alarms that an open rollout asks for and lacks; remove those of one that ended."""
    rollout = Rollout.model_validate(read(steering.ledger.documents, Kind.ROLLOUT, key).body)
    names = rollout.made_alarm_names
    if not names or not _has_alarms_to_keep(rollout, steering.ledger.now()):
        return
    with suppress(AlarmsUnavailable):  # in a minute again
        there = [state for state in steering.alarm_states.of(names).values() if state is not None]
        if rollout.status in LIVE and len(there) < len(names):
            steering.rollout_alarms.put(rollout)
        if rollout.status not in LIVE and there:
            steering.rollout_alarms.delete(rollout)


def _has_alarms_to_keep(rollout: Rollout, now: float) -> bool:
    ended = seconds_of(rollout.ended_at)
    return rollout.status in LIVE or (ended is not None and now < ended + LOOKED_AFTER_SECONDS)


_Step = Callable[[Steering, DocumentVersion, Rollout], DocumentVersion | None]

_STEP_BY_STATUS: Mapping[RolloutStatus, _Step] = {
    RolloutStatus.PENDING: _start_if_due,
    RolloutStatus.RAMPING: _step,
    RolloutStatus.HOLDING: _step,
    RolloutStatus.PAUSED: _step,
    RolloutStatus.COMPLETED: _settle,
    RolloutStatus.ROLLED_BACK: _unsettle,
}

_CHANGE_BY_ACTION: Mapping[Action, Callable[[Ledger, str], Change]] = {
    Action.ADVANCE: lambda ledger, _: lambda it: advanced(it, flag_for(ledger, it), ledger.now()),
    Action.HOLD: lambda _, because: lambda it: held(it, because),
    Action.COMPLETE: lambda ledger, _: lambda it: completed(it, ledger.now()),
    Action.ROLL_BACK: lambda ledger, because: lambda it: rolled_back(it, ledger.now(), because),
    Action.ABORT: lambda ledger, because: lambda it: aborted(it, ledger.now(), because),
}
