"""The route that says who asks."""

from __future__ import annotations

from burgee.wire.admin_answers import CallerAnswer, caller_answer
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from functions.admin.requests import caller, new_router

router = new_router()


@router.get(
    "/api/v1/admin/caller", tags=["caller"], responses=described(CallerAnswer, READ_PROBLEMS)
)
def show_caller() -> Answer:
    """Whose key this is, and what it may do"""
    return as_json(caller_answer(caller(router)))
