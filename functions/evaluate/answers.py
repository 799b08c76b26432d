"""Responses of the HTTP API, payload 2.0."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from burgee.domain.answers import GENERAL, INVALID_CONTEXT, PARSE_ERROR
from burgee.domain.errors import BurgeeError, InvalidContext, MalformedRequest
from burgee.wire.problems import headers_of, status_of
from burgee.wire.responses import Response as Response
from burgee.wire.responses import fault_of_ours, problem_response
from burgee.wire.responses import response as response

OFREP_CODES = {MalformedRequest.code: PARSE_ERROR, InvalidContext.code: INVALID_CONTEXT}


def problem(event: Mapping[str, Any], refusal: BurgeeError) -> Response:
    """A refusal: in OFREP's words on its routes, as problem details on the others."""
    if not is_ofrep(event):
        return problem_response(refusal)
    failure = {
        **({"key": key} if (key := flag_key_of(event)) else {}),
        "errorCode": OFREP_CODES.get(refusal.code, GENERAL),
        "errorDetails": refusal.detail,
        "code": refusal.code,
    }
    return response(status_of(refusal), json.dumps(failure), headers_of(refusal))


def internal_problem(event: Mapping[str, Any]) -> Response:
    """The answer to a fault of ours; it says nothing of the inside."""
    return problem(event, fault_of_ours())


def is_ofrep(event: Mapping[str, Any]) -> bool:
    return "/ofrep/" in str(event.get("routeKey", ""))


def flag_key_of(event: Mapping[str, Any]) -> str:
    """The flag key in the path, percent-decoded by the API; empty on routes without one."""
    return str((event.get("pathParameters") or {}).get("key", ""))
