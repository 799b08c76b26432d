"""Routes of environments."""

from __future__ import annotations

from dataclasses import asdict

from burgee.domain.documents import Kind
from burgee.services.archive_document import archive_document
from burgee.services.clone_environment import clone_flags
from burgee.services.create_document import create_environment
from burgee.services.list_documents import list_environments
from burgee.services.reading import read, read_history
from burgee.services.stop_everything import lift_stop, stop_everything
from burgee.services.update_document import update_document
from burgee.wire.admin_answers import ClonedAnswer, list_answer
from burgee.wire.admin_requests import Because, CloneEnvironment, WriteEnvironment
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import EnvironmentAnswer, EnvironmentRows
from burgee.wire.rollout_answers import StoppedAnswer, stopped_answer
from functions.admin.requests import (
    Cursor,
    IfMatch,
    Key,
    Limit,
    author_of,
    editor_of,
    ledger_of,
    new_router,
)

router = new_router()

ENVIRONMENTS = "/api/v1/admin/environments"
ENVIRONMENT = f"{ENVIRONMENTS}/<key>"
CHANGED = described(EnvironmentAnswer, CHANGE_PROBLEMS)


@router.get(
    ENVIRONMENTS, tags=["environments"], responses=described(EnvironmentRows, READ_PROBLEMS)
)
def list_environments_() -> Answer:
    """All environments, on one page"""
    return as_json(list_answer(list_environments(ledger_of(router).documents)))


@router.post(
    ENVIRONMENTS,
    tags=["environments"],
    responses=described(EnvironmentAnswer, CREATE_PROBLEMS, 201),
)
def create(body: WriteEnvironment) -> Answer:
    """Create an environment"""
    author = author_of(router, body.reason)
    return as_document(create_environment(ledger_of(router), author, body.document), 201)


@router.get(
    ENVIRONMENT, tags=["environments"], responses=described(EnvironmentAnswer, READ_PROBLEMS)
)
def show(key: Key) -> Answer:
    """An environment; version 0 is one of the first three that nobody changed yet"""
    return as_document(read(ledger_of(router).documents, Kind.ENVIRONMENT, key))


@router.put(ENVIRONMENT, tags=["environments"], responses=CHANGED)
def update(key: Key, body: WriteEnvironment, if_match: IfMatch = None) -> Answer:
    """Replace an environment; also brings an archived one back"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(update_document(ledger, author, Kind.ENVIRONMENT, key, body.document))


@router.post(f"{ENVIRONMENT}/archive", tags=["environments"], responses=CHANGED)
def archive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Archive an environment that has no valid keys left"""
    author = editor_of(router, body.reason, if_match)
    return as_document(archive_document(ledger_of(router), author, Kind.ENVIRONMENT, key))


@router.post(
    f"{ENVIRONMENT}/clone",
    tags=["environments"],
    responses=described(ClonedAnswer, CHANGE_PROBLEMS),
)
def clone(key: Key, body: CloneEnvironment) -> Answer:
    """Copy what another environment shows of all flags, a page of flags at a time"""
    page = clone_flags(
        ledger_of(router),
        author_of(router, body.reason),
        source=body.source,
        target=key,
        limit=body.limit,
        cursor=body.cursor,
    )
    return as_json({"items": [asdict(row) for row in page.items], "cursor": page.cursor})


@router.post(
    f"{ENVIRONMENT}/emergency-stop",
    tags=["environments"],
    responses=described(StoppedAnswer, CHANGE_PROBLEMS),
)
def emergency_stop(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """End every rollout and experiment there, and let none decide until the stop is lifted"""
    author = editor_of(router, body.reason, if_match)
    stopped = stop_everything(ledger_of(router), author, key)
    answer = stopped_answer(stopped.environment, stopped.ended)
    return as_json(answer, 200, {"ETag": f'"{stopped.environment.version}"'})


@router.post(f"{ENVIRONMENT}/lift-stop", tags=["environments"], responses=CHANGED)
def lift(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Let rollouts and experiments decide again; what was ended stays so"""
    author = editor_of(router, body.reason, if_match)
    return as_document(lift_stop(ledger_of(router), author, key))


@router.get(
    f"{ENVIRONMENT}/history",
    tags=["environments"],
    responses=described(EnvironmentRows, READ_PROBLEMS),
)
def history(key: Key, limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of an environment, newest first"""
    documents = ledger_of(router).documents
    page = read_history(documents, Kind.ENVIRONMENT, key, limit=limit, cursor=cursor)
    return as_json(list_answer(page))
