"""Making the documents of files true on the server, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from burgee.cli.api import MEMBER_LISTS, READERS, Api, Stored, document_path, list_path
from burgee.cli.failures import CommandError, Refused, Unreachable
from burgee.cli.files import Written
from burgee.cli.members import batches, fits, without_members
from burgee.cli.plan import Planned, Step
from burgee.cli.started import hindrance, is_started, send_started
from burgee.domain.actors import who
from burgee.domain.changes import same
from burgee.domain.documents import Json, Kind

CONFLICTS = frozenset({"ALREADY_EXISTS", "VERSION_CONFLICT"})


class Result(StrEnum):
    """How it went with one document."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WOULD_CREATE = "would create"
    WOULD_UPDATE = "would update"
    REFUSED = "refused"
    CONFLICT = "conflict"
    UNANSWERED = "unanswered"
    NOT_TRIED = "not tried"


FAILED = frozenset({Result.REFUSED, Result.CONFLICT, Result.UNANSWERED, Result.NOT_TRIED})
INTENDED = {
    Step.CREATE: Result.WOULD_CREATE,
    Step.UPDATE: Result.WOULD_UPDATE,
    Step.NOTHING: Result.UNCHANGED,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document, what became of it, and the version that is stored now."""

    planned: Planned
    result: Result
    version: int | None = None
    error: CommandError | None = None


def outcomes_of(
    api: Api, documents: Sequence[Written], *, reason: str, dry_run: bool
) -> Iterator[Outcome]:
    """What becomes of each document, in their order; `dry_run` writes nothing.

    A refusal concerns one document. Once the server does not answer, no more is tried.
    """
    lost: Unreachable | None = None
    for planned in _plan(api, documents):
        if lost:
            yield Outcome(planned, Result.NOT_TRIED, error=lost)
        elif refusal := hindrance(planned):
            yield Outcome(planned, Result.REFUSED, _version(planned), refusal)
        elif dry_run or planned.step is Step.NOTHING:
            yield Outcome(planned, INTENDED[planned.step], _version(planned))
        else:
            outcome = _carry_out(api, planned, reason)
            lost = outcome.error if isinstance(outcome.error, Unreachable) else None
            yield outcome


def _plan(api: Api, documents: Sequence[Written]) -> list[Planned]:
    with ThreadPoolExecutor(READERS) as readers:
        return list(readers.map(lambda written: _planned(api, written), documents))


def _planned(api: Api, written: Written) -> Planned:
    mentions_members = any(written.body.get(name) is not None for name in MEMBER_LISTS)
    if mentions_members:
        return Planned(written, api.find_with_members(written.key))
    return Planned(written, api.find(written.kind, written.key))


def _version(planned: Planned) -> int | None:
    return planned.stored.version if planned.stored else None


def _carry_out(api: Api, planned: Planned, reason: str) -> Outcome:
    try:
        return _written(api, planned, reason)
    except Refused as refusal:
        if refusal.code not in CONFLICTS:
            return Outcome(planned, Result.REFUSED, _version(planned), refusal)
        return _try_again(api, planned, reason, refusal)
    except Unreachable as unreachable:
        return Outcome(planned, Result.UNANSWERED, error=unreachable)


def _try_again(api: Api, planned: Planned, reason: str, refusal: Refused) -> Outcome:
    """Once more, unless that would undo what somebody else has changed since we looked.

    The file holds the whole document: written over a newer version it would silently take back
    whatever that version brought.
    """
    try:
        fresh = _planned(api, planned.written)
        if fresh.step is Step.NOTHING:
            return Outcome(fresh, Result.UNCHANGED, _version(fresh))
        if not same(fresh.before, planned.before):
            error = _conflict(fresh, refusal)
            return Outcome(fresh, Result.CONFLICT, _version(fresh), error)
        return _written(api, fresh, reason)
    except Unreachable as unreachable:
        return Outcome(planned, Result.UNANSWERED, error=unreachable)
    except Refused as again:
        return Outcome(planned, Result.CONFLICT, error=again)


def _conflict(fresh: Planned, refusal: Refused) -> Refused:
    envelope: Mapping[str, Json] = fresh.stored.envelope if fresh.stored else {}
    writer = who(envelope, "updated_by") or "somebody else"
    return Refused(
        f"{writer} wrote version {envelope.get('version')} meanwhile; nothing was written over it. "
        "Look at what differs now and apply again",
        status=refusal.status,
        code=refusal.code,
    )


def _written(api: Api, planned: Planned, reason: str) -> Outcome:
    is_small = planned.written.kind is not Kind.SEGMENT or fits(planned.written.body)
    stored = (
        _send(api, planned, planned.written.body, reason)
        if is_small
        else _send_in_batches(api, planned, reason)
    )
    result = Result.UPDATED if planned.stored else Result.CREATED
    return Outcome(planned, result, stored.version)


def _send(api: Api, planned: Planned, body: Mapping[str, Json], reason: str) -> Stored:
    kind, key = planned.written.kind, planned.written.key
    request = {"document": body, "reason": reason}
    if planned.stored and is_started(planned):
        return send_started(api, planned, planned.stored, reason)
    if planned.stored is None:
        return api.write("POST", list_path(kind), request)
    return api.write("PUT", document_path(kind, key), request, planned.stored.version)


def _send_in_batches(api: Api, planned: Planned, reason: str) -> Stored:
    """A segment that is larger than a request: first all but its members, then these.

    Each batch is a version of its own. A failure on the way leaves some of them written; applying
    again sends the rest.
    """
    stored = _send(api, planned, without_members(planned.written.body), reason)
    path = document_path(planned.written.kind, planned.written.key, "members")
    for batch in batches(planned.before, planned.after):
        stored = api.write("PATCH", path, {**batch, "reason": reason}, stored.version)
    return stored
