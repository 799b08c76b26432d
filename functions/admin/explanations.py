"""Routes that say why: what a flag answers, what a unit gets, who is in a segment.

They write nothing, and nothing of what they are asked for is logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from burgee.domain.because import because
from burgee.domain.documents import Json
from burgee.domain.environments import EnvironmentName
from burgee.domain.experiment_forms import attribute_of
from burgee.domain.flags import Attribute
from burgee.domain.names import TARGETING_KEY
from burgee.domain.roles import Role
from burgee.services.check_segment import check_segment
from burgee.services.explain import Question, draft_of, explain_draft, explain_published
from burgee.services.explain_unit import Sources, explain_unit
from burgee.services.surroundings import require_environments_known
from burgee.wire.admin_requests import CheckSegment, ExplainFlag, ExplainUnit
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from burgee.wire.bodies import context_of
from burgee.wire.explanation_answers import SegmentCheckAnswer, TraceAnswer, UnitViewAnswer
from functions.admin.requests import (
    Key,
    caller,
    ledger_of,
    new_router,
    rulesets_of,
    tracking_of,
)

router = new_router()

EXPLAIN_PROBLEMS = (400, 401, 403, 404, 413, 415, 422, 500, 503)
ADMIN = "/api/v1/admin"

Environment = Annotated[EnvironmentName, Path()]
Unit = Annotated[
    str, Path(min_length=1, max_length=4096, description="The unit's key, percent-encoded.")
]
BucketBy = Annotated[
    Attribute, Query(description="The attribute of the context that holds the unit's key.")
]


@router.post(
    f"{ADMIN}/flags/<key>/explain",
    tags=["flags"],
    responses=described(TraceAnswer, EXPLAIN_PROBLEMS),
)
def explain_flag(key: Key, body: ExplainFlag) -> Answer:
    """What a flag, or a draft of it, answers in an environment, and why; nothing is recorded"""
    question = _question(body.environment, body.context)
    units, documents = tracking_of(router).units, ledger_of(router).documents
    if body.document is None:
        trace = explain_published(rulesets_of(router), units, question, key)
    else:
        # Whoever may write any condition learns by it what storage knows of a unit.
        caller(router).require_role(Role.EDITOR)
        draft = draft_of(documents, key, body.document)
        trace = explain_draft(documents, units, question, draft)
    return _as_json({**trace, "because": because(trace)})


@router.post(
    f"{ADMIN}/units/<environment>/<unit>/explain",
    tags=["units"],
    responses=described(UnitViewAnswer, READ_PROBLEMS),
)
def explain_unit_(
    environment: Environment, unit: Unit, body: ExplainUnit, bucket_by: BucketBy = TARGETING_KEY
) -> Answer:
    """What a unit gets of every flag, and why; nothing is recorded"""
    named = {**body.context, attribute_of(bucket_by): unquote(unit)}
    question = _question(environment, named)
    sources = Sources(ledger_of(router).documents, rulesets_of(router), tracking_of(router).units)
    view = explain_unit(sources, question, limit=body.limit, cursor=body.cursor)
    return _as_json(asdict(view))


@router.post(
    f"{ADMIN}/segments/<key>/check",
    tags=["segments"],
    responses=described(SegmentCheckAnswer, READ_PROBLEMS),
)
def check(key: Key, body: CheckSegment) -> Answer:
    """Whether a unit is in a segment, and why"""
    ledger = ledger_of(router)
    context = context_of({"context": body.context}, "")
    return _as_json(asdict(check_segment(ledger.documents, key, context, ledger.now())))


def _question(environment: str, context: Mapping[str, Json]) -> Question:
    """A question that the caller may ask. Raises Forbidden, UnknownEnvironment, InvalidContext."""
    caller(router).require_environments(frozenset({environment}))
    ledger = ledger_of(router)
    require_environments_known(ledger.documents, [environment])
    return Question(environment, context_of({"context": context}, environment), ledger.now())


def _as_json(answer: dict[str, Any]) -> Answer:
    # What a unit gets is kept by nobody on the way.
    return as_json(answer, headers={"Cache-Control": "no-store"})
