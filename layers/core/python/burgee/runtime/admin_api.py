"""The admin API, as each function that answers some of its routes builds it and asks it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from burgee.domain.errors import (
    BurgeeError,
    DocumentNotFound,
    MalformedRequest,
    MethodNotAllowed,
)
from burgee.domain.parsing import detail_of, problem
from burgee.runtime.observability import logger, where_from
from burgee.wire.admin_bodies import read_json, with_plain_body
from burgee.wire.admin_events import caller_of, with_encoded_path
from burgee.wire.answering import Answer, as_event, as_problem
from burgee.wire.routes import ROLE_BY_ROUTE, ROUTES

# Powertools keeps the current event on a class: one request at a time, as in a Lambda sandbox,
# also where a laptop runs these functions on several threads.
_one_at_a_time = threading.Lock()


def new_application(routers: Iterable[APIGatewayHttpRouter]) -> APIGatewayHttpResolver:
    """Routes as one application. It answers every refusal, and what nobody expected, itself."""
    app = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=read_json)
    for router in routers:
        app.include_router(router)
    app.exception_handler(BurgeeError)(as_problem)
    app.exception_handler(RequestValidationError)(_misread)
    app.exception_handler(Exception)(_broken)
    app.not_found(lambda _: as_problem(DocumentNotFound("There is nothing with such a key.")))
    return app


def guarded(answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer, or the problem that kept it from being given."""
    try:
        return answer()
    except BurgeeError as refusal:
        return as_event(as_problem(refusal))
    except Exception as error:  # noqa: BLE001 - the last resort before API Gateway's own 500
        return as_event(_broken(error))


def resolved(
    app: APIGatewayHttpResolver,
    event: Mapping[str, Any],
    lambda_context: Any,
    tools: Callable[[], Mapping[str, Any]],
) -> dict[str, Any]:
    """The application's answer to an event. Its routes find the caller and `tools`, which are
    built for a caller who may ask, in their router's context. Raises BurgeeError."""
    if event["routeKey"] not in ROLE_BY_ROUTE:
        raise _nowhere(event["rawPath"])
    caller = caller_of(event)
    plain = with_plain_body(with_encoded_path(event))
    with _one_at_a_time:
        # Powertools types it not.
        app.append_context(caller=caller, **tools())  # type: ignore[no-untyped-call]
        return app.resolve(plain, lambda_context)


def _misread(error: RequestValidationError) -> Answer:
    """A request whose envelope is wrong: the body around a document, a query, a header."""
    problems = [
        problem(".".join(map(str, found["loc"][1:])), found["msg"]) for found in error.errors()
    ]
    return as_problem(MalformedRequest(detail_of("request", problems), errors=problems))


def _broken(error: Exception) -> Answer:
    """The answer to an error that nobody expected: logged, and nothing of it told."""
    logger().error("Unexpected error", error=type(error).__name__, frames=where_from(error))
    return as_problem(BurgeeError("Something went wrong here; the log says what. Try again."))


def _nowhere(path: str) -> BurgeeError:
    """The refusal of a request that is none of our routes."""
    methods = [route.method for route in ROUTES if _matches(route.path, path)]
    if methods:
        return MethodNotAllowed(f"This path takes {', '.join(methods)}.")
    return DocumentNotFound("There is no such route; GET /openapi.json lists them all.")


def _matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None
