"""An open rollout, as an alarm's change asks: taken back, or kept from its next stage."""

from __future__ import annotations

from collections.abc import Callable

from burgee.domain.alarms import AlarmChange, OnInsufficientData, Outcome
from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import IllegalTransition
from burgee.domain.rollout_changes import dump, held, is_newer
from burgee.domain.rollout_lifecycle import next_rollout_status
from burgee.domain.rollouts import MOVING, Rollout, RolloutStatus
from burgee.domain.seen_alarms import SEEN, new_seen, remembering, seen_in, told
from burgee.services.alarm_steps import ALARMS, AlarmStep, remember, take_step
from burgee.services.reading import read
from burgee.services.steer_rollout import roll_back_rollout
from burgee.services.writing import Author, Ledger

TAKEN_BACK = frozenset({RolloutStatus.ROLLED_BACK, RolloutStatus.ABORTED})


def take_back_rollout(ledger: Ledger, change: AlarmChange, key: str) -> DocumentVersion:
    """The rollout, taken back: its flag's own share is served. One that started after the alarm
    goes on, and remembers it; so does one that was taken back meanwhile. Acts once for each change
    of an alarm.

    An alarm that went on in an earlier stage does take it back: it is the same new variant.
    """
    rollout = Rollout.model_validate(read(ledger.documents, Kind.ROLLOUT, key).body)
    if is_newer(rollout, change.at):
        return take_step(ledger, change, Kind.ROLLOUT, key, _recording(ledger, change))
    now = ledger.now()
    seen = new_seen(change, Outcome.ROLLED_BACK, "The rollout was taken back.", now=now)
    author, because = Author(ALARMS), told(change, seen)
    try:
        return roll_back_rollout(ledger, author, key, because=because, seen=seen)
    except IllegalTransition:
        after = read(ledger.documents, Kind.ROLLOUT, key)
        if seen_in(after.body, change):  # heard of it twice, or at the same time
            return after
        if after.body["status"] not in TAKEN_BACK:
            raise
    return take_step(ledger, change, Kind.ROLLOUT, key, _noting_that_it_is_over(ledger, change))


def hold_rollout(ledger: Ledger, change: AlarmChange, key: str) -> DocumentVersion:
    """The rollout, kept from its next stage while it moves; as it is where it does not."""

    def decide(before: DocumentVersion) -> AlarmStep | None:
        rollout = Rollout.model_validate(before.body)
        if rollout.status not in MOVING or seen_in(before.body, change):
            return None
        now = ledger.now()
        seen = new_seen(change, Outcome.HELD, "The rollout waits at its stage.", now=now)
        waiting = held(rollout, f"The alarm '{change.alarm}' has no data.")
        body = {
            **dump(waiting),
            "status": str(next_rollout_status(Action.HOLD, rollout.status)),
            SEEN: remembering(before.body, seen, now),
        }
        return AlarmStep(Action.HOLD, body, seen)

    return take_step(ledger, change, Kind.ROLLOUT, key, decide)


def _recording(
    ledger: Ledger, change: AlarmChange
) -> Callable[[DocumentVersion], AlarmStep | None]:
    def decide(before: DocumentVersion) -> AlarmStep | None:
        rollout = Rollout.model_validate(before.body)
        if seen_in(before.body, change) or not is_newer(rollout, change.at):
            return None
        now = ledger.now()
        detail = "The rollout started after the alarm; it goes on."
        return remember(before.body, new_seen(change, Outcome.RECORDED, detail, now=now), now)

    return decide


def _noting_that_it_is_over(
    ledger: Ledger, change: AlarmChange
) -> Callable[[DocumentVersion], AlarmStep | None]:
    """Somebody else took it back in this very moment: a guardrail, or a person."""

    def decide(before: DocumentVersion) -> AlarmStep | None:
        if seen_in(before.body, change) or before.body["status"] not in TAKEN_BACK:
            return None
        now = ledger.now()
        detail = "The rollout had been taken back a moment before."
        return remember(before.body, new_seen(change, Outcome.RECORDED, detail, now=now), now)

    return decide


ROLLOUT_STEPS = {
    OnInsufficientData.ROLL_BACK: take_back_rollout,
    OnInsufficientData.HOLD: hold_rollout,
}
