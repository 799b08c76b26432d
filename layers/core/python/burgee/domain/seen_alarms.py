"""What documents remember of alarms, so that each change of one acts once on each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from burgee.domain.alarms import (
    LONGEST_DETAIL,
    REMEMBERED_SECONDS,
    AlarmChange,
    AlarmState,
    OnAlarm,
    OnInsufficientData,
    Outcome,
    SeenAlarm,
)
from burgee.domain.documents import Json
from burgee.domain.parsing import invalid, problem
from burgee.domain.timestamps import iso, seconds_of

Body = Mapping[str, Json]

SEEN = "seen_alarms"
MOST_REMEMBERED = 50  # an alarm that goes on and off for hours must not fill a document
LONGEST_ALARM_REASON = 500  # of the alarm's own words; ours come before them


def reaction(on_alarm: OnAlarm, state: AlarmState) -> OnInsufficientData:
    """What a change to this state asks for.

    >>> reaction(OnAlarm(), AlarmState.ALARM).value, reaction(OnAlarm(), AlarmState.OK).value
    ('roll_back', 'ignore')
    """
    if state is AlarmState.ALARM:
        return OnInsufficientData.ROLL_BACK
    if state is AlarmState.INSUFFICIENT_DATA:
        return on_alarm.on_insufficient_data
    return OnInsufficientData.IGNORE


def seen_in(body: Body, change: AlarmChange, environment: str = "") -> SeenAlarm | None:
    """What a document remembers of this very change; None if it has not met it."""
    at = iso(change.at)
    for seen in seen_by(body):
        if (seen.alarm, seen.at, seen.environment) == (change.alarm, at, environment):
            return seen
    return None


def seen_by(body: Body) -> Iterator[SeenAlarm]:
    """All that a document remembers, also one that was stored before there were alarms."""
    return (SeenAlarm.model_validate(each) for each in body.get(SEEN) or ())


def remembering(body: Body, seen: SeenAlarm, now: float) -> list[Json]:
    """The document's list with one more: the newest `MOST_REMEMBERED` without those that can come
    no more. The newest rollback of each environment stays, since a cool-down may be longer.

    What is forgotten early acts no second time: what it took back is newer than it by then.
    """
    everything = [*seen_by(body), seen]
    newest = {each.environment: each for each in everything if each.outcome is Outcome.ROLLED_BACK}
    young = [each for each in everything if _is_young(each, now)][-MOST_REMEMBERED:]
    kept = (each for each in everything if each in young or each in newest.values())
    return [each.model_dump(mode="json") for each in kept]


def _is_young(seen: SeenAlarm, now: float) -> bool:
    return now - _seconds(seen.at) <= REMEMBERED_SECONDS


def last_rollback(seen: Iterable[SeenAlarm]) -> float:
    """When one of these took something back (seconds since 1970); minus infinity if none did."""
    rollbacks = (each for each in seen if each.outcome is Outcome.ROLLED_BACK)
    return max((_seconds(each.received_at) for each in rollbacks), default=float("-inf"))


def new_seen(
    change: AlarmChange, outcome: Outcome, detail: str, *, now: float, environment: str = ""
) -> SeenAlarm:
    """What is remembered of a change: what followed, how long after it, and the alarm's words."""
    told = f"{detail} Decided {max(0.0, now - change.at):.1f} s after the alarm changed."
    return SeenAlarm(
        alarm=change.alarm,
        state=change.state,
        at=iso(change.at),
        received_at=iso(now),
        outcome=outcome,
        environment=environment,
        detail=_within(f"{told} {change.reason[:LONGEST_ALARM_REASON]}".strip()),
    )


def told(change: AlarmChange, seen: SeenAlarm) -> str:
    """The sentence of the audit log for what was remembered."""
    kind = "composite alarm" if change.is_composite else "alarm"
    head = f"The {kind} '{change.alarm}' went to {change.state} at {seen.at}."
    return _within(f"{head} {seen.detail}")


def refuse_seen_alarms(body: Json, standing: Body) -> None:
    """Raises InvalidDocument for an author's document that says which alarms it has seen."""
    written = body.get(SEEN) if isinstance(body, dict) else None
    if written is not None and written != (standing.get(SEEN) or []):
        raise invalid("flag", [problem(SEEN, "is written by rollbacks alone; leave it out")])


def _within(text: str) -> str:
    return text if len(text) <= LONGEST_DETAIL else f"{text[: LONGEST_DETAIL - 3]}..."


def _seconds(moment: str) -> float:
    return seconds_of(moment) or 0.0
