"""Entry of the admin function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from burgee.runtime import administration
from burgee.runtime.admin_api import guarded, resolved
from burgee.runtime.observability import new_metrics
from burgee.runtime.steering import steering
from burgee.runtime.wiring import publishing_rulesets
from burgee.services.ports import RulesetRepository
from burgee.services.steering import Steering
from burgee.services.tracking_ports import Tracking
from burgee.services.writing import Ledger
from burgee.wire.answering import as_event, as_text
from functions.admin.application import application, openapi

OPENAPI_ROUTE = "GET /openapi.json"


def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Trigger: HTTP API, payload 2.0, behind `authorize`. Answer: JSON or problem details.

    A retry of a change is refused by its If-Match, or answered as before if it was made already.
    Failures are answered as 5xx with a stable code, logged and counted; nothing is half-written.
    """
    answered = answer(event, lambda_context, administration.ledger, administration.tracking)
    metrics = new_metrics()
    metrics.add_metric("AdminRequests", MetricUnit.Count, 1)
    metrics.add_metric("AdminFailures", MetricUnit.Count, int(answered["statusCode"] >= 500))
    metrics.flush_metrics()
    return answered


def answer(
    event: Mapping[str, Any],
    lambda_context: Any,
    ledger: Callable[[], Ledger],
    tracking: Callable[[], Tracking] = administration.tracking,
    rulesets: Callable[[], RulesetRepository] = publishing_rulesets,
    steer: Callable[[], Steering] = steering,
) -> dict[str, Any]:
    """The answer to a request, whatever it is."""

    def tools() -> dict[str, Any]:
        beside = {"tracking": tracking, "rulesets": rulesets, "steering": steer}
        return {"ledger": ledger(), **beside}

    def answered() -> dict[str, Any]:
        if event["routeKey"] == OPENAPI_ROUTE:
            return as_event(as_text(openapi()))
        return resolved(application(), event, lambda_context, tools)

    return guarded(answered)
