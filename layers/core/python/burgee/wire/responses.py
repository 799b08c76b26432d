"""Responses of the HTTP API, payload 2.0, for the functions that answer without a framework."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from burgee.domain.errors import BurgeeError
from burgee.wire.ofrep import JSON
from burgee.wire.problems import CONTENT_TYPE, headers_of, problem_of, status_of

Response = dict[str, Any]


def response(status: int, body: str, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON text as a response that no cache keeps."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": JSON, "Cache-Control": "no-store", **(headers or {})},
        "body": body,
    }


def problem_response(refusal: BurgeeError) -> Response:
    """A refusal as problem details."""
    headers = {"Content-Type": CONTENT_TYPE, **headers_of(refusal)}
    return response(status_of(refusal), json.dumps(problem_of(refusal)), headers)


def fault_of_ours() -> BurgeeError:
    """What a caller hears of it; it says nothing of the inside."""
    return BurgeeError("Something went wrong here; it has been logged.")
