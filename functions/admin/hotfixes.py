"""Routes of hotfixes."""

from __future__ import annotations

from burgee.domain.documents import Kind
from burgee.services.hotfixes import (
    approve_hotfix,
    close_hotfix,
    open_hotfix,
    update_hotfix,
)
from burgee.services.reading import read, read_history
from burgee.wire.admin_answers import list_answer
from burgee.wire.admin_requests import Because, WriteHotfix
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import HotfixAnswer, HotfixRows
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

HOTFIXES = "/api/v1/admin/hotfixes"
HOTFIX = f"{HOTFIXES}/<key>"
TAGS = ["hotfixes"]
LIST = described(HotfixRows, READ_PROBLEMS)
CHANGED = described(HotfixAnswer, CHANGE_PROBLEMS)


@router.get(HOTFIXES, tags=TAGS, responses=LIST)
def list_hotfixes(limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Hotfixes by key, with their deadlines"""
    documents = ledger_of(router).documents
    page = documents.list(Kind.HOTFIX, limit=limit, cursor=cursor)
    return as_json(list_answer(page))


@router.post(HOTFIXES, tags=TAGS, responses=described(HotfixAnswer, CREATE_PROBLEMS, 201))
def create(body: WriteHotfix) -> Answer:
    """Open a hotfix; its deadline counts from now"""
    author = author_of(router, body.reason)
    return as_document(open_hotfix(ledger_of(router), author, body.document), 201)


@router.get(HOTFIX, tags=TAGS, responses=described(HotfixAnswer, READ_PROBLEMS))
def show(key: Key) -> Answer:
    """A hotfix, with its approvals and deployments"""
    return as_document(read(ledger_of(router).documents, Kind.HOTFIX, key))


@router.put(HOTFIX, tags=TAGS, responses=CHANGED)
def update(key: Key, body: WriteHotfix, if_match: IfMatch = None) -> Answer:
    """Replace a hotfix's words; with another severity, function or code its approvals go"""
    author = editor_of(router, body.reason, if_match)
    return as_document(update_hotfix(ledger_of(router), author, key, body.document))


@router.post(f"{HOTFIX}/approve", tags=TAGS, responses=CHANGED)
def approve(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Agree to deploy it without a canary; two different approvers of the settings have to"""
    author = editor_of(router, body.reason, if_match)
    return as_document(approve_hotfix(ledger_of(router), author, key))


@router.post(f"{HOTFIX}/close", tags=TAGS, responses=CHANGED)
def close(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Close a hotfix, deployed or not"""
    author = editor_of(router, body.reason, if_match)
    return as_document(close_hotfix(ledger_of(router), author, key))


@router.get(f"{HOTFIX}/history", tags=TAGS, responses=LIST)
def history(key: Key, limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of a hotfix, newest first"""
    documents = ledger_of(router).documents
    page = read_history(documents, Kind.HOTFIX, key, limit=limit, cursor=cursor)
    return as_json(list_answer(page))
