"""What people and alarms do with a rollout: each step is one version, with who and why."""

from __future__ import annotations

from collections.abc import Collection

from burgee.domain.alarms import AlarmState, SeenAlarm
from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import (
    AlarmsUnavailable,
    CoolingDown,
    IllegalTransition,
    RolloutRunning,
    StageNotReady,
    UnknownReference,
)
from burgee.domain.flags import Flag
from burgee.domain.parsing import detail_of, problem
from burgee.domain.rollout_changes import (
    aborted,
    advanced,
    archived,
    excluding,
    has_seen,
    is_newer,
    no_longer_excluding,
    paused,
    ramped_down,
    restarted,
    resumed,
    rolled_back,
    started,
)
from burgee.domain.rollout_checks import check_rollout_references, flag_misfit
from burgee.domain.rollout_readiness import obstacles_for_anybody
from burgee.domain.rollouts import Rollout
from burgee.domain.timestamps import iso, seconds_of
from burgee.services.cool_down import cooling_until
from burgee.services.open_rollouts import open_rollouts
from burgee.services.reading import read
from burgee.services.reasons import require_reason
from burgee.services.rollout_ports import AlarmStates
from burgee.services.rollout_rules import around_rollout, flag_of
from burgee.services.rollout_transitions import Change, transition_rollout
from burgee.services.situations import halt_of, named_alarms, situation_of
from burgee.services.steering import Steering
from burgee.services.unsettle_flag import unsettle_flag
from burgee.services.writing import Author, Ledger


def start_rollout(
    ledger: Ledger, author: Author, key: str, alarm_states: AlarmStates | None = None
) -> DocumentVersion:
    """In its first stage, from now on in charge of its flag's share.

    `alarm_states`: asked, if given, whether an alarm is on already, which sends no change that
    would take it back. Raises IllegalTransition, UnknownReference, CoolingDown, StageNotReady
    while everything is stopped or an alarm is on, RolloutRunning if another one is open.
    """

    def change(rollout: Rollout) -> Rollout:
        check_rollout_references(rollout, around_rollout(ledger.documents, rollout))
        _refuse_second(ledger, rollout)
        _refuse_cooling(ledger, rollout)
        _refuse_halted(ledger, rollout)
        if alarm_states is not None:
            _refuse_alarmed(ledger, rollout, alarm_states)
        return started(rollout, flag_for(ledger, rollout), ledger.now())

    version = transition_rollout(ledger, author, key, Action.START, change)
    settle_rivals(ledger, author, key)
    return version


def settle_rivals(ledger: Ledger, author: Author, key: str) -> None:
    """Abort the later of two rollouts that were started on one flag at once, although each looked
    before.

    Both look once more after they were written, so at least one sees the other. Raises
    RolloutRunning if it was `key` itself.
    """
    mine = Rollout.model_validate(read(ledger.documents, Kind.ROLLOUT, key).body)
    for other in list(_rivals(ledger, mine)):
        later, winner = (mine, other) if _order(mine) > _order(other) else (other, mine)
        because = f"The rollout '{winner.key}' of the same flag started before it."
        try:
            abort_rollout(ledger, Author(author.caller, because), later.key)
        except IllegalTransition:
            continue  # it has ended already
        if later is mine:
            raise _second(other)


def pause_rollout(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Staying at its stage. Raises ReasonRequired."""
    because = require_reason(author, "Pausing a rollout")
    return transition_rollout(
        ledger, author, key, Action.PAUSE, lambda rollout: paused(rollout, because)
    )


def resume_rollout(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Going on; the wait of its stage begins anew. Raises ReasonRequired."""
    require_reason(author, "Resuming a rollout")

    def change(rollout: Rollout) -> Rollout:
        return resumed(rollout, flag_for(ledger, rollout), ledger.now())

    return transition_rollout(ledger, author, key, Action.RESUME, change)


def ramp_up(steering: Steering, author: Author, key: str) -> DocumentVersion:
    """In its next stage now, without its wait and whatever its number of units.

    Raises ReasonRequired, CoolingDown, StageNotReady that lists what stands against it.
    """
    require_reason(author, "Ramping up")
    ledger = steering.ledger

    def change(rollout: Rollout) -> Rollout:
        _refuse_cooling(ledger, rollout)
        found = list(obstacles_for_anybody(rollout, situation_of(steering, rollout)))
        if found:
            raise _not_ready(rollout, found)
        return advanced(rollout, flag_for(ledger, rollout), ledger.now())

    return transition_rollout(ledger, author, key, Action.RAMP_UP, change)


def ramp_down(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """In the stage before, paused there. Raises ReasonRequired."""
    because = require_reason(author, "Ramping down")

    def change(rollout: Rollout) -> Rollout:
        return ramped_down(rollout, flag_for(ledger, rollout), ledger.now(), because)

    return transition_rollout(ledger, author, key, Action.RAMP_DOWN, change)


def exclude_units(
    ledger: Ledger, author: Author, key: str, units: Collection[str], *, lift: bool = False
) -> DocumentVersion:
    """With these units kept on the old variant; `lift`: no longer. Raises ReasonRequired."""
    require_reason(author, "Excluding a unit")
    change: Change = (
        (lambda rollout: no_longer_excluding(rollout, units))
        if lift
        else (lambda rollout: excluding(rollout, units))
    )
    return transition_rollout(ledger, author, key, Action.EXCLUDE, change)


def abort_rollout(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Given up: its flag's own document answers again. Raises ReasonRequired."""
    return _abort(ledger, author, key, Action.ABORT, "Aborting a rollout")


def stop_rollout(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Aborted as an emergency. Raises ReasonRequired."""
    return _abort(ledger, author, key, Action.EMERGENCY_STOP, "An emergency stop")


def restart_rollout(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Pending again, to be changed and started. Raises ReasonRequired, CoolingDown,
    IllegalTransition for one that is archived."""
    require_reason(author, "Restarting a rollout")

    def change(rollout: Rollout) -> Rollout:
        _refuse_cooling(ledger, rollout)
        return restarted(rollout)

    return transition_rollout(ledger, author, key, Action.RESTART, change)


def archive_rollout(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Put away. Raises RolloutRunning for a completed one that is still in charge of its flag."""

    def change(rollout: Rollout) -> Rollout:
        if rollout.is_served:
            raise RolloutRunning(
                f"The rollout '{key}' is complete and still in charge of the flag "
                f"'{rollout.flag}'; roll it back, or wait until it is settled."
            )
        return archived(rollout)

    return transition_rollout(ledger, author, key, Action.ARCHIVE, change)


def roll_back_rollout(
    ledger: Ledger, author: Author, key: str, *, because: str, seen: SeenAlarm | None = None
) -> DocumentVersion:
    """Taken back: the old variant for all whom it gave the new one.

    `seen`: the alarm's change that did it, remembered by the same put, so that it acts once; one
    that is remembered already, or older than the rollout's start, changes nothing. Raises
    IllegalTransition for what has ended or is settled, ReasonRequired without a `because`.
    """
    require_reason(Author(author.caller, because), "Rolling back")

    def change(rollout: Rollout) -> Rollout:
        if seen is not None and (
            has_seen(rollout, seen) or is_newer(rollout, seconds_of(seen.at) or 0.0)
        ):
            return rollout
        return rolled_back(rollout, ledger.now(), because, seen)

    whoever = Author(author.caller, because, author.expected)
    version = transition_rollout(ledger, whoever, key, Action.ROLL_BACK, change)
    unsettle_flag(ledger, author.caller, Rollout.model_validate(version.body))
    return version


def _abort(
    ledger: Ledger, author: Author, key: str, action: Action, control: str
) -> DocumentVersion:
    because = require_reason(author, control)
    return transition_rollout(
        ledger, author, key, action, lambda rollout: aborted(rollout, ledger.now(), because)
    )


def flag_for(ledger: Ledger, rollout: Rollout) -> Flag:
    """Its flag. Raises UnknownReference where it cannot be rolled out any more."""
    flag = flag_of(ledger.documents, rollout)
    misfit = flag_misfit(rollout, flag)
    if flag is None or misfit:
        problems = [misfit] if misfit else []
        raise UnknownReference(detail_of("rollout", problems), errors=problems)
    return flag


def _refuse_cooling(ledger: Ledger, rollout: Rollout) -> None:
    until = cooling_until(ledger.documents, rollout)
    if until > ledger.now():
        raise CoolingDown(
            f"The flag '{rollout.flag}' was rolled back in {rollout.environment} a moment ago; "
            f"wait until {iso(until)}."
        )


def _refuse_halted(ledger: Ledger, rollout: Rollout) -> None:
    if halt_of(ledger.documents, rollout.environment) is not None:
        why = f"everything in {rollout.environment} is stopped; lift that first."
        raise StageNotReady(f"The rollout '{rollout.key}' cannot start: {why}")


def _refuse_alarmed(ledger: Ledger, rollout: Rollout, alarm_states: AlarmStates) -> None:
    try:
        states = alarm_states.of(named_alarms(ledger.documents, rollout))
    except AlarmsUnavailable as unknown:
        why = "CloudWatch did not say how its alarms stand."
        raise StageNotReady(f"The rollout '{rollout.key}' cannot start: {why}") from unknown
    ringing = sorted(name for name, state in states.items() if state is AlarmState.ALARM)
    if ringing:
        why = f"the alarm '{ringing[0]}' is on."
        raise StageNotReady(f"The rollout '{rollout.key}' cannot start: {why}")


def _refuse_second(ledger: Ledger, rollout: Rollout) -> None:
    for other in _rivals(ledger, rollout):
        raise _second(other)


def _rivals(ledger: Ledger, mine: Rollout) -> Collection[Rollout]:
    return [
        other
        for other in open_rollouts(ledger.documents)
        if (other.flag, other.environment) == (mine.flag, mine.environment)
        and other.key != mine.key
    ]


def _second(other: Rollout) -> RolloutRunning:
    return RolloutRunning(
        f"The rollout '{other.key}' of the flag '{other.flag}' is {other.status} in "
        f"{other.environment}; end it first, or change it."
    )


def _order(rollout: Rollout) -> tuple[str, str]:
    return rollout.started_at or "", rollout.key


def _not_ready(rollout: Rollout, found: list[str]) -> StageNotReady:
    return StageNotReady(
        f"The next stage of the rollout '{rollout.key}' cannot come yet: {found[0]}",
        errors=[problem("stage", sentence) for sentence in found],
    )
