"""What the event of an admin request says beyond its body: who calls, and on which path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler.api_gateway import BaseRouter
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from burgee.domain.errors import Forbidden, Unauthenticated
from burgee.domain.roles import Caller, Role, environments_from_text
from burgee.wire.routes import ROLE_BY_ROUTE

Key = Annotated[str, Path(max_length=128)]


def caller_of(event: Mapping[str, Any]) -> Caller:
    """The caller whom `authorize` recognised, checked against the route once more.

    Raises Unauthenticated, Forbidden.
    """
    context = event.get("requestContext", {}).get("authorizer", {}).get("lambda") or {}
    if not context.get("key_id"):
        raise Unauthenticated("Send an admin key: `Authorization: Bearer burgee.admin...`.")
    if not context.get("role"):
        raise Forbidden(without_role(context.get("name", "")))
    caller = Caller(
        key_id=context["key_id"],
        role=Role(context["role"]),
        environments=environments_from_text(context["environments"]),
        name=context.get("name", ""),
    )
    caller.require_role(ROLE_BY_ROUTE[event["routeKey"]])
    return caller


def without_role(name: str) -> str:
    """What somebody is told who signed in and is in none of the groups that are roles.

    >>> without_role("ann@example.com").partition(".")[0]
    'You are signed in as ann@example'
    """
    *weaker, strongest = Role
    groups = f"{', '.join(weaker)} or {strongest}"
    return (
        f"You are signed in as {name or 'somebody without a name'}, but in no group that may use "
        f"Burgee. Ask whoever runs Burgee here to put you into one of the groups {groups}, then "
        "sign in again."
    )


def with_encoded_path(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event of a route of units with its path as it was sent.

    API Gateway decodes paths, and Powertools finds routes by them: it would take a slash inside a
    unit's key for another part of the path.

    >>> event = {"routeKey": "GET /units/{unit}", "pathParameters": {"unit": "a/b"}}
    >>> with_encoded_path(event)["rawPath"]
    '/units/a%2Fb'
    """
    if "{unit}" not in event["routeKey"]:
        return event
    path = event["routeKey"].partition(" ")[2]
    for name, value in event["pathParameters"].items():
        path = path.replace(f"{{{name}}}", quote(value, safe="", errors="replace"))
    return {**event, "rawPath": path}


def new_router() -> APIGatewayHttpRouter:
    """An empty list of routes."""
    return APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools types it not


def caller(router: BaseRouter) -> Caller:
    """Who asks."""
    asks: Caller = router.context["caller"]
    return asks
