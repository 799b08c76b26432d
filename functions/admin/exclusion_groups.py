"""Routes of exclusion groups."""

from __future__ import annotations

from burgee.domain.documents import Kind
from burgee.services.archive_document import archive_document
from burgee.services.create_document import create_exclusion_group
from burgee.services.list_documents import list_exclusion_groups
from burgee.services.reading import read, read_history
from burgee.services.update_document import update_document
from burgee.wire.admin_answers import list_answer
from burgee.wire.admin_requests import Because, WriteExclusionGroup
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import ExclusionGroupAnswer, ExclusionGroupRows
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

GROUPS = "/api/v1/admin/exclusion-groups"
GROUP = f"{GROUPS}/<key>"
TAGS = ["exclusion groups"]
LIST = described(ExclusionGroupRows, READ_PROBLEMS)
CHANGED = described(ExclusionGroupAnswer, CHANGE_PROBLEMS)


@router.get(GROUPS, tags=TAGS, responses=LIST)
def list_groups(limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Exclusion groups by key"""
    documents = ledger_of(router).documents
    return as_json(list_answer(list_exclusion_groups(documents, limit=limit, cursor=cursor)))


@router.post(GROUPS, tags=TAGS, responses=described(ExclusionGroupAnswer, CREATE_PROBLEMS, 201))
def create(body: WriteExclusionGroup) -> Answer:
    """Create an exclusion group"""
    author = author_of(router, body.reason)
    return as_document(create_exclusion_group(ledger_of(router), author, body.document), 201)


@router.get(GROUP, tags=TAGS, responses=described(ExclusionGroupAnswer, READ_PROBLEMS))
def show(key: Key) -> Answer:
    """An exclusion group"""
    return as_document(read(ledger_of(router).documents, Kind.EXCLUSION_GROUP, key))


@router.put(GROUP, tags=TAGS, responses=CHANGED)
def update(key: Key, body: WriteExclusionGroup, if_match: IfMatch = None) -> Answer:
    """Replace an exclusion group"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(update_document(ledger, author, Kind.EXCLUSION_GROUP, key, body.document))


@router.post(f"{GROUP}/archive", tags=TAGS, responses=CHANGED)
def archive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Archive an exclusion group that no experiment needs"""
    author = editor_of(router, body.reason, if_match)
    return as_document(archive_document(ledger_of(router), author, Kind.EXCLUSION_GROUP, key))


@router.get(f"{GROUP}/history", tags=TAGS, responses=LIST)
def history(key: Key, limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of an exclusion group, newest first"""
    documents = ledger_of(router).documents
    page = read_history(documents, Kind.EXCLUSION_GROUP, key, limit=limit, cursor=cursor)
    return as_json(list_answer(page))
