"""Routes that say how an experiment stands, or would: its checklist, timeline and sums."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import Kind
from burgee.services.check_design import check_design
from burgee.services.checklist import Evidence, checklist
from burgee.services.experiment_sums import experiment_sums
from burgee.services.gather_evidence import gather_evidence
from burgee.services.reading import read
from burgee.services.timeline import timeline
from burgee.wire.admin_requests import CheckExperiment
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from burgee.wire.experiment_answers import (
    ChecklistAnswer,
    DesignAnswer,
    SumsAnswer,
    SumsAsked,
    TimelineAnswer,
    checklist_answer,
    design_answer,
    sums_answer,
    timeline_answer,
)
from functions.admin.requests import Key, ledger_of, new_router, tracking_of

router = new_router()

EXPERIMENTS = "/api/v1/admin/experiments"
EXPERIMENT = f"{EXPERIMENTS}/<key>"
TAGS = ["experiments"]
CHECK_PROBLEMS = (400, 401, 403, 413, 415, 422, 500, 503)

RunNumber = Annotated[int | None, Query(ge=1, description="The run; without it the newest.")]
Dimension = Annotated[
    str | None,
    Query(description="Break sums down by this dimension; `@KEY` is the attribution by KEY."),
]
WithDays = Annotated[bool, Query(description="Also by the day (UTC) of the units' exposure.")]
WithHistogram = Annotated[bool, Query(description="Also how the units' numbers are spread.")]


@router.get(
    f"{EXPERIMENT}/checklist", tags=TAGS, responses=described(ChecklistAnswer, READ_PROBLEMS)
)
def show_checklist(key: Key) -> Answer:
    """What is done and what is open, from the design to the decision"""
    ledger = ledger_of(router)
    status = read(ledger.documents, Kind.EXPERIMENT, key).body["status"]
    items = checklist(ledger.documents, _evidence(), key, now=ledger.now())
    return as_json(checklist_answer(key, status, items))


@router.post(f"{EXPERIMENTS}/check", tags=TAGS, responses=described(DesignAnswer, CHECK_PROBLEMS))
def check(body: CheckExperiment) -> Answer:
    """What a write of this design would be told, and what is open before its start"""
    ledger = ledger_of(router)
    found = check_design(
        ledger.documents, _evidence(), body.document, is_new=body.is_new, now=ledger.now()
    )
    return as_json(design_answer(found.problems, found.items))


@router.get(f"{EXPERIMENT}/timeline", tags=TAGS, responses=described(TimelineAnswer, READ_PROBLEMS))
def show_timeline(key: Key) -> Answer:
    """What happened to it, and to its flags while it ran, oldest first"""
    return as_json(timeline_answer(timeline(ledger_of(router).documents, key)))


@router.get(f"{EXPERIMENT}/sums", tags=TAGS, responses=described(SumsAnswer, READ_PROBLEMS))
def show_sums(
    key: Key,
    run: RunNumber = None,
    by: Dimension = None,
    days: WithDays = False,
    histogram: WithHistogram = False,
) -> Answer:
    """What was counted in a run: exact sums per metric and variant, no statistics"""
    aggregates = tracking_of(router).aggregates
    found = experiment_sums(ledger_of(router).documents, aggregates, key, run)
    asked = SumsAsked(by, days, histogram)
    return as_json(sums_answer(key, found.run, asdict(found.sums), asked))


def _evidence() -> Evidence:
    tracking = tracking_of(router)
    return gather_evidence(tracking.aggregates, tracking.usage, tracking.looks)
