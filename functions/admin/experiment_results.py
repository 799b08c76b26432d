"""Routes of results: looks that were taken, as they were stored; nothing is computed here."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.services.results import breakdowns, results, series
from burgee.wire.admin_events import Key, new_router
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from burgee.wire.result_answers import (
    ResultsAnswer,
    SegmentsAnswer,
    SeriesAnswer,
    results_answer,
    segments_answer,
    series_answer,
)
from functions.admin.requests import ledger_of, tracking_of

router = new_router()

RESULTS = "/api/v1/admin/experiments/<key>/results"
TAGS = ["results"]

RunNumber = Annotated[int | None, Query(ge=1, description="The run; without it the newest.")]
Metric = Annotated[str | None, Query(description="This metric alone.")]
Dimension = Annotated[str | None, Query(description="The segments of this dimension alone.")]


@router.get(RESULTS, tags=TAGS, responses=described(ResultsAnswer, READ_PROBLEMS))
def show_results(key: Key, run: RunNumber = None) -> Answer:
    """What the newest look found: checks, metrics, and the verdict"""
    found = results(ledger_of(router).documents, tracking_of(router), key, run)
    return as_json(results_answer(key, found.look, found.inexact))


@router.get(f"{RESULTS}/series", tags=TAGS, responses=described(SeriesAnswer, READ_PROBLEMS))
def show_series(key: Key, run: RunNumber = None, metric: Metric = None) -> Answer:
    """What each look found, oldest first"""
    looks = series(ledger_of(router).documents, tracking_of(router), key, run)
    return as_json(series_answer(key, looks, metric))


@router.get(f"{RESULTS}/segments", tags=TAGS, responses=described(SegmentsAnswer, READ_PROBLEMS))
def show_segments(key: Key, run: RunNumber = None, dimension: Dimension = None) -> Answer:
    """What the newest look found by segment: exploratory"""
    found = breakdowns(ledger_of(router).documents, tracking_of(router), key, run)
    return as_json(segments_answer(key, found.look, found.segments, dimension))
