"""Routes that say what is on: in one environment, and of all alarms that documents name."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.services.overview import Lookout, overview
from burgee.services.surroundings import require_environments_known
from burgee.services.watched_alarms import watched_alarms
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from burgee.wire.overview_answers import (
    AlarmsAnswer,
    OverviewAnswer,
    alarms_answer,
    overview_answer,
)
from functions.admin.requests import ledger_of, new_router, steering_of, tracking_of

router = new_router()

TAGS = ["overview"]

Somewhere = Annotated[
    str, Query(description="Those that are named there, or by what all environments share.")
]


@router.get("/api/v1/admin/overview", tags=TAGS, responses=described(OverviewAnswer, READ_PROBLEMS))
def show_overview(environment: str) -> Answer:
    """What runs in an environment, how its alarms stand, and what changed last"""
    ledger = ledger_of(router)
    states = steering_of(router).alarm_states
    lookout = Lookout(ledger.documents, tracking_of(router), states, ledger.now)
    return as_json(overview_answer(overview(lookout, environment)))


@router.get("/api/v1/admin/alarms", tags=TAGS, responses=described(AlarmsAnswer, READ_PROBLEMS))
def list_alarms(environment: Somewhere = "") -> Answer:
    """Every alarm by which something is taken back, and how it stands"""
    documents = ledger_of(router).documents
    if environment:
        require_environments_known(documents, [environment])
    states = steering_of(router).alarm_states
    return as_json(alarms_answer(watched_alarms(documents, states, environment)))
