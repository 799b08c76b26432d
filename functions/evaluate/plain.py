"""The plain routes: JSON for clients that know nothing of OFREP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from burgee.domain.answers import FLAG_NOT_FOUND, Answer
from burgee.domain.errors import DocumentNotFound, EvaluationFailed
from burgee.domain.explanation import explain
from burgee.services.identify_caller import Caller
from burgee.wire.bodies import (
    MOST_EVALUATION_BYTES,
    MOST_EVENT_BYTES,
    plain_context_of,
    read_json,
)
from burgee.wire.edge import enriched
from burgee.wire.ofrep import encode
from functions.evaluate.answers import Response, flag_key_of, response

Event = Mapping[str, Any]


def single(event: Event, caller: Caller) -> Response:
    """Value, variant, reason and metadata of one flag; no value: the caller's default holds."""
    context = _context(event, caller)
    answer = caller.evaluator.evaluate(flag_key_of(event), context)
    _require_answer(answer)
    return response(200, encode(answer, stale=caller.stale))


def bulk(event: Event, caller: Caller) -> Response:
    """An object from flag key to value; flags in error or without a value are left out."""
    answers = caller.evaluator.evaluate_all(_context(event, caller))
    values = {key: answer.value for key, answer in answers.items() if answer.value is not None}
    return response(200, json.dumps(values, separators=(",", ":")))


def explain_flag(event: Event, caller: Caller) -> Response:
    """The whole trace of one evaluation; 404 for an unknown flag."""
    trace = explain(caller.evaluator, flag_key_of(event), _context(event, caller))
    if trace["answer"].get("error_code") == FLAG_NOT_FOUND:
        raise DocumentNotFound(trace["answer"]["error_details"])
    return response(200, json.dumps(trace | {"stale": caller.stale}))


def events(event: Event, _caller: Caller) -> Response:
    """Takes an event so that clients may send it already, and drops it: nothing is counted yet."""
    read_json(event, most_bytes=MOST_EVENT_BYTES)
    return response(202, '{"accepted":0,"dropped":1}')


def _context(event: Event, caller: Caller) -> Mapping[str, Any]:
    body = read_json(event, most_bytes=MOST_EVALUATION_BYTES)
    context = plain_context_of(body, caller.environment)
    return enriched(context, event["headers"], caller.evaluator.ruleset.manifest["edge"])


def _require_answer(answer: Answer) -> None:
    if answer.error_code == FLAG_NOT_FOUND:
        raise DocumentNotFound(f"There is no flag {answer.flag_key!r} in this environment.")
    if answer.error_code is not None:
        raise EvaluationFailed(f"{answer.error_code}: {answer.error_details}.")
