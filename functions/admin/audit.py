"""Routes of the audit log."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import Kind
from burgee.domain.roles import Role
from burgee.services.audit import AuditFilter, list_audit, read_difference
from burgee.wire.admin_answers import (
    AuditAnswer,
    DifferenceAnswer,
    audit_answer,
    difference_answer,
)
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from functions.admin.requests import (
    Cursor,
    Key,
    Limit,
    caller,
    ledger_of,
    moment,
    new_router,
    version_number,
)

router = new_router()

AUDIT = "/api/v1/admin/audit"
OWNERS_ALONE = frozenset({Kind.KEY, Kind.WEBHOOK})

Actor = Annotated[
    str, Query(description="The id of a key, or a part of the name that it had, in any case.")
]
WantedKey = Annotated[str, Query(max_length=128, description="The key of a document.")]
Touched = Annotated[
    str,
    Query(description="Changes that touched this environment, and those that all of them share."),
]
Since = Annotated[str, Query(description="From this moment on (RFC 3339).")]
Until = Annotated[str, Query(description="Before this moment (RFC 3339).")]


@router.get(AUDIT, tags=["audit"], responses=described(AuditAnswer, READ_PROBLEMS))
def list_audit_(
    kind: Kind | None = None,
    key: WantedKey = "",
    actor: Actor = "",
    environment: Touched = "",
    since: Since = "",
    until: Until = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Answer:
    """Changes of every kind, newest first"""
    wanted = AuditFilter(
        kind, key, actor, environment, moment("since", since), moment("until", until)
    )
    documents = ledger_of(router).documents
    return as_json(audit_answer(list_audit(documents, wanted, limit=limit, cursor=cursor)))


@router.get(
    f"{AUDIT}/<kind>/<key>/<version>",
    tags=["audit"],
    responses=described(DifferenceAnswer, READ_PROBLEMS),
)
def show_difference(kind: Kind, key: Key, version: str) -> Answer:
    """What one change changed, without secrets; of keys and webhooks only for owners"""
    if kind in OWNERS_ALONE:
        caller(router).require_role(Role.OWNER)
    documents = ledger_of(router).documents
    return as_json(
        difference_answer(read_difference(documents, kind, key, version_number(version)))
    )
