"""The route of the words that are in use."""

from __future__ import annotations

from dataclasses import asdict

from burgee.services.names_in_use import names_in_use
from burgee.wire.admin_answers import NamesAnswer
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from functions.admin.requests import ledger_of, new_router, tracking_of

router = new_router()


@router.get("/api/v1/admin/names", tags=["names"], responses=described(NamesAnswer, READ_PROBLEMS))
def list_names() -> Answer:
    """Tags, owners, teams, attributes and events by the names that are in use already"""
    found = names_in_use(ledger_of(router).documents, tracking_of(router).usage)
    return as_json(asdict(found))
