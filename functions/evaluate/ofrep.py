"""OFREP: one flag, or all of them. To ask for one is to show it: that is recorded; to fetch all
is not, so what a client shows of them comes back with its exposure token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.domain.answers import NO_METADATA
from burgee.runtime.evaluation import exposer, texts_of, usage_counter
from burgee.services.expose import Fetched
from burgee.services.identify_caller import Caller
from burgee.wire.bodies import MOST_EVALUATION_BYTES, context_of, read_json
from burgee.wire.edge import enriched
from burgee.wire.ofrep import (
    EXPOSURE_TOKEN,
    STALE,
    Metadata,
    encode,
    etag_of,
    is_match,
    status_of,
)
from functions.evaluate.answers import Response, flag_key_of, response

Event = Mapping[str, Any]


def single(event: Event, caller: Caller) -> Response:
    """The answer for one flag: 200, 404 for an unknown flag, 400 for any other error."""
    context = context_for(event, caller)
    answer, is_stale = exposer().evaluate(caller.evaluator, flag_key_of(event), context)
    usage_counter().count(caller.environment, answer)
    if is_stale or caller.stale:
        return response(status_of(answer), encode(answer, STALE))
    return response(status_of(answer), texts_of(caller.evaluator).of(answer))


def bulk(event: Event, caller: Caller) -> Response:
    """The answers of all flags; 304 if they are what the caller already has."""
    fetched = exposer().evaluate_all(caller.evaluator, context_for(event, caller))
    usage_counter().count_all(caller.environment, fetched.answers.values())
    texts = texts_of(caller.evaluator)
    body = texts.bulk(fetched.answers.values(), _added(fetched, caller))
    etag = etag_of(body)
    if is_match(event["headers"].get("if-none-match"), etag):
        return {"statusCode": 304, "headers": {"ETag": etag}, "body": ""}
    return response(200, body, {"ETag": etag})


def _added(fetched: Fetched, caller: Caller) -> dict[str, Metadata]:
    """Metadata that is this caller's alone, by flag."""
    stale = fetched.answers if caller.stale else fetched.stale
    added: dict[str, Metadata] = dict.fromkeys(stale, STALE)
    for flag_key, token in fetched.tokens.items():
        added[flag_key] = {**added.get(flag_key, NO_METADATA), EXPOSURE_TOKEN: token}
    return added


def context_for(event: Event, caller: Caller) -> Mapping[str, Any]:
    """The request's context, with what the edge knows of the attributes that flags ask for."""
    body = read_json(event, most_bytes=MOST_EVALUATION_BYTES)
    context = context_of(body, caller.environment)
    return enriched(context, event["headers"], caller.evaluator.ruleset.manifest["edge"])
