"""The admin API as one application, and its description."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from burgee.runtime.admin_api import new_application
from burgee.wire.analysis_routes import analysis_router
from functions.admin import (
    audit,
    callers,
    environments,
    exclusion_groups,
    experiment_decision,
    experiment_progress,
    experiment_results,
    experiments,
    explanations,
    flags,
    guarded_functions,
    hotfixes,
    keys,
    names,
    overview,
    rollbacks,
    rollouts,
    segments,
    settings,
    units,
    usage,
    webhooks,
)

ROOMS = (
    flags,
    usage,
    segments,
    environments,
    keys,
    experiments,
    experiment_decision,
    experiment_progress,
    experiment_results,
    exclusion_groups,
    rollouts,
    units,
    explanations,
    rollbacks,
    webhooks,
    guarded_functions,
    hotfixes,
    settings,
    callers,
    overview,
    audit,
    names,
)


@cache
def application() -> APIGatewayHttpResolver:
    """The application of this function's routes, built once."""
    return new_application(room.router for room in ROOMS)


@cache
def openapi() -> str:
    """The description of the whole admin API, as JSON: also of what `analyse` answers."""
    api = _described(application())
    beside = _described(new_application([analysis_router()]))
    for path, operations in beside["paths"].items():
        api["paths"].setdefault(path, {}).update(operations)
    api["components"]["schemas"] |= beside["components"]["schemas"]
    return json.dumps(api, separators=(",", ":"))


def as_one(described: str) -> str:
    """A description with one name for each model. Pydantic gives recursive ones two, for what is
    read and what is answered, although ours are alike.

    >>> as_one('{"$ref":"#/components/schemas/All-Input"}')
    '{"$ref":"#/components/schemas/All"}'
    """
    return re.sub(r'-(?:Input|Output)"', '"', described)


def _described(app: APIGatewayHttpResolver) -> dict[str, Any]:
    """The description without the refusals that Powertools adds: ours are problem details."""
    # A third of this function's own start, which only a description has a use for.
    from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

    admin_key = HTTPBearer(description="An admin key: burgee.admin.all.<id>.<secret>")
    described = app.get_openapi_json_schema(
        title="Burgee administration",
        version="1",
        description="Flags, experiments and all that they need, each with its whole history.",
        security_schemes={"admin_key": admin_key},
        security=[{"admin_key": []}],
    )
    api: dict[str, Any] = json.loads(as_one(described))
    for path in api["paths"].values():
        for operation in path.values():
            if "HTTPValidationError" in json.dumps(operation["responses"].get("422")):
                del operation["responses"]["422"]
    for schema in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        api["components"]["schemas"].pop(schema, None)
    return api
