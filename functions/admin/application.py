"""The admin API as one application, and its description."""

from __future__ import annotations

import json
from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, SecurityScheme

from burgee.runtime.admin_api import new_application
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
    """The application of this function's routes, built once."""
    return new_application(room.router for room in ROOMS)


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
