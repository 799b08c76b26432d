"""Guarded functions, aliases and alarms as tests write them."""

from __future__ import annotations

from typing import Any

from burgee.domain.alarms import AlarmChange, AlarmState
from burgee.domain.alias_history import Alias, Published
from burgee.domain.guarded_functions import AliasMove, GuardedFunction
from burgee.domain.timestamps import iso

NOON = 1_795_608_000.0  # 2026-11-25T12:00:00Z
HOUR = 3600.0
ALARM = "checkout-errors"


def a_function(*moves: AliasMove, **parts: Any) -> GuardedFunction:
    """A function whose errors take it back at once."""
    given = {"alarms": {ALARM: "high_error_rate"}, "moves": list(moves), **parts}
    return GuardedFunction.model_validate({"key": "checkout", **given})


def a_move(moved_from: int, moved_to: int, at: float = NOON - HOUR, **parts: Any) -> AliasMove:
    given = {"moved_from": str(moved_from), "moved_to": str(moved_to), "at": iso(at), **parts}
    return AliasMove.model_validate({"by": "ann", "done": True, **given})


def published(*versions: int, at: float = NOON - 5 * HOUR) -> tuple[Published, ...]:
    """Versions, each published a minute after the one before, from `at` on."""
    return tuple(Published(str(one), at + 60 * place) for place, one in enumerate(versions))


def an_alias(version: int, name: str = "live", **weights: float) -> Alias:
    """`v5=0.1`: a tenth of the calls go to version 5."""
    beside = {one.removeprefix("v"): share for one, share in weights.items()}
    return Alias(name, str(version), beside, revision=f"{name}-{version}")


def a_change(
    state: AlarmState = AlarmState.ALARM, at: float = NOON - 1, **parts: Any
) -> AlarmChange:
    given = {"alarm": ALARM, "previous": AlarmState.OK, "reason": "7 % failed", **parts}
    return AlarmChange(state=state, at=at, **given)
