"""The admin API as one application: routes, refusals and its description."""

from __future__ import annotations

import json
import re
from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, SecurityScheme

from burgee.domain.errors import (
    BurgeeError,
    DocumentNotFound,
    MalformedRequest,
    MethodNotAllowed,
)
from burgee.domain.parsing import detail_of, problem
from burgee.runtime.observability import logger, where_from
from burgee.wire.routes import ROUTES
from functions.admin import (
    audit,
    environments,
    exclusion_groups,
    experiment_progress,
    experiments,
    flags,
    keys,
    segments,
    units,
    usage,
)
from functions.admin.answers import Answer, as_problem
from functions.admin.bodies import read_json

SECURITY: dict[str, SecurityScheme] = {
    "admin_key": HTTPBearer(description="An admin key: burgee.admin.all.<id>.<secret>")
}

ROOMS = (
    flags,
    usage,
    segments,
    environments,
    keys,
    experiments,
    experiment_progress,
    exclusion_groups,
    units,
    audit,
)


@cache
def application() -> APIGatewayHttpResolver:
    """The application, built once. It answers every refusal, and what nobody expected, itself."""
    app = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=read_json)
    for room in ROOMS:
        app.include_router(room.router)
    app.exception_handler(BurgeeError)(as_problem)
    app.exception_handler(RequestValidationError)(_misread)
    app.exception_handler(Exception)(broken)
    app.not_found(lambda _: as_problem(DocumentNotFound("There is nothing with such a key.")))
    return app


@cache
def openapi() -> str:
    """The description of the whole admin API, as JSON."""
    described = application().get_openapi_json_schema(
        title="Burgee administration",
        version="1",
        description="Flags, experiments and all that they need, each with its whole history.",
        security_schemes=SECURITY,
        security=[{"admin_key": []}],
    )
    return _without_default_refusals(described)


def _without_default_refusals(described: str) -> str:
    """The description without the refusals that Powertools adds: ours are problem details."""
    api = json.loads(described)
    for path in api["paths"].values():
        for operation in path.values():
            if "HTTPValidationError" in json.dumps(operation["responses"].get("422")):
                del operation["responses"]["422"]
    for schema in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        api["components"]["schemas"].pop(schema, None)
    return json.dumps(api, separators=(",", ":"))


def _misread(error: RequestValidationError) -> Answer:
    """A request whose envelope is wrong: the body around a document, a query, a header."""
    problems = [
        problem(".".join(map(str, found["loc"][1:])), found["msg"]) for found in error.errors()
    ]
    return as_problem(MalformedRequest(detail_of("request", problems), errors=problems))


def broken(error: Exception) -> Answer:
    """The answer to an error that nobody expected: logged, and nothing of it told."""
    logger().error("Unexpected error", error=type(error).__name__, frames=where_from(error))
    return as_problem(BurgeeError("Something went wrong here; the log says what. Try again."))


def nowhere(path: str) -> BurgeeError:
    """The refusal of a request that is none of our routes."""
    methods = [route.method for route in ROUTES if _matches(route.path, path)]
    if methods:
        return MethodNotAllowed(f"This path takes {', '.join(methods)}.")
    return DocumentNotFound("There is no such route; GET /openapi.json lists them all.")


def _matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None
