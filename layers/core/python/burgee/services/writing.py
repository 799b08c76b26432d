"""The order of every write: read the newest version, check, put the next one, derive.

The put is conditional on its version's number being free, so that of two writers one wins and
the other hears of it. Nothing else is written before it, so a refusal leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from pydantic import BaseModel

from burgee.domain.changes import same
from burgee.domain.documents import Action, Change, DocumentVersion, Json, Kind
from burgee.domain.errors import (
    DocumentExists,
    DocumentNotFound,
    InvalidDocument,
    StorageUnavailable,
    VersionConflict,
)
from burgee.domain.flags import Lifecycle
from burgee.domain.parsing import detail_of, problem
from burgee.domain.roles import Caller
from burgee.domain.timestamps import iso
from burgee.services.kinds import RULES, Body
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read

# These must not be held up by what has become of other documents.
NAMES_NOTHING_NEW = frozenset(
    {
        Action.TOGGLE,
        Action.SCHEDULE,
        Action.RESTART,
        Action.SIGN_OFF,
        Action.PROMOTE,
        Action.SETTLE,
        Action.EMERGENCY_STOP,
        Action.ALARM,
        Action.HOLD,
        Action.ROLL_BACK,  # what comes back is checked before: see `roll_back_flag`
    }
)
CREATED = ("created_at", "created_by", "created_by_name")  # of summaries, from version 1 on
TRIES = 5  # how often a change of "the newest version, whichever" is made again after a lost race


@dataclass(frozen=True, slots=True)
class Randomness:
    """Where salts, key ids and secrets come from: the operating system; none holds a dot."""

    new_salt: Callable[[], str]
    new_id: Callable[[], str]
    new_secret: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where versions are written, by which deployment, and the clock (seconds since 1970) that
    dates them."""

    documents: DocumentRepository
    now: Callable[[], float]
    randomness: Randomness
    deployment: str = "burgee"


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change, why, and of which version; `expected` None: of the newest."""

    caller: Caller
    reason: str = ""
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one document: from the newest body to the next."""

    kind: Kind
    key: str
    action: Action
    change: Callable[[Body], Json]


def create(ledger: Ledger, author: Author, kind: Kind, body: Json) -> DocumentVersion:
    """The first version of a new document.

    Raises InvalidDocument and its kin, Forbidden, DocumentExists.
    """
    rules = RULES[kind]
    model = rules.parse(body)
    dumped = _dump(model)
    key = str(dumped["key"])
    touched = rules.touched({}, dumped)
    author.caller.require_environments(None if kind is Kind.ENVIRONMENT else touched)
    _refuse_taken(ledger.documents, kind, key)
    rules.check(ledger.documents, model)
    made = _made(ledger, author, Action.CREATE, touched)
    version = _next(kind, None, model, made)
    try:
        ledger.documents.put(version)
    except VersionConflict:
        raise _taken(kind, key) from None
    return _derived(ledger, version)


def amend(ledger: Ledger, author: Author, edit: Edit) -> DocumentVersion:
    """The next version of a document; the newest one if the edit changes nothing.

    Raises DocumentNotFound, VersionConflict, InvalidDocument and its kin, DocumentInUse,
    Forbidden. A change that was made already answers as it did, also to an outdated `expected`:
    so a caller who missed the answer may ask again.
    """
    tries = TRIES if author.expected is None else 1
    for _ in range(tries - 1):
        with suppress(_LostRaceError):
            return _amend_once(ledger, author, edit)
    return _amend_once(ledger, author, edit)


class _LostRaceError(VersionConflict):
    """The put came too late; whoever did not insist on a version may try again."""


def _amend_once(ledger: Ledger, author: Author, edit: Edit) -> DocumentVersion:
    rules = RULES[edit.kind]
    before = read(ledger.documents, edit.kind, edit.key)
    body = edit.change(before.body)
    _refuse_other_key(edit, body)
    model = rules.parse(body)
    after = _dump(model)
    if same(before.body, after):
        return before
    _refuse_outdated(author, before)
    touched = rules.touched(before.body, after)
    author.caller.require_environments(touched)
    if edit.action not in NAMES_NOTHING_NEW:
        rules.check(ledger.documents, model)
    rules.guard(ledger.documents, before.body, after)
    if _is_archived(after) and not _is_archived(before.body):
        rules.check_unused(ledger.documents, edit.key)
    made = _made(ledger, author, edit.action, touched)
    version = _next(edit.kind, before, model, made)
    try:
        ledger.documents.put(version)
    except VersionConflict:
        raise _LostRaceError(_conflict(before.kind, before.key, version.version)) from None
    return _derived(ledger, version)


def _made(ledger: Ledger, author: Author, action: Action, touched: frozenset[str] | None) -> Change:
    return Change(
        author.caller.key_id,
        iso(ledger.now()),
        action,
        author.reason,
        actor_name=author.caller.name,
        environments=None if touched is None else tuple(sorted(touched)),
    )


def _next(
    kind: Kind, before: DocumentVersion | None, model: BaseModel, change: Change
) -> DocumentVersion:
    body = _dump(model)
    first = before.summary if before and before.version else {}
    return DocumentVersion(
        kind=kind,
        key=str(body["key"]),
        version=before.version + 1 if before else 1,
        body=body,
        change=change,
        summary={**RULES[kind].summarise(model), **_created(first, change)},
    )


def _created(first: Mapping[str, Json], change: Change) -> dict[str, Json]:
    """Who made the first version, and when; `change` where there was none before."""
    if "created_at" in first:
        return {part: first.get(part, "") for part in CREATED}
    return dict(zip(CREATED, (change.at, change.actor, change.actor_name), strict=True))


def _derived(ledger: Ledger, version: DocumentVersion) -> DocumentVersion:
    # The version is written and stands; `publish` derives the rows again from the stream.
    with suppress(StorageUnavailable):
        ledger.documents.derive(version)
    return version


def _dump(model: BaseModel) -> dict[str, Json]:
    return model.model_dump(mode="json", by_alias=True)


def _is_archived(body: Body) -> bool:
    return body.get("lifecycle") == Lifecycle.ARCHIVED


def _refuse_taken(documents: DocumentRepository, kind: Kind, key: str) -> None:
    with suppress(DocumentNotFound):
        read(documents, kind, key)
        raise _taken(kind, key)


def _taken(kind: Kind, key: str) -> DocumentExists:
    return DocumentExists(f"The {kind} '{key}' exists already; change it, or choose another key.")


def _refuse_other_key(edit: Edit, body: Json) -> None:
    if isinstance(body, dict) and body.get("key") != edit.key:
        problems = [problem("key", f"cannot change; write '{edit.key}'")]
        raise InvalidDocument(detail_of(edit.kind, problems), errors=problems)


def _refuse_outdated(author: Author, before: DocumentVersion) -> None:
    if author.expected is not None and author.expected != before.version:
        raise VersionConflict(_conflict(before.kind, before.key, before.version))


def _conflict(kind: Kind, key: str, newest: int) -> str:
    return (
        f"The newest version of the {kind} '{key}' is {newest}; "
        "read it, make the change again and send its version in If-Match."
    )
