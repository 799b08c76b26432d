"""Old versions of guarded functions go: those past the retention, and those that are too many."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.alias_history import versions_to_prune
from burgee.domain.documents import Action, Kind
from burgee.domain.errors import BurgeeError
from burgee.domain.guarded_functions import MOST_PRUNINGS, Pruning
from burgee.domain.timestamps import iso
from burgee.services.alias_ports import Aliases
from burgee.services.guarded_functions import as_guarded, every_guarded, guarded_function
from burgee.services.kinds import Body
from burgee.services.roll_back_alias import running_deployment
from burgee.services.writing import Author, Edit, Ledger, amend


@dataclass(frozen=True, slots=True)
class Pruned:
    """What became of a function's old versions. `kept`: Lambda would not delete them, since
    they are used. `failure`: why nothing was done."""

    function: str
    deleted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    failure: str = ""


def prune_every(aliases: Aliases, ledger: Ledger, author: Author) -> list[Pruned]:
    """Prune all guarded functions; one that cannot be pruned does not stop the others."""
    pruned = []
    for key in every_guarded(aliases, ledger.documents):
        try:
            pruned.append(prune_versions(aliases, ledger, author, key))
        except BurgeeError as failure:
            pruned.append(Pruned(key, failure=failure.detail))
    return pruned


def prune_versions(aliases: Aliases, ledger: Ledger, author: Author, key: str) -> Pruned:
    """Delete the versions of a function that its retention keeps no longer.

    Never one that an alias uses, nor the one to go back to; none at all while CodeDeploy deploys
    the function. Written down before the first is deleted, on what was decided on; safe to
    repeat. Raises VersionConflict where a move was written down meanwhile, DocumentNotFound,
    FunctionsUnavailable.
    """
    before = guarded_function(aliases, ledger, key)
    function = as_guarded(aliases, before)
    if running_deployment(aliases, function):
        return Pruned(key, failure="CodeDeploy is deploying it.")
    going = versions_to_prune(
        function, aliases.functions.aliases(key), aliases.functions.published(key), ledger.now()
    )
    if not going:
        return Pruned(key)
    _write_down(ledger, Author(author.caller, author.reason, before.version), key, going)
    gone = [version for version in going if aliases.functions.delete(key, version)]
    kept = [version for version in going if version not in gone]
    return Pruned(key, tuple(gone), tuple(kept))


def _write_down(ledger: Ledger, author: Author, key: str, versions: list[str]) -> None:
    caller = author.caller
    pruning = Pruning(
        versions=versions, at=iso(ledger.now()), by=caller.key_id, by_name=caller.name
    )

    def noted(before: Body) -> Body:
        prunings = [*before.get("prunings", []), pruning.model_dump(mode="json")]
        return {**before, "prunings": prunings[-MOST_PRUNINGS:]}

    amend(ledger, author, Edit(Kind.FUNCTION, key, Action.PRUNE, noted))
