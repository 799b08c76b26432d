"""The alias of a function goes back to an earlier version: because of an alarm, or by hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from burgee.domain.alarms import AlarmChange
from burgee.domain.alias_alarms import Served, Verdict, concerns, verdict_on
from burgee.domain.alias_history import is_back, number, version_before
from burgee.domain.documents import LONGEST_REASON, DocumentVersion
from burgee.domain.errors import (
    DocumentNotFound,
    IllegalTransition,
    NothingToGoBackTo,
    ReasonRequired,
    VersionConflict,
)
from burgee.domain.guarded_functions import AliasMove, GuardedFunction
from burgee.domain.seen_alarms import new_seen, remembering, seen_in, told
from burgee.domain.timestamps import iso
from burgee.services.alias_ports import Aliases, Deployment
from burgee.services.guarded_functions import as_guarded, functions_naming, guarded_function
from burgee.services.move_alias import finish, last_move, write_down
from burgee.services.writing import TRIES, Author, Ledger


@dataclass(frozen=True, slots=True)
class _Scene:
    """A function as its document, Lambda and CodeDeploy show it at one moment."""

    version: DocumentVersion
    function: GuardedFunction
    served: Served
    deployment: Deployment | None


def roll_back_alias(
    aliases: Aliases, ledger: Ledger, author: Author, key: str, *, change: AlarmChange
) -> DocumentVersion:
    """The function after an alarm's change: gone back, or with what was decided instead.

    (alarm, time of its change) acts once, by the same put that writes the move down; a move that
    a crash left is finished first. While CodeDeploy deploys the function, that deployment is
    stopped and taken back by CodeDeploy, and the alias is not touched. Raises DocumentNotFound,
    FunctionsUnavailable.
    """

    def once() -> DocumentVersion:
        version = _settled(aliases, ledger, author, key)
        function = as_guarded(aliases, version)
        if not concerns(function, change) or seen_in(version.body, change):
            return version
        scene, now = _scene(aliases, version, function), ledger.now()
        verdict = verdict_on(function, scene.served, change, now)
        move = _move_by(scene, verdict.move_to, author, now)
        seen = new_seen(change, verdict.outcome, _what_is_done(verdict, move), now=now)
        because = Author(author.caller, told(change, seen))
        if move:
            move = move.model_copy(update={"reason": because.reason})
        alarms = remembering(version.body, seen, now)
        noted = write_down(ledger, because, version, function, move=move, seen_alarms=alarms)
        return finish(aliases, ledger, because, noted)

    return _deciding_again(once)


@dataclass(frozen=True, slots=True)
class AliasRollbacks:
    """All guarded functions, as a change of an alarm reaches them."""

    aliases: Aliases
    ledger: Ledger

    def naming(self, alarm: str) -> list[str]:
        """The functions that name an alarm."""
        return functions_naming(self.aliases, self.ledger.documents, alarm)

    def roll_back(self, author: Author, key: str, change: AlarmChange) -> DocumentVersion:
        """The function's document after the change; it acts once."""
        return roll_back_alias(self.aliases, self.ledger, author, key, change=change)


def roll_back_by_hand(
    aliases: Aliases, ledger: Ledger, author: Author, key: str, *, to: str | None = None
) -> DocumentVersion:
    """The function after its alias went back, or to version `to`, newer ones too.

    As it is if the alias points there already. A move back that was begun and not made is made
    now, and is the answer: whoever asks again after a fault goes back once. Raises
    ReasonRequired, NothingToGoBackTo, DocumentNotFound for a version that is not there,
    IllegalTransition while CodeDeploy takes a deployment back by itself, FunctionsUnavailable.
    """
    if not author.reason.strip():
        raise ReasonRequired("Say why the alias moves: the reason is kept with the move.")

    def once() -> DocumentVersion:
        before = guarded_function(aliases, ledger, key)
        version = finish(aliases, ledger, author, before)
        if to is None and version is not before and _went_back(version):
            return version
        function = as_guarded(aliases, version)
        scene = _scene(aliases, version, function)
        _refuse_while_taken_back(scene)
        target = _target(scene, to)
        if scene.deployment is None and scene.served.alias.used == {target}:
            return version
        move = _move_by(scene, target, author, ledger.now())
        noted = write_down(ledger, author, version, function, move=move)
        return finish(aliases, ledger, author, noted)

    return _deciding_again(once)


def _went_back(version: DocumentVersion) -> bool:
    """Whether the newest move led back; one that was left alone was not asked for its health."""
    move = last_move(version)
    was_made = move is not None and (move.healthy is not None or bool(move.deployment))
    return move is not None and was_made and is_back(move)


def _deciding_again(once: Callable[[], DocumentVersion]) -> DocumentVersion:
    """What `once` gives; again, on what then is, where somebody else wrote in between."""
    for _ in range(TRIES - 1):
        with suppress(VersionConflict):
            return once()
    return once()


def _settled(aliases: Aliases, ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """The function, once a move that a crash left is finished."""
    return finish(aliases, ledger, author, guarded_function(aliases, ledger, key))


def _scene(aliases: Aliases, version: DocumentVersion, function: GuardedFunction) -> _Scene:
    deployment = running_deployment(aliases, function)
    served = Served(
        alias=aliases.functions.alias(function.key, function.alias),
        published=aliases.functions.published(function.key),
        deploying_since=deployment.since if deployment else None,
        is_taken_back=deployment is not None and deployment.is_rollback,
    )
    return _Scene(version, function, served, deployment)


def running_deployment(aliases: Aliases, function: GuardedFunction) -> Deployment | None:
    """CodeDeploy's deployment of the function that is in progress."""
    if not function.application:
        return None
    return aliases.deployments.running(function.application, function.deployment_group)


def _target(scene: _Scene, to: str | None) -> str:
    """Where a move by hand goes; a deployment in progress goes back to where it came from."""
    served, key = scene.served, scene.function.key
    if to is not None and to not in {one.version for one in served.published}:
        there = ", ".join(one.version for one in served.published)
        raise DocumentNotFound(f"There is no version {to} of '{key}'; there are {there}.")
    target = to or version_before(served.alias, served.published, scene.function.moves)
    if target is None and scene.deployment:
        return min(served.alias.used, key=number)
    if target is None:
        raise NothingToGoBackTo(
            f"No version of '{key}' before {served.alias.newest} is known to be good; "
            "name one with --to, or deploy a repaired one."
        )
    return target


def _refuse_while_taken_back(scene: _Scene) -> None:
    if scene.served.is_taken_back:
        raise IllegalTransition(
            f"CodeDeploy is taking a deployment of '{scene.function.key}' back right now; "
            "try again once it is done."
        )


def _move_by(scene: _Scene, target: str | None, author: Author, now: float) -> AliasMove | None:
    """The move to write down; of a deployment in progress, that which CodeDeploy makes."""
    if target is None:
        return None
    served, deployment = scene.served, scene.deployment
    moved_from, moved_to, stopped = served.alias.newest, target, ""
    if deployment:
        newest = max((one.version for one in served.published), key=number)
        moved_from, stopped = deployment.moves_to or newest, deployment.id
        moved_to = deployment.moves_from or min(served.alias.used, key=number)
    return AliasMove(
        moved_from=moved_from,
        moved_to=moved_to,
        at=iso(now),
        by=author.caller.key_id,
        by_name=author.caller.name,
        reason=author.reason[:LONGEST_REASON],
        deployment=stopped,
    )


def _what_is_done(verdict: Verdict, move: AliasMove | None) -> str:
    if move and move.deployment:
        return f"CodeDeploy's deployment {move.deployment} is stopped, and taken back by it."
    return verdict.detail
