"""Entry of the ingest function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from burgee.domain.errors import BurgeeError, DocumentNotFound
from burgee.runtime.evaluation import callers_limiter, rulesets_served
from burgee.runtime.ingestion import ingestion
from burgee.runtime.observability import logger, where_from
from burgee.runtime.wiring import units
from burgee.services.identify_caller import identify
from burgee.services.write_late_exposures import write_late_exposures
from burgee.wire.bearer import token_of
from burgee.wire.bodies import MOST_EVENT_BYTES, read_json
from burgee.wire.responses import Response, fault_of_ours, problem_response
from burgee.wire.tracking import read_body
from burgee.wire.tracking_answers import tracking_response

ROUTE = "POST /api/v1/analytics/events"
EVENTS_PER_REQUEST = 50  # a batch is worth so many times less than its events one by one
Event = Mapping[str, Any]


def handler(event: Event, _: Any) -> dict[str, Any]:
    """Trigger: HTTP API, payload 2.0, or the queue of late exposures. Answer: 202 and what became
    of each event, or the messages to deliver again.

    Every event and exposure is written on condition that it is absent, so a retry adds nothing.
    What cannot be written is answered as such, for the caller to send again; a message stays in
    the queue, and at last in its dead-letter queue.
    """
    if "Records" in event:
        return late_exposures(event["Records"])
    try:
        return answer(event)
    except BurgeeError as refusal:
        return problem_response(refusal)
    except Exception as fault:  # noqa: BLE001 - the caller gets an answer, the log the fault
        logger().error("Cannot ingest", error=type(fault).__name__, frames=where_from(fault))
        return problem_response(fault_of_ours())


def answer(event: Event) -> Response:
    """The answer to a request. Raises the refusals of its service."""
    if event["routeKey"] != ROUTE:
        raise DocumentNotFound("There is no such route.")
    caller = identify(rulesets_served(), token_of(event["headers"]))
    callers_limiter().take(caller.key_id)
    unit_types = caller.evaluator.ruleset.manifest.get("tracked_unit_types", ())
    body = read_json(event, most_bytes=MOST_EVENT_BYTES)
    sent = read_body(body, caller.environment, unit_types)
    callers_limiter().owe(caller.key_id, len(sent.events) / EVENTS_PER_REQUEST)
    return tracking_response(sent, ingestion().take(caller, sent.events))


def late_exposures(messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Writes what waited in the queue; names the messages that have to come again."""
    writes = write_late_exposures(units(), [(one["messageId"], one["body"]) for one in messages])
    if writes.unreadable:
        logger().error("Late exposures cannot be read", messages=writes.unreadable)
    if writes.erased:
        logger().info("Late exposures of erased units dropped", messages=writes.erased)
    return {"batchItemFailures": [{"itemIdentifier": message} for message in writes.failed]}
