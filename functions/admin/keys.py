"""Routes of API keys. No answer ever holds a hash; a token is answered once, by create."""

from __future__ import annotations

from burgee.domain.documents import Kind
from burgee.services.create_key import create_key
from burgee.services.list_documents import list_keys
from burgee.services.reading import read
from burgee.services.revoke_key import revoke_key
from burgee.wire.admin_answers import (
    document_answer,
    list_answer,
)
from burgee.wire.admin_requests import Because, WriteKey
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import KeyAnswer, KeyRows, NewKeyAnswer
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

KEYS = "/api/v1/admin/keys"
KEY = f"{KEYS}/<key>"


@router.get(KEYS, tags=["keys"], responses=described(KeyRows, READ_PROBLEMS))
def list_keys_(limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Keys by id, revoked ones too"""
    page = list_keys(ledger_of(router).documents, limit=limit, cursor=cursor)
    return as_json(list_answer(page))


@router.post(KEYS, tags=["keys"], responses=described(NewKeyAnswer, CREATE_PROBLEMS, 201))
def create(body: WriteKey) -> Answer:
    """Create a key; its token is in this answer and nowhere else"""
    made = create_key(ledger_of(router), author_of(router, body.reason), body.document)
    answer = {**document_answer(made.version), "token": made.token.text}
    return as_json(answer, 201, {"ETag": '"1"', "Cache-Control": "no-store"})


@router.get(KEY, tags=["keys"], responses=described(KeyAnswer, READ_PROBLEMS))
def show(key: Key) -> Answer:
    """A key, without its token"""
    return as_document(read(ledger_of(router).documents, Kind.KEY, key))


@router.post(f"{KEY}/revoke", tags=["keys"], responses=described(KeyAnswer, CHANGE_PROBLEMS))
def revoke(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Revoke a key, for good"""
    author = editor_of(router, body.reason, if_match)
    return as_document(revoke_key(ledger_of(router), author, key))
