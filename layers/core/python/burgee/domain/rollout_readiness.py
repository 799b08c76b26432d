"""What a rollout does next: it goes on, waits or goes back, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from burgee.domain.alarms import AlarmState, OnInsufficientData
from burgee.domain.documents import Action
from burgee.domain.environments import Halt
from burgee.domain.judgements import GuardrailReading, Judgement
from burgee.domain.moments import rollout_end
from burgee.domain.rollouts import LIVE, Rollout, RolloutStatus, rollout_run_id
from burgee.domain.timestamps import seconds_of

OLDEST_JUDGEMENT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known around a rollout at `now`. `judgement`: the newest of its open run. `alarms`:
    every alarm that it or its flag names, None for one that is not there; None in all where
    CloudWatch did not answer. `awaited`: those of its flag without whose data it waits, as the flag
    asks. `broken`: what of its flag does not fit any more."""

    now: float
    halt: Halt | None = None
    judgement: Judgement | None = None
    alarms: Mapping[str, AlarmState | None] | None = field(default_factory=dict)
    awaited: Collection[str] = ()
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """What is to be done: one of ADVANCE, HOLD, COMPLETE, ROLL_BACK, ABORT; and why."""

    action: Action
    because: str


def next_move(rollout: Rollout, situation: Situation) -> Move | None:
    """What the clock does with a rollout that is live; None where it leaves it as it is.

    What takes it back comes before what holds it, and both before its time: guardrails are acted
    upon whenever somebody looks, also while it is paused.
    """
    if rollout.status not in LIVE:
        return None
    back = _way_back(rollout, situation)
    if back is not None or rollout.status is RolloutStatus.PAUSED:
        return back
    if situation.halt is not None:
        return Move(Action.HOLD, _halted(situation.halt))
    due = seconds_of(rollout.next_at)
    if due is None or due > situation.now:
        return _still_held(rollout, situation)
    held = next(obstacles(rollout, situation), None)
    if held is not None:
        return Move(Action.HOLD, held)
    return _onward(rollout)


def obstacles(rollout: Rollout, situation: Situation) -> Iterator[str]:
    """Everything that keeps a rollout from its next stage, each as a sentence."""
    yield from obstacles_for_anybody(rollout, situation)
    if rollout.run is not None:
        yield from _evidence_obstacles(rollout, situation)


def obstacles_for_anybody(rollout: Rollout, situation: Situation) -> Iterator[str]:
    """What keeps also somebody who skips the wait from the next stage."""
    if situation.halt is not None:
        yield _halted(situation.halt)
    yield from _acting(rollout, situation)
    if situation.alarms is None:
        yield "CloudWatch did not say how its alarms stand."
    else:
        yield from _alarm_obstacles(rollout, situation.alarms, situation.awaited)


def judgement_of(rollout: Rollout, judgement: Judgement | None) -> Judgement | None:
    """The judgement, if it is of the run that is open."""
    run = rollout.run
    if judgement is None or run is None:
        return None
    return judgement if judgement.run == rollout_run_id(rollout.key, run.number) else None


def _way_back(rollout: Rollout, situation: Situation) -> Move | None:
    end = rollout_end(rollout)
    if end is not None and end <= situation.now:
        days = rollout.maximum_days
        return Move(Action.ROLL_BACK, f"It was not complete after its maximum of {days} days.")
    if situation.broken:
        return Move(Action.ABORT, f"Its flag changed under it: {situation.broken}.")
    if situation.halt is not None:  # then it is not served
        return None
    breaches = list(_acting(rollout, situation))
    return Move(Action.ROLL_BACK, " ".join(breaches)) if breaches else None


def _still_held(rollout: Rollout, situation: Situation) -> Move | None:
    """What keeps one that holds before its time, said anew: what it waited for may be over."""
    if rollout.status is not RolloutStatus.HOLDING:
        return None
    held = next(obstacles_for_anybody(rollout, situation), None)
    return Move(
        Action.HOLD, held or "Nothing holds it any more; the wait of its stage is not over."
    )


def _onward(rollout: Rollout) -> Move:
    following = rollout.next_stage
    if following is None:
        return Move(Action.COMPLETE, "The wait of its last stage is over.")
    number, of = (rollout.stage or 0) + 2, len(rollout.planned_stages)
    return Move(Action.ADVANCE, f"Its time came: stage {number} of {of}.")


def _halted(halt: Halt) -> str:
    return f"Everything in its environment is stopped since {halt.at}: {halt.reason}"


def _acting(rollout: Rollout, situation: Situation) -> Iterator[str]:
    judgement = judgement_of(rollout, situation.judgement)
    for breach in judgement.acting if judgement else ():
        yield f"Its guardrail '{breach.guardrail}' is breached: {breach.detail}"


def _alarm_obstacles(
    rollout: Rollout, alarms: Mapping[str, AlarmState | None], awaited: Collection[str]
) -> Iterator[str]:
    waits = rollout.on_alarm.on_insufficient_data is not OnInsufficientData.IGNORE
    for name, state in sorted(alarms.items()):
        if state is None:
            yield f"There is no alarm '{name}'."
        elif state is AlarmState.ALARM:
            yield f"The alarm '{name}' is on."
        elif state is AlarmState.INSUFFICIENT_DATA and (waits or name in awaited):
            yield f"The alarm '{name}' has no data."


def _evidence_obstacles(rollout: Rollout, situation: Situation) -> Iterator[str]:
    judgement = judgement_of(rollout, situation.judgement)
    if judgement is None:
        yield "Its guardrails were not judged yet."
    elif situation.now - judgement.at > OLDEST_JUDGEMENT_SECONDS:
        minutes = (situation.now - judgement.at) / 60
        yield f"Its guardrails were last judged {minutes:.0f} minutes ago."
    else:
        yield from _unit_obstacles(rollout, judgement)
        yield from _criterion_obstacles(rollout, judgement)


def _unit_obstacles(rollout: Rollout, judgement: Judgement) -> Iterator[str]:
    run, least = rollout.run, rollout.minimum_units
    counted = {key: judgement.units.get(key, 0) for key in (run.weights if run else ())}
    if any(units < least for units in counted.values()):
        shown = ", ".join(f"'{key}' has {units}" for key, units in sorted(counted.items()))
        yield f"It needs {least} exposed units of each variant: {shown}."


def _criterion_obstacles(rollout: Rollout, judgement: Judgement) -> Iterator[str]:
    readings = {reading.guardrail: reading for reading in judgement.readings}
    for guardrail in rollout.guardrails:
        key = guardrail.metric.key
        if guardrail.criterion is not None:
            yield from _criterion_obstacle(key, guardrail.criterion, readings.get(key))


def _criterion_obstacle(
    key: str, criterion: float, reading: GuardrailReading | None
) -> Iterator[str]:
    if reading is None or reading.criterion_met is None:
        yield f"There is no value of '{key}' yet, whose criterion is {criterion:g}."
    elif not reading.criterion_met:
        why = f": {reading.detail}" if reading.detail else "."
        yield f"The criterion of '{key}', {criterion:g}, is not met{why}"
