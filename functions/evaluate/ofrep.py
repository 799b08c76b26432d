"""OFREP: one flag, or all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.runtime.evaluation import texts_of
from burgee.services.identify_caller import Caller
from burgee.wire.bodies import MOST_EVALUATION_BYTES, context_of, read_json
from burgee.wire.edge import enriched
from burgee.wire.ofrep import bulk_stale, encode, etag_of, is_match, status_of
from functions.evaluate.answers import Response, flag_key_of, response

Event = Mapping[str, Any]


def single(event: Event, caller: Caller) -> Response:
    """The answer for one flag: 200, 404 for an unknown flag, 400 for any other error."""
    context = context_for(event, caller)
    answer = caller.evaluator.evaluate(flag_key_of(event), context)
    if caller.stale:
        return response(status_of(answer), encode(answer, stale=True))
    return response(status_of(answer), texts_of(caller.evaluator).of(answer))


def bulk(event: Event, caller: Caller) -> Response:
    """The answers of all flags; 304 if they are what the caller already has."""
    answers = caller.evaluator.evaluate_all(context_for(event, caller)).values()
    body = bulk_stale(answers) if caller.stale else texts_of(caller.evaluator).bulk(answers)
    etag = etag_of(body)
    if is_match(event["headers"].get("if-none-match"), etag):
        return {"statusCode": 304, "headers": {"ETag": etag}, "body": ""}
    return response(200, body, {"ETag": etag})


def context_for(event: Event, caller: Caller) -> Mapping[str, Any]:
    """The request's context, with what the edge knows of the attributes that flags ask for."""
    body = read_json(event, most_bytes=MOST_EVALUATION_BYTES)
    context = context_of(body, caller.environment)
    return enriched(context, event["headers"], caller.evaluator.ruleset.manifest["edge"])
