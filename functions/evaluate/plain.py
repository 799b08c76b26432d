"""The plain routes: JSON for clients that know nothing of OFREP."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from burgee.domain.answers import FLAG_NOT_FOUND, NO_METADATA, Answer
from burgee.domain.errors import DocumentNotFound, EvaluationFailed
from burgee.domain.explanation import explain
from burgee.runtime.evaluation import exposer, usage_counter
from burgee.runtime.wiring import rulesets
from burgee.services.identify_caller import Caller
from burgee.services.replay import number_at, replay
from burgee.wire.bodies import (
    MOST_EVALUATION_BYTES,
    moment_of,
    number_of,
    plain_context_of,
    read_json,
)
from burgee.wire.edge import enriched
from burgee.wire.ofrep import STALE, encode
from functions.evaluate.answers import Response, flag_key_of, response

Event = Mapping[str, Any]


def single(event: Event, caller: Caller) -> Response:
    """Value, variant, reason and metadata of one flag; no value: the caller's default holds."""
    context = _context(event, caller)
    answer, is_stale = exposer().evaluate(caller.evaluator, flag_key_of(event), context)
    usage_counter().count(caller.environment, answer)
    _require_answer(answer)
    return response(200, encode(answer, STALE if is_stale or caller.stale else NO_METADATA))


def bulk(event: Event, caller: Caller) -> Response:
    """An object from flag key to value; flags in error or without a value are left out.

    So are those that a running experiment decides for this unit: the client asks for them one by
    one, which records what it shows.
    """
    fetched = exposer().evaluate_all(caller.evaluator, _context(event, caller))
    shown = [one for key, one in fetched.answers.items() if key not in fetched.decided]
    usage_counter().count_all(caller.environment, shown)
    values = {answer.flag_key: answer.value for answer in shown if answer.value is not None}
    return response(200, json.dumps(values, separators=(",", ":")))


def explain_flag(event: Event, caller: Caller) -> Response:
    """The whole trace of one evaluation, for this unit as storage knows it; nothing is recorded.
    404 for an unknown flag.

    With `ruleset` (a number) or `at` (a moment) in the body it is a replay: the answer of the
    ruleset with that number, or of the one served then, as of that moment, for a unit that nobody
    knows: what storage knew of it then is not kept.
    """
    body = read_json(event, most_bytes=MOST_EVALUATION_BYTES)
    context = _context_of(body, event, caller)
    moment = moment_of(body, time.time())
    number = number_of(body)
    if number is not None or body.get("at") is not None:
        trace = _replayed(flag_key_of(event), context, caller, number, moment)
    else:
        known = exposer().known(caller.evaluator, flag_key_of(event), context)
        trace = explain(caller.evaluator, flag_key_of(event), known)
    if trace["answer"].get("error_code") == FLAG_NOT_FOUND:
        raise DocumentNotFound(trace["answer"]["error_details"])
    return response(200, json.dumps(trace | {"stale": caller.stale}))


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
