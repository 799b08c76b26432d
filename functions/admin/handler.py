"""Entry of the admin function."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from burgee.domain.errors import BurgeeError
from burgee.runtime import administration
from burgee.runtime.observability import new_metrics
from burgee.services.tracking_ports import Tracking
from burgee.services.writing import Ledger
from burgee.wire.routes import ROLE_BY_ROUTE
from functions.admin.answers import as_event, as_problem, as_text
from functions.admin.application import application, broken, nowhere, openapi
from functions.admin.bodies import with_plain_body
from functions.admin.requests import caller_of, with_encoded_path

OPENAPI_ROUTE = "GET /openapi.json"
# Powertools keeps the current event on a class: one request at a time, as in a Lambda sandbox,
# also where a laptop runs this function on several threads.
_one_at_a_time = threading.Lock()


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
) -> dict[str, Any]:
    """The answer to a request, whatever it is."""
    try:
        if event["routeKey"] == OPENAPI_ROUTE:
            return as_event(as_text(openapi()))
        if event["routeKey"] not in ROLE_BY_ROUTE:
            raise nowhere(event["rawPath"])
        caller = caller_of(event)
        plain = with_plain_body(with_encoded_path(event))
        with _one_at_a_time:
            app = application()
            # Powertools types it not.
            app.append_context(  # type: ignore[no-untyped-call]
                caller=caller, ledger=ledger(), tracking=tracking
            )
            return app.resolve(plain, lambda_context)
    except BurgeeError as refusal:
        return as_event(as_problem(refusal))
    except Exception as error:  # noqa: BLE001 - the last resort before API Gateway's own 500
        return as_event(broken(error))
