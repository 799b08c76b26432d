"""What a change of a rollout comes to, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from burgee.domain.changes import same
from burgee.domain.documents import Action, Json
from burgee.domain.rollout_changes import dump
from burgee.domain.rollouts import Rollout, Stage

Body = Mapping[str, Json]


def told_rollout(action: Action, before: Body, after: Body) -> str:
    """What a version of a rollout changed; `before` is empty for the first."""
    tell = _TELL_BY_ACTION.get(action)
    return tell(before, Rollout.model_validate(after)) if tell else ""


def _plan(_: Body, after: Rollout) -> str:
    stages = _counted(len(after.planned_stages), "stage")
    return f"'{after.variant}' of the flag '{after.flag}' in {after.environment}, in {stages}."


def _fields(before: Body, after: Rollout) -> str:
    earlier, later = dump(Rollout.model_validate(before)), dump(after)
    changed = [name for name in later if not same(earlier[name], later[name])]
    return f"Changed {', '.join(changed)}."


def _entered(_: Body, after: Rollout) -> str:
    return f"{_place(after).capitalize()}: {_shown(after)}."


def _gone_back(_: Body, after: Rollout) -> str:
    return f"Back at {_place(after)}: {_shown(after)}. It waits to be resumed."


def _held(_: Body, after: Rollout) -> str:
    return f"Waits at {_place(after)}: {after.because}"


def _paused(_: Body, after: Rollout) -> str:
    return f"Stays at {_place(after)} until it is resumed."


def _resumed(_: Body, after: Rollout) -> str:
    return f"Goes on from {_place(after)}, whose wait begins anew."


def _completed(_: Body, after: Rollout) -> str:
    return f"Its last stage stays: {_shown(after)}."


def _settled(_: Body, after: Rollout) -> str:
    return f"From now on the flag '{after.flag}' says so itself."


def _taken_back(_: Body, after: Rollout) -> str:
    return f"Taken back at {_place(after)}: {after.because}"


def _given_up(_: Body, after: Rollout) -> str:
    if after.stage is None:
        return f"Given up before it began: {after.because}"
    return f"Given up at {_place(after)}: {after.because}"


def _restarted(_: Body, __: Rollout) -> str:
    return "Pending again: it can be changed and started."


def _heard(_: Body, after: Rollout) -> str:
    seen = after.seen_alarms[-1]
    outcome = str(seen.outcome).replace("_", " ")
    return f"The alarm '{seen.alarm}' went to {seen.state}: {outcome}."


def _excluded(before: Body, after: Rollout) -> str:
    earlier = set(before["excluded"])
    more = _counted(len(set(after.excluded) - earlier), "unit")
    less = _counted(len(earlier - set(after.excluded)), "unit")
    if earlier <= set(after.excluded):
        return f"{more} more get the old variant, whatever the stage."
    return f"{less} no longer excepted: they are treated as all others."


def _place(rollout: Rollout) -> str:
    """`stage 2 of 3`."""
    return f"stage {(rollout.stage or 0) + 1} of {len(rollout.planned_stages)}"


def _shown(rollout: Rollout) -> str:
    """`10 % of all units get 'on'`."""
    reached = rollout.reached
    return f"{_audience(reached)} get '{rollout.variant}'" if reached else "nobody is in"


def _audience(stage: Stage) -> str:
    named = [f"{_counted(len(stage.units), 'unit')} by name"] if stage.units else []
    if stage.names_only_units:
        return named[0]
    whom = "the units of its audience" if stage.has_audience else "all units"
    return " and ".join([f"{stage.percentage:g} % of {whom}", *named])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


_TELL_BY_ACTION: Mapping[Action, Callable[[Body, Rollout], str]] = {
    Action.CREATE: _plan,
    Action.UPDATE: _fields,
    Action.START: _entered,
    Action.ADVANCE: _entered,
    Action.RAMP_UP: _entered,
    Action.RAMP_DOWN: _gone_back,
    Action.HOLD: _held,
    Action.PAUSE: _paused,
    Action.RESUME: _resumed,
    Action.COMPLETE: _completed,
    Action.SETTLE: _settled,
    Action.ROLL_BACK: _taken_back,
    Action.ABORT: _given_up,
    Action.EMERGENCY_STOP: _given_up,
    Action.RESTART: _restarted,
    Action.ALARM: _heard,
    Action.EXCLUDE: _excluded,
}
