"""Routes of rollbacks: what alarms took back, and how long that took."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import Kind
from burgee.services.rollback_times import rollback_times
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from burgee.wire.rollback_answers import RollbacksAnswer, rollbacks_answer
from functions.admin.requests import Key, ledger_of, new_router, rulesets_of

router = new_router()

ADMIN = "/api/v1/admin"
TAGS = ["rollbacks"]
ANSWERED = described(RollbacksAnswer, READ_PROBLEMS)

Most = Annotated[int, Query(ge=1, le=50, description="How many at most, the newest first.")]


@router.get(f"{ADMIN}/flags/<key>/rollbacks", tags=TAGS, responses=ANSWERED)
def of_flag(key: Key, limit: Most = 10) -> Answer:
    """What alarms did to a flag, and how long after they went on"""
    return _rollbacks(Kind.FLAG, key, limit)


@router.get(f"{ADMIN}/rollouts/<key>/rollbacks", tags=TAGS, responses=ANSWERED)
def of_rollout(key: Key, limit: Most = 10) -> Answer:
    """What took a rollout back, and how long that took"""
    return _rollbacks(Kind.ROLLOUT, key, limit)


@router.get(f"{ADMIN}/experiments/<key>/rollbacks", tags=TAGS, responses=ANSWERED)
def of_experiment(key: Key, limit: Most = 10) -> Answer:
    """How alarms stopped an experiment, and how long that took"""
    return _rollbacks(Kind.EXPERIMENT, key, limit)


def _rollbacks(kind: Kind, key: str, limit: int) -> Answer:
    documents, rulesets = ledger_of(router).documents, rulesets_of(router)
    return as_json(rollbacks_answer(rollback_times(documents, rulesets, kind, key, limit=limit)))
