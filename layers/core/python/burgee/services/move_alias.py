"""A move of an alias in three steps: written down, made, and written down as done.

A crash in between leaves a move that is not done: whoever comes next finishes it. Each put is
conditional on the version that was read, so that of two who decide on a move one wins and the
other decides again on what then is.
"""

from __future__ import annotations

from contextlib import suppress

from burgee.domain.alarms import LONGEST_DETAIL
from burgee.domain.alias_history import is_back
from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import DocumentNotFound, WriteConflict
from burgee.domain.guarded_functions import MOST_MOVES, AliasMove, GuardedFunction
from burgee.domain.seen_alarms import SEEN
from burgee.services.alias_ports import Aliases
from burgee.services.guarded_functions import as_guarded
from burgee.services.kinds import Body
from burgee.services.writing import Author, Edit, Ledger, amend

TRIES = 3


def write_down(
    ledger: Ledger,
    author: Author,
    before: DocumentVersion,
    function: GuardedFunction,
    *,
    move: AliasMove | None = None,
    seen_alarms: list[Json] | None = None,
) -> DocumentVersion:
    """The version that says what is about to be done, or what an alarm changed nothing at.

    Raises VersionConflict if `before` is no longer the newest: then decide again.
    """
    moves = [*function.moves, *([move] if move else [])][-MOST_MOVES:]
    after = function.model_copy(update={"moves": moves}).model_dump(mode="json")
    if seen_alarms is not None:
        after[SEEN] = seen_alarms
    action = action_of(move) if move else Action.ALARM
    expecting = Author(author.caller, author.reason, before.version)
    edit = Edit(Kind.FUNCTION, function.key, action, lambda _: after)
    return amend(ledger, expecting, edit)


def finish(
    aliases: Aliases, ledger: Ledger, author: Author, version: DocumentVersion
) -> DocumentVersion:
    """The function after its move that is not done yet was made and looked at; as it is, if
    there is none. Safe to repeat and side by side."""
    function = as_guarded(aliases, version)
    move = pending(function)
    if move is None:
        return version
    left = _carry_out(aliases, function, move)
    problem = left or _health_problem(aliases, function, move)
    asked = not left and not move.deployment
    done = move.model_copy(
        update={
            "done": True,
            "healthy": not problem if asked else None,
            "detail": problem[:LONGEST_DETAIL],
        }
    )

    def marked(before: Body) -> Body:
        moves = [
            done.model_dump(mode="json") if AliasMove.model_validate(one) == move else one
            for one in before["moves"]
        ]
        return {**before, "moves": moves}

    newest = Author(author.caller, author.reason)
    return amend(ledger, newest, Edit(Kind.FUNCTION, function.key, action_of(move), marked))


def pending(function: GuardedFunction) -> AliasMove | None:
    """The move that was written down and is not done yet."""
    return next((move for move in function.moves if not move.done), None)


def last_move(version: DocumentVersion) -> AliasMove | None:
    """The newest move of a function."""
    moves = version.body["moves"]
    return AliasMove.model_validate(moves[-1]) if moves else None


def action_of(move: AliasMove) -> Action:
    """The word of the audit log for a move."""
    return Action.ROLL_BACK if is_back(move) else Action.DEPLOY


def _carry_out(aliases: Aliases, function: GuardedFunction, move: AliasMove) -> str:
    """Make a move; what is answered says why it was left."""
    if move.deployment:
        aliases.deployments.stop(move.deployment)
        return ""
    for _ in range(TRIES - 1):
        with suppress(WriteConflict):
            return _move(aliases, function, move)
    return _move(aliases, function, move)


def _move(aliases: Aliases, function: GuardedFunction, move: AliasMove) -> str:
    alias = aliases.functions.alias(function.key, function.alias)
    if alias.used == {move.moved_to}:
        return ""
    if move.moved_from not in alias.used:
        return f"The alias pointed to version {alias.version} by then; it was left there."
    try:
        aliases.functions.move(function.key, alias, move.moved_to)
    except DocumentNotFound:
        # Else a version that is gone would stand before every later move for good.
        return f"Version {move.moved_to} was gone by then; the alias was left at {alias.version}."
    return ""


def _health_problem(aliases: Aliases, function: GuardedFunction, move: AliasMove) -> str:
    if move.deployment:
        return f"CodeDeploy takes the deployment {move.deployment} back."
    alias = aliases.functions.alias(function.key, function.alias)
    if alias.used != {move.moved_to}:
        return f"The alias points to version {alias.version}."
    if function.health_url:
        return aliases.health.problem(function.health_url)
    return aliases.functions.problem(function.key, move.moved_to)
