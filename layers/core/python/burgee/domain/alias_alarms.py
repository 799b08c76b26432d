"""What an alarm's change does to the alias of a function that names the alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from burgee.domain.alarms import AlarmChange, OnInsufficientData, Outcome
from burgee.domain.alias_history import Alias, Published, is_back, number, version_before
from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.incidents import DECISIONS
from burgee.domain.seen_alarms import reaction
from burgee.domain.timestamps import iso, seconds_of


@dataclass(frozen=True, slots=True)
class Served:
    """What Lambda and CodeDeploy say of a function. `deploying_since`: when CodeDeploy began to
    deploy it, None while it does not; `is_taken_back`: whether that is CodeDeploy's own rollback.
    """

    alias: Alias
    published: Sequence[Published]
    deploying_since: float | None = None
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an alarm's change, why, and where the alias goes, if it does."""

    outcome: Outcome
    detail: str
    move_to: str | None = None


def concerns(function: GuardedFunction, change: AlarmChange) -> bool:
    """Whether a change asks for anything: an alarm that is on does, one that is over does not,
    one without data does as the function's `on_alarm` says."""
    if change.alarm not in function.alarms or function.is_archived:
        return False
    return reaction(function.on_alarm, change.state) is not OnInsufficientData.IGNORE


def verdict_on(
    function: GuardedFunction, served: Served, change: AlarmChange, now: float
) -> Verdict:
    """What follows from a change that concerns the function and was not seen yet."""
    decision = DECISIONS[function.alarms[change.alarm]]
    if reaction(function.on_alarm, change.state) is OnInsufficientData.HOLD:
        return Verdict(Outcome.RECORDED, "The alarm has no data; there is no rollout to hold.")
    if not decision.moves_by_itself:
        scenario, response = function.alarms[change.alarm], decision.response
        detail = f"{scenario} asks for a {response}, by people; what helps: {decision.recovery}."
        return Verdict(Outcome.RECORDED, detail.replace("_", " "))
    if change.at < _served_since(function, served):
        return Verdict(Outcome.RECORDED, "It is older than what is served now.")
    if served.is_taken_back:
        return Verdict(Outcome.RECORDED, "CodeDeploy is taking the deployment back already.")
    if served.deploying_since is not None:
        target = min(served.alias.used, key=number)
        return Verdict(Outcome.ROLLED_BACK, "The deployment in progress is stopped.", target)
    return _go_back(function, served, now)


def _go_back(function: GuardedFunction, served: Served, now: float) -> Verdict:
    if (until := _cooling_until(function)) > now:
        detail = f"The alias was moved back a moment ago; none before {iso(until)}."
        return Verdict(Outcome.COOLING_DOWN, detail)
    newest = served.alias.newest
    if _is_result_of_a_rollback(function, newest):
        # Else an outage elsewhere would take the function back through all its versions.
        detail = f"Version {newest} is what a rollback led to, and nothing was deployed since."
        return Verdict(Outcome.NOTHING_TO_GO_BACK_TO, detail)
    target = version_before(served.alias, served.published, function.moves)
    if target is None:
        detail = f"No version before {newest} is known to be good; deploy a repaired one."
        return Verdict(Outcome.NOTHING_TO_GO_BACK_TO, detail)
    return Verdict(Outcome.ROLLED_BACK, f"Back from version {newest} to {target}.", target)


def _is_result_of_a_rollback(function: GuardedFunction, version: str) -> bool:
    return any(is_back(move) and move.moved_to == version for move in function.moves[-1:])


def _served_since(function: GuardedFunction, served: Served) -> float:
    """The earliest moment at which the newest version can have been served: since it is being
    deployed, was published, or moved to."""
    if served.deploying_since is not None:
        return served.deploying_since
    newest = served.alias.newest
    published = [one.at for one in served.published if one.version == newest]
    moved = [seconds_of(move.at) or 0 for move in function.moves if move.moved_to == newest]
    return max([*published, *moved[-1:]], default=0.0)


def _cooling_until(function: GuardedFunction) -> float:
    back = [seconds_of(move.at) or 0 for move in function.moves if is_back(move)]
    return max(back) + function.on_alarm.cool_down_seconds if back else 0.0
