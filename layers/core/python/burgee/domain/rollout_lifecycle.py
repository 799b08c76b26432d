"""What a rollout may do from where it stands: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from burgee.domain.documents import Action
from burgee.domain.errors import IllegalTransition
from burgee.domain.rollouts import FINAL, LIVE, MOVING, RolloutStatus

_PENDING, _RAMPING = RolloutStatus.PENDING, RolloutStatus.RAMPING
_HOLDING, _PAUSED = RolloutStatus.HOLDING, RolloutStatus.PAUSED
_COMPLETED, _ROLLED_BACK = RolloutStatus.COMPLETED, RolloutStatus.ROLLED_BACK
_ABORTED = RolloutStatus.ABORTED


@dataclass(frozen=True, slots=True)
class RolloutTransition:
    """From any of `sources` to `target`; None: it stays where it is."""

    sources: frozenset[RolloutStatus]
    target: RolloutStatus | None


# ADVANCE and HOLD are the clock's; RAMP_UP is an ADVANCE that somebody asks for. A completed
# rollout goes back only while it is not settled: see `rollout_changes`.
ROLLOUT_TRANSITIONS: Mapping[Action, RolloutTransition] = {
    Action.UPDATE: RolloutTransition(frozenset({_PENDING}), None),
    Action.START: RolloutTransition(frozenset({_PENDING}), _RAMPING),
    Action.ADVANCE: RolloutTransition(MOVING, _RAMPING),
    Action.HOLD: RolloutTransition(MOVING, _HOLDING),
    Action.PAUSE: RolloutTransition(MOVING, _PAUSED),
    Action.RESUME: RolloutTransition(frozenset({_PAUSED}), _RAMPING),
    Action.RAMP_UP: RolloutTransition(LIVE, _RAMPING),
    Action.RAMP_DOWN: RolloutTransition(LIVE, _PAUSED),
    Action.EXCLUDE: RolloutTransition(LIVE | {_PENDING}, None),
    Action.COMPLETE: RolloutTransition(MOVING, _COMPLETED),
    Action.SETTLE: RolloutTransition(frozenset({_COMPLETED}), None),
    Action.ROLL_BACK: RolloutTransition(LIVE | {_COMPLETED}, _ROLLED_BACK),
    Action.ABORT: RolloutTransition(LIVE | {_PENDING}, _ABORTED),
    Action.EMERGENCY_STOP: RolloutTransition(LIVE | {_PENDING}, _ABORTED),
    Action.ALARM: RolloutTransition(frozenset(RolloutStatus), None),
    Action.RESTART: RolloutTransition(frozenset({_ROLLED_BACK, _ABORTED}), _PENDING),
    Action.ARCHIVE: RolloutTransition(FINAL, None),
}

# What happens by itself: a refusal does not offer it.
_NOT_OFFERED = frozenset({Action.ADVANCE, Action.HOLD, Action.SETTLE, Action.ALARM})


def next_rollout_status(action: Action, status: RolloutStatus) -> RolloutStatus:
    """Where a rollout stands after `action`. Raises IllegalTransition, which says from where it
    could.

    >>> next_rollout_status(Action.PAUSE, RolloutStatus.RAMPING).value
    'paused'
    """
    transition = ROLLOUT_TRANSITIONS[action]
    if status not in transition.sources:
        named = " or ".join(sorted(transition.sources))
        offered = (each for each in ROLLOUT_TRANSITIONS if each not in _NOT_OFFERED)
        possible = sorted(each for each in offered if status in ROLLOUT_TRANSITIONS[each].sources)
        raise IllegalTransition(
            f"The rollout is {status}: {action} is for one that is {named}. "
            f"From {status} it can do: {', '.join(possible) or 'nothing'}."
        )
    return transition.target or status
