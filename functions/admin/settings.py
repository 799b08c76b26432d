"""Routes of the deployment's settings."""

from __future__ import annotations

from burgee.domain.deployment_settings import SETTINGS_KEY
from burgee.domain.documents import Kind
from burgee.services.deployment_settings import read_settings, write_settings
from burgee.wire.admin_answers import list_answer
from burgee.wire.admin_requests import WriteSettings
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import SettingsAnswer, SettingsRows
from functions.admin.requests import Cursor, IfMatch, Limit, editor_of, ledger_of, new_router

router = new_router()

SETTINGS = "/api/v1/admin/settings"
TAGS = ["settings"]


@router.get(SETTINGS, tags=TAGS, responses=described(SettingsAnswer, READ_PROBLEMS))
def show() -> Answer:
    """The settings of this deployment; version 0 while nobody wrote any"""
    return as_document(read_settings(ledger_of(router).documents))


@router.put(SETTINGS, tags=TAGS, responses=described(SettingsAnswer, CHANGE_PROBLEMS))
def update(body: WriteSettings, if_match: IfMatch = None) -> Answer:
    """Replace the settings"""
    author = editor_of(router, body.reason, if_match)
    return as_document(write_settings(ledger_of(router), author, body.document))


@router.get(f"{SETTINGS}/history", tags=TAGS, responses=described(SettingsRows, READ_PROBLEMS))
def history(limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of the settings, newest first"""
    documents = ledger_of(router).documents
    page = documents.history(Kind.SETTINGS, SETTINGS_KEY, limit=limit, cursor=cursor)
    return as_json(list_answer(page))
