"""Functions whose alias may be moved back: registered ones, and those of the stack itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import DocumentExists, DocumentNotFound
from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.own_fields import refuse_own_fields
from burgee.domain.parsing import parse
from burgee.domain.roles import Caller, Role
from burgee.services.alias_ports import Aliases
from burgee.services.kinds import Body
from burgee.services.ports import DocumentRepository
from burgee.services.writing import Author, Edit, Ledger, amend, create

STACK = Caller("stack", Role.OWNER, name="The stack")
WRITTEN_BY_STEPS = ("moves", "prunings", "seen_alarms")
OF_THE_STACK = {"alias", "alarms", "health_url", "application", "deployment_group"}


def register_function(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of a function that alarms may move back from now on."""
    _refuse_written_by_steps(body, {})
    return create(ledger, author, Kind.FUNCTION, body)


def update_function(ledger: Ledger, author: Author, key: str, body: Json) -> DocumentVersion:
    """The next version, equal to `body` but for what its steps write."""

    def replaced(before: Body) -> Json:
        _refuse_written_by_steps(body, before)
        kept = {part: before[part] for part in WRITTEN_BY_STEPS}
        return {"key": key, **body, **kept} if isinstance(body, dict) else body

    return amend(ledger, author, Edit(Kind.FUNCTION, key, Action.UPDATE, replaced))


def register_or_update(
    aliases: Aliases, ledger: Ledger, author: Author, key: str, changes: Mapping[str, Json]
) -> DocumentVersion:
    """A function of the account, registered with these parts or changed in them, and tagged so
    that rollbacks may move its alias.

    Raises DocumentNotFound for a function, or an alias of it, that is not there.
    """
    found = ledger.documents.newest(Kind.FUNCTION, key)
    body = {**(found.body if found else {"key": key}), **changes, "is_archived": False}
    aliases.functions.alias(key, parse(GuardedFunction, body).alias)
    aliases.functions.allow_rollback(key)
    if found is None:
        return register_function(ledger, author, body)
    return update_function(ledger, author, key, body)


def archive_function(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """The function, which alarms move no more."""

    def archived(before: Body) -> Json:
        return {**before, "is_archived": True}

    return amend(ledger, author, Edit(Kind.FUNCTION, key, Action.ARCHIVE, archived))


def guarded_function(aliases: Aliases, ledger: Ledger, key: str) -> DocumentVersion:
    """The newest version of a function's document, read strongly; one of the stack's own gets
    its first one here. Raises DocumentNotFound."""
    found = ledger.documents.newest(Kind.FUNCTION, key)
    own = aliases.own.get(key)
    if found is not None:
        return found
    if own is None:
        raise DocumentNotFound(
            f"The function '{key}' is not registered: burgee ops register {key}, first."
        )
    author = Author(STACK, "A function of the stack itself.")
    with suppress(DocumentExists):
        return create(ledger, author, Kind.FUNCTION, own.model_dump(mode="json"))
    return guarded_function(aliases, ledger, key)


def as_guarded(aliases: Aliases, version: DocumentVersion) -> GuardedFunction:
    """A version as a function. Of the stack's own the stack says what its alarms are and who
    deploys it, also where that has changed since."""
    function = GuardedFunction.model_validate(version.body)
    own = aliases.own.get(function.key)
    if own is None:
        return function
    return function.model_copy(update={part: getattr(own, part) for part in OF_THE_STACK})


def functions_naming(aliases: Aliases, documents: DocumentRepository, alarm: str) -> list[str]:
    """The keys of all functions that name an alarm, by name."""
    stored = {version.key: version for version in documents.current(Kind.FUNCTION)}
    guarded = [as_guarded(aliases, version) for version in stored.values()]
    unwritten = [own for key, own in aliases.own.items() if key not in stored]
    return sorted(
        function.key
        for function in (*guarded, *unwritten)
        if alarm in function.alarms and not function.is_archived
    )


def every_guarded(aliases: Aliases, documents: DocumentRepository) -> list[str]:
    """The keys of all functions that are guarded, by name."""
    stored = {version.key: version.body for version in documents.current(Kind.FUNCTION)}
    return sorted(
        key for key in {*stored, *aliases.own} if not stored.get(key, {}).get("is_archived")
    )


def _refuse_written_by_steps(body: Json, before: Mapping[str, Json]) -> None:
    refuse_own_fields("function", body, before, fields=WRITTEN_BY_STEPS, by="rollbacks")
