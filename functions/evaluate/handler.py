"""Entry of the evaluate function."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from burgee.domain.errors import BurgeeError, DocumentNotFound
from burgee.runtime.evaluation import (
    callers_limiter,
    on_restore,
    rulesets_served,
    usage_counter,
)
from burgee.runtime.observability import logger, where_from
from burgee.services.identify_caller import Caller, identify
from burgee.wire.bearer import token_of
from burgee.wire.routes import ROUTES, Access
from functions.evaluate import health, ofrep, plain, rulesets
from functions.evaluate.answers import Response, internal_problem, problem

Event = Mapping[str, Any]
Answering = Callable[[Event, Caller], Response]

ANSWERING: dict[str, Answering] = {
    "POST /ofrep/v1/evaluate/flags/{key}": ofrep.single,
    "POST /ofrep/v1/evaluate/flags": ofrep.bulk,
    "POST /api/v1/flags/{key}/evaluate": plain.single,
    "POST /api/v1/flags/bulk-evaluate": plain.bulk,
    "POST /api/v1/flags/{key}/explain": plain.explain_flag,
    "GET /api/v1/rulesets/{environment}": rulesets.manifest,
    "GET /api/v1/rulesets/{environment}/chunks/{hash}": rulesets.chunk,
}
SERVER_ROUTES = frozenset(route.key for route in ROUTES if route.access is Access.SERVER)

on_restore()


def handler(event: Event, _: Any) -> Response:
    """Trigger: HTTP API, the evaluating routes, payload 2.0. Answer: OFREP, or plain JSON.

    All that it writes is written before it answers: an exposure, on condition that the unit has
    none in that run, so that a retry answers the same; and how flags were answered, now and then.
    The key is checked before the body is read. Whatever goes wrong is answered as a problem; the
    unexpected is also logged.
    """
    try:
        return answer(event)
    except BurgeeError as refusal:
        return problem(event, refusal)
    except Exception as fault:  # noqa: BLE001 - the caller gets an answer, the log the fault
        logger().error("Cannot evaluate", error=type(fault).__name__, frames=where_from(fault))
        return internal_problem(event)


def answer(event: Event) -> Response:
    """The answer of the route that was called. Raises the refusals of its service."""
    route = event["routeKey"]
    if route == "GET /healthz":
        return health.report(rulesets_served(), time.time())
    answering = ANSWERING.get(route)
    if answering is None:
        raise DocumentNotFound("There is no such route.")
    caller = identify(rulesets_served(), token_of(event["headers"]), server=route in SERVER_ROUTES)
    callers_limiter().take(caller.key_id)
    answered = answering(event, caller)
    usage_counter().write_if_due()
    return answered
