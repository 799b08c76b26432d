"""The route of the audit log."""

from __future__ import annotations

from burgee.services.list_documents import list_audit
from burgee.wire.admin_answers import AuditAnswer, audit_answer
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from functions.admin.requests import Cursor, Limit, ledger_of, new_router

router = new_router()


@router.get("/api/v1/admin/audit", tags=["audit"], responses=described(AuditAnswer, READ_PROBLEMS))
def list_audit_(limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Changes of every kind, newest first"""
    page = list_audit(ledger_of(router).documents, limit=limit, cursor=cursor)
    return as_json(audit_answer(page))
