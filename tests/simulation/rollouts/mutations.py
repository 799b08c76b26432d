"""The rules of moving rollouts, each broken on purpose: what is patched, and with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from burgee.domain import rollout_changes, rollout_readiness
from burgee.domain.roles import Caller
from burgee.domain.rollout_lifecycle import ROLLOUT_TRANSITIONS
from burgee.services import (
    advance_rollouts,
    kinds,
    roll_back_rollout,
    rollout_transitions,
    situations,
    steer_rollout,
)
from burgee.services.writing import Author

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Mutation:
    """A broken rule, and within how many histories it has to be noticed."""

    rule: str
    plant: Callable[[Patch], None]
    within: int = 200


def _decided_on_any_version(patch: Patch) -> None:
    def of_the_newest(caller: Caller, reason: str = "", _: int | None = None) -> Author:
        return Author(caller, reason)

    patch.setattr(advance_rollouts, "Author", of_the_newest)


def _no_obstacle(name: str) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(rollout_readiness, name, lambda *_: iter(()))


def _anything_from_anywhere(patch: Patch) -> None:
    patch.setattr(
        rollout_transitions,
        "next_rollout_status",
        lambda action, status: ROLLOUT_TRANSITIONS[action].target or status,
    )


def _rivals_stay(patch: Patch) -> None:
    for module in (steer_rollout, advance_rollouts):
        patch.setattr(module, "settle_rivals", lambda *_: None)


def _older_alarms_act(patch: Patch) -> None:
    for module in (steer_rollout, roll_back_rollout):
        patch.setattr(module, "is_newer", lambda *_: False)


MUTATIONS = (
    Mutation(
        "a step is put right after the version it was decided on",
        _decided_on_any_version,
        within=400,
    ),
    Mutation(
        "a stage lasts its time",
        lambda patch: patch.setattr(rollout_readiness, "seconds_of", lambda _: 0.0),
    ),
    Mutation("an alarm that is on holds", _no_obstacle("_alarm_obstacles")),
    Mutation("a stage needs units and a fresh judgement", _no_obstacle("_evidence_obstacles")),
    Mutation("a breach takes back", _no_obstacle("_acting")),
    Mutation(
        "a stop of everything holds",
        lambda patch: patch.setattr(situations, "halt_of", lambda *_: None),
    ),
    Mutation("each step is for some states alone", _anything_from_anywhere),
    Mutation(
        "a rollout has a last day",
        lambda patch: patch.setattr(rollout_readiness, "rollout_end", lambda _: None),
    ),
    Mutation(
        "there is a cool-down",
        lambda patch: patch.setattr(steer_rollout, "cooling_until", lambda *_: float("-inf")),
    ),
    Mutation("of two that start at once one goes", _rivals_stay, within=4000),
    Mutation(
        "one that is open keeps others from starting",
        lambda patch: patch.setattr(steer_rollout, "_refuse_second", lambda *_: None),
    ),
    Mutation("an alarm acts on what started before it", _older_alarms_act),
    Mutation(
        "the flag gets the share before the rollout lets go",
        lambda patch: patch.setattr(advance_rollouts, "settled_flag", lambda flag, _: flag),
    ),
    Mutation(
        "a run ends with its stage",
        lambda patch: patch.setattr(rollout_changes, "_closed", lambda runs, _: list(runs)),
    ),
    Mutation(
        "a flag's share is held by its rollout",
        lambda patch: patch.setattr(kinds, "guard_rolled_flag", lambda *_: None),
    ),
)
