"""The routes that say how often flags were evaluated."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import Kind
from burgee.services.read_usage import (
    DEFAULT_DAYS,
    MOST_DAYS,
    read_environment_usage,
    read_usage,
)
from burgee.services.reading import read
from burgee.services.surroundings import require_environments_known
from burgee.wire.admin_answers import EnvironmentUsageAnswer, UsageAnswer
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from functions.admin.requests import Key, ledger_of, new_router, tracking_of

router = new_router()

Days = Annotated[
    int, Query(ge=1, le=MOST_DAYS, description="How many days (UTC), today among them.")
]


@router.get(
    "/api/v1/admin/flags/<key>/usage",
    tags=["flags"],
    responses=described(UsageAnswer, READ_PROBLEMS),
)
def show_usage(key: Key, environment: str, days: Days = DEFAULT_DAYS) -> Answer:
    """How often a flag was evaluated in an environment, and how it answered; approximate"""
    ledger = ledger_of(router)
    read(ledger.documents, Kind.FLAG, key)
    require_environments_known(ledger.documents, [environment])
    usage = tracking_of(router).usage
    return as_json(asdict(read_usage(usage, environment, key, now=ledger.now(), days=days)))


@router.get(
    "/api/v1/admin/usage",
    tags=["flags"],
    responses=described(EnvironmentUsageAnswer, READ_PROBLEMS),
)
def show_environment_usage(environment: str, days: Days = DEFAULT_DAYS) -> Answer:
    """How often each flag of an environment was evaluated, and when last; approximate"""
    ledger = ledger_of(router)
    require_environments_known(ledger.documents, [environment])
    usage = tracking_of(router).usage
    return as_json(asdict(read_environment_usage(usage, environment, now=ledger.now(), days=days)))
