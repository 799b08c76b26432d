"""What an experiment may do from where it stands: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from burgee.domain.documents import Action
from burgee.domain.errors import IllegalTransition
from burgee.domain.experiments import LIVE, Status

_ENDED = frozenset({Status.COMPLETED, Status.CANCELLED, Status.FAILED})


@dataclass(frozen=True, slots=True)
class Transition:
    """From any of `sources` to `target`; None: it stays where it is."""

    sources: frozenset[Status]
    target: Status | None


TRANSITIONS: Mapping[Action, Transition] = {
    Action.UPDATE: Transition(frozenset({Status.DRAFT}) | LIVE, None),
    Action.RESTORE: Transition(frozenset({Status.DRAFT}), None),
    Action.SIGN_OFF: Transition(frozenset({Status.DRAFT}), None),
    Action.START: Transition(frozenset({Status.DRAFT}), Status.RUNNING),
    Action.PAUSE: Transition(frozenset({Status.RUNNING}), Status.PAUSED),
    Action.RESUME: Transition(frozenset({Status.PAUSED}), Status.RUNNING),
    Action.TRAFFIC: Transition(LIVE, None),
    Action.COMPLETE: Transition(LIVE, Status.COMPLETED),
    Action.CANCEL: Transition(LIVE | {Status.DRAFT}, Status.CANCELLED),
    Action.EMERGENCY_STOP: Transition(LIVE, Status.CANCELLED),
    Action.FAIL: Transition(LIVE | {Status.DRAFT}, Status.FAILED),
    Action.SIGN_OFF_DECISION: Transition(LIVE | {Status.COMPLETED}, None),
    Action.DECIDE: Transition(LIVE | {Status.COMPLETED}, None),
    Action.RESTART: Transition(_ENDED, Status.DRAFT),
    Action.ARCHIVE: Transition(_ENDED, Status.ARCHIVED),
}

# An experiment fails by itself: a refusal does not offer it.
_NOT_OFFERED = frozenset({Action.FAIL})


def next_status(action: Action, status: Status) -> Status:
    """Where an experiment stands after `action`. Raises IllegalTransition, which says from where
    it could.

    >>> next_status(Action.PAUSE, Status.RUNNING).value
    'paused'
    """
    transition = TRANSITIONS[action]
    if status not in transition.sources:
        named = " or ".join(sorted(transition.sources))
        offered = (each for each in TRANSITIONS if each not in _NOT_OFFERED)
        possible = sorted(each for each in offered if status in TRANSITIONS[each].sources)
        may = ", ".join(possible) or "nothing"
        raise IllegalTransition(
            f"The experiment is {status}: {action} is for one that is {named}. "
            f"From {status} it can do: {may}."
        )
    return transition.target or status
