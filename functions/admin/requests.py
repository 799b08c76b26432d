"""What an admin request says beyond its body: why, of which version, and what it works with."""

from __future__ import annotations

import re
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import BaseRouter
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

from burgee.domain.errors import DocumentNotFound, MalformedRequest, VersionRequired
from burgee.domain.timestamps import seconds_of, timestamp_problem
from burgee.services.ports import RulesetRepository
from burgee.services.steering import Steering
from burgee.services.tracking_ports import Tracking
from burgee.services.writing import Author, Ledger
from burgee.wire.admin_events import Key as Key
from burgee.wire.admin_events import caller as caller
from burgee.wire.admin_events import new_router as new_router

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='The version that was read, `"42"`, or `*` for the newest, whichever it is.',
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
Cursor = Annotated[str | None, Query(description="The cursor of the page before.")]

_VERSION = re.compile(r'^(?:W/)?"?(\d{1,9})"?$')


def ledger_of(router: BaseRouter) -> Ledger:
    """The ledger that the handler was called with."""
    ledger: Ledger = router.context["ledger"]
    return ledger


def rulesets_of(router: BaseRouter) -> RulesetRepository:
    """What was published, built at the first request that asks for it."""
    rulesets: RulesetRepository = router.context["rulesets"]()
    return rulesets


def tracking_of(router: BaseRouter) -> Tracking:
    """What was observed, built at the first request that asks for it."""
    tracking: Tracking = router.context["tracking"]()
    return tracking


def steering_of(router: BaseRouter) -> Steering:
    """What moving rollouts works with, built at the first request that asks for it."""
    steering: Steering = router.context["steering"]()
    return steering


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


def moment(name: str, text: str) -> float | None:
    """The moment in a query, in seconds; None for an empty one. Raises MalformedRequest.

    >>> moment("since", "1970-01-02"), moment("since", "")
    (86400.0, None)
    """
    found = seconds_of(text)
    if text and found is None:
        raise MalformedRequest(f"`{name}`: {timestamp_problem(text)}.")
    return found
