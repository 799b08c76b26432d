"""Routes of guarded functions: Lambda functions whose alias alarms may move back."""

from __future__ import annotations

from burgee.domain.documents import Kind
from burgee.services.guarded_functions import (
    archive_function,
    register_function,
    update_function,
)
from burgee.services.reading import read, read_history
from burgee.wire.admin_answers import list_answer
from burgee.wire.admin_requests import Because, WriteFunction
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import GuardedFunctionAnswer, GuardedFunctionRows
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

FUNCTIONS = "/api/v1/admin/functions"
FUNCTION = f"{FUNCTIONS}/<key>"
TAGS = ["functions"]
LIST = described(GuardedFunctionRows, READ_PROBLEMS)
CHANGED = described(GuardedFunctionAnswer, CHANGE_PROBLEMS)


@router.get(FUNCTIONS, tags=TAGS, responses=LIST)
def list_functions(limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Guarded functions by name: registered ones, and the stack's own that were moved once"""
    documents = ledger_of(router).documents
    page = documents.list(Kind.FUNCTION, limit=limit, cursor=cursor)
    return as_json(list_answer(page))


@router.post(FUNCTIONS, tags=TAGS, responses=described(GuardedFunctionAnswer, CREATE_PROBLEMS, 201))
def register(body: WriteFunction) -> Answer:
    """Register a function of the account; it must carry the tag `burgee:rollback=allowed`"""
    author = author_of(router, body.reason)
    return as_document(register_function(ledger_of(router), author, body.document), 201)


@router.get(FUNCTION, tags=TAGS, responses=described(GuardedFunctionAnswer, READ_PROBLEMS))
def show(key: Key) -> Answer:
    """A guarded function, with the moves of its alias and the alarms that it has seen"""
    return as_document(read(ledger_of(router).documents, Kind.FUNCTION, key))


@router.put(FUNCTION, tags=TAGS, responses=CHANGED)
def update(key: Key, body: WriteFunction, if_match: IfMatch = None) -> Answer:
    """Replace a guarded function; moves, prunings and seen alarms stay"""
    author = editor_of(router, body.reason, if_match)
    return as_document(update_function(ledger_of(router), author, key, body.document))


@router.post(f"{FUNCTION}/archive", tags=TAGS, responses=CHANGED)
def archive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Let no alarm move a function's alias any more"""
    author = editor_of(router, body.reason, if_match)
    return as_document(archive_function(ledger_of(router), author, key))


@router.get(f"{FUNCTION}/history", tags=TAGS, responses=LIST)
def history(key: Key, limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of a guarded function's document, newest first"""
    documents = ledger_of(router).documents
    page = read_history(documents, Kind.FUNCTION, key, limit=limit, cursor=cursor)
    return as_json(list_answer(page))
