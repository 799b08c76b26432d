"""The plain routes: JSON for clients that know nothing of OFREP."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from burgee.domain.answers import FLAG_NOT_FOUND, Answer
from burgee.domain.errors import DocumentNotFound, EvaluationFailed
from burgee.domain.explanation import explain
from burgee.runtime.wiring import rulesets
from burgee.services.identify_caller import Caller
from burgee.services.replay import number_at, replay
from burgee.wire.bodies import (
    MOST_EVALUATION_BYTES,
    MOST_EVENT_BYTES,
    moment_of,
    number_of,
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
    """The whole trace of one evaluation; 404 for an unknown flag.

    With `ruleset` (a number) or `at` (a moment) in the body it is a replay: the answer of the
    ruleset with that number, or of the one served then, as of that moment.
    """
    body = read_json(event, most_bytes=MOST_EVALUATION_BYTES)
    context = _context_of(body, event, caller)
    moment = moment_of(body, time.time())
    number = number_of(body)
    if number is not None or body.get("at") is not None:
        trace = _replayed(flag_key_of(event), context, caller, number, moment)
    else:
        trace = explain(caller.evaluator, flag_key_of(event), context)
    if trace["answer"].get("error_code") == FLAG_NOT_FOUND:
        raise DocumentNotFound(trace["answer"]["error_details"])
    return response(200, json.dumps(trace | {"stale": caller.stale}))


def events(event: Event, _caller: Caller) -> Response:
    """Takes an event so that clients may send it already, and drops it: nothing is counted yet."""
    read_json(event, most_bytes=MOST_EVENT_BYTES)
    return response(202, '{"accepted":0,"dropped":1}')


def _replayed(
    flag_key: str, context: Mapping[str, Any], caller: Caller, number: int | None, moment: float
) -> dict[str, Any]:
    stored, environment = rulesets(), caller.environment
    return replay(
        stored,
        environment=environment,
        number=number or number_at(stored, environment, moment),
        flag_key=flag_key,
        context=context,
        at=moment,
    )


def _context(event: Event, caller: Caller) -> Mapping[str, Any]:
    return _context_of(read_json(event, most_bytes=MOST_EVALUATION_BYTES), event, caller)


def _context_of(body: Mapping[str, Any], event: Event, caller: Caller) -> Mapping[str, Any]:
    context = plain_context_of(body, caller.environment)
    return enriched(context, event["headers"], caller.evaluator.ruleset.manifest["edge"])


def _require_answer(answer: Answer) -> None:
    if answer.error_code == FLAG_NOT_FOUND:
        raise DocumentNotFound(f"There is no flag {answer.flag_key!r} in this environment.")
    if answer.error_code is not None:
        raise EvaluationFailed(f"{answer.error_code}: {answer.error_details}.")
