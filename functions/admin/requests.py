"""What an admin request says beyond its body: who calls, why, and of which version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler.api_gateway import BaseRouter
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from burgee.domain.errors import (
    DocumentNotFound,
    MalformedRequest,
    Unauthenticated,
    VersionRequired,
)
from burgee.domain.roles import Caller, Role, environments_from_text
from burgee.services.tracking_ports import Tracking
from burgee.services.writing import Author, Ledger
from burgee.wire.routes import ROLE_BY_ROUTE

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='The version that was read, `"42"`, or `*` for the newest, whichever it is.',
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
Cursor = Annotated[str | None, Query(description="The cursor of the page before.")]
Key = Annotated[str, Path(max_length=128)]

_VERSION = re.compile(r'^(?:W/)?"?(\d{1,9})"?$')


def caller_of(event: Mapping[str, Any]) -> Caller:
    """The caller whom `authorize` recognised, checked against the route once more.

    Raises Unauthenticated, Forbidden.
    """
    context = event.get("requestContext", {}).get("authorizer", {}).get("lambda") or {}
    if not context.get("key_id"):
        raise Unauthenticated("Send an admin key: `Authorization: Bearer burgee.admin...`.")
    caller = Caller(
        key_id=context["key_id"],
        role=Role(context["role"]),
        environments=environments_from_text(context["environments"]),
        name=context.get("name", ""),
    )
    caller.require_role(ROLE_BY_ROUTE[event["routeKey"]])
    return caller


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


def ledger_of(router: BaseRouter) -> Ledger:
    """The ledger that the handler was called with."""
    ledger: Ledger = router.context["ledger"]
    return ledger


def tracking_of(router: BaseRouter) -> Tracking:
    """What was observed, built at the first request that asks for it."""
    tracking: Tracking = router.context["tracking"]()
    return tracking


def caller(router: BaseRouter) -> Caller:
    """Who asks."""
    asks: Caller = router.context["caller"]
    return asks


def author_of(router: BaseRouter, reason: str) -> Author:
    """Who creates something, and why."""
    return Author(caller(router), reason)


def editor_of(router: BaseRouter, reason: str, if_match: str | None) -> Author:
    """Who changes something that exists, why, and the version that was read.

    Raises VersionRequired, MalformedRequest if `if_match` names no version.
    """
    return Author(caller(router), reason, expected_version(if_match))


def expected_version(if_match: str | None) -> int | None:
    """The version in an If-Match header; None for `*`, the newest.

    >>> expected_version('"42"'), expected_version("*")
    (42, None)
    """
    if if_match is None:
        raise VersionRequired(
            'Send If-Match with the version that you read, such as "42", or * for the newest.'
        )
    if if_match.strip() == "*":
        return None
    match = _VERSION.match(if_match.strip())
    if match is None:
        raise MalformedRequest('If-Match is one version, such as "42", or *.')
    return int(match[1])


def version_number(text: str) -> int:
    """The version in a path. Raises DocumentNotFound for what cannot be one."""
    if not re.fullmatch(r"\d{1,8}", text, re.ASCII):
        raise DocumentNotFound(f"There is no version '{text}': versions are numbers from 1 on.")
    return int(text)
