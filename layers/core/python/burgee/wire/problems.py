"""Refusals as problem details (RFC 9457), and the one table of their statuses.

Imports no pydantic: `evaluate` answers with it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.domain.errors import BurgeeError, TooManyRequests

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 1

STATUS_BY_CODE: Mapping[str, int] = {
    "MALFORMED_REQUEST": 400,
    "INVALID_CONTEXT": 400,
    "EVALUATION_FAILED": 400,
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "ENVIRONMENT_MISMATCH": 403,
    "NOT_FOUND": 404,
    "UNKNOWN_ENVIRONMENT": 404,
    "METHOD_NOT_ALLOWED": 405,
    "ALREADY_EXISTS": 409,
    "DOCUMENT_IN_USE": 409,
    "ILLEGAL_TRANSITION": 409,
    "CHECKLIST_OPEN": 409,
    "ALREADY_DECIDED": 409,
    "EXPERIMENT_RUNNING": 409,
    "EXPERIMENT_CLASH": 409,
    "ROLLOUT_RUNNING": 409,
    "STAGE_NOT_READY": 409,
    "COOLING_DOWN": 409,
    "NOTHING_TO_GO_BACK_TO": 409,
    "NOT_APPROVED": 409,
    "ALREADY_APPROVED": 409,
    "RUN_TOO_OLD": 409,
    "VERSION_CONFLICT": 412,
    "BODY_TOO_LARGE": 413,
    "UNSUPPORTED_CONTENT_TYPE": 415,
    "INVALID_DOCUMENT": 422,
    "INVALID_EVENT": 422,
    "IMPOSSIBLE_INPUT": 422,
    "REASON_REQUIRED": 422,
    "ADDRESS_REFUSED": 422,
    "PREREQUISITE_CYCLE": 422,
    "SEGMENT_CYCLE": 422,
    "UNKNOWN_REFERENCE": 422,
    "VERSION_REQUIRED": 428,
    "TOO_MANY_REQUESTS": 429,
    "INTERNAL": 500,
    "DOCUMENT_DAMAGED": 500,
    "NEWER_FORMAT": 500,
    "RULESET_TOO_LARGE": 500,
    "UNKNOWN_RUN": 500,
    "UNHEALTHY_AFTER_ROLLBACK": 500,
    "BACKUP_FAILED": 500,
    "RESTORE_FAILED": 500,
    "RULESET_CONFLICT": 503,
    "WRITE_CONFLICT": 503,
    "RULESET_UNAVAILABLE": 503,
    "STORAGE_UNAVAILABLE": 503,
    "SIGN_IN_UNAVAILABLE": 503,
    "ALARMS_UNAVAILABLE": 503,
    "FUNCTIONS_UNAVAILABLE": 503,
}


def status_of(error: BurgeeError) -> int:
    """The HTTP status of a refusal."""
    return STATUS_BY_CODE[error.code]


def problem_of(error: BurgeeError) -> dict[str, Any]:
    """A refusal as the JSON of `application/problem+json`.

    >>> problem_of(BurgeeError("It broke."))["type"]
    'urn:burgee:problem:internal'
    """
    return {
        "type": f"urn:burgee:problem:{error.code.lower().replace('_', '-')}",
        "title": error.code.capitalize().replace("_", " "),
        "status": status_of(error),
        "detail": error.detail,
        "code": error.code,
        "errors": error.errors,
    }


def headers_of(error: BurgeeError) -> dict[str, str]:
    """Headers that belong to a refusal: when to try again, where that helps."""
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": str(RETRY_AFTER_SECONDS)} if status_of(error) == 503 else {}
