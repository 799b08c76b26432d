"""Routes by which an experiment is decided."""

from __future__ import annotations

from burgee.services.decide_experiment import Choice, decide_experiment
from burgee.services.sign_off_decision import sign_off_decision
from burgee.wire.admin_requests import DecideNow, SignOffDecision
from burgee.wire.answering import CHANGE_PROBLEMS, Answer, as_document, as_json, described
from burgee.wire.document_answers import ExperimentAnswer
from burgee.wire.experiment_answers import DecisionAnswer, decision_answer
from functions.admin.requests import IfMatch, Key, editor_of, ledger_of, new_router, tracking_of

router = new_router()

DECIDE = "/api/v1/admin/experiments/<key>/decide"
TAGS = ["experiments"]


@router.post(DECIDE, tags=TAGS, responses=described(DecisionAnswer, CHANGE_PROBLEMS))
def decide(key: Key, body: DecideNow, if_match: IfMatch = None) -> Answer:
    """Promote a treatment or keep the control: in the flags, and for good"""
    author = editor_of(router, body.reason, if_match)
    tracking = tracking_of(router)
    decided = decide_experiment(
        ledger_of(router),
        author,
        key,
        Choice(body.promote, body.without_verdict),
        tracking.looks,
        tracking.aggregates,
    )
    etag = {"ETag": f'"{decided.version.version}"'}
    return as_json(decision_answer(decided.version, decided.flags), headers=etag)


@router.post(
    f"{DECIDE}/sign-off", tags=TAGS, responses=described(ExperimentAnswer, CHANGE_PROBLEMS)
)
def sign_off_decision_(key: Key, body: SignOffDecision, if_match: IfMatch = None) -> Answer:
    """Agree to a decision, for product or for engineering"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(
        sign_off_decision(ledger, author, key, role=body.role, promoted=body.promote)
    )
