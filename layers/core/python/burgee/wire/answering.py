"""Answers of the admin API, and how OpenAPI describes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel

from burgee.domain.documents import DocumentVersion, Json
from burgee.domain.errors import BurgeeError
from burgee.wire import problems
from burgee.wire.admin_answers import ProblemAnswer, document_answer

Answer: TypeAlias = Response[Any]

JSON = "application/json"
READ_PROBLEMS = (400, 401, 403, 404, 500, 503)
CREATE_PROBLEMS = (400, 401, 403, 409, 413, 415, 422, 500, 503)
CHANGE_PROBLEMS = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 500, 503)


def as_json(body: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer. Numbers are written in the form that they were read in."""
    return Response(status, JSON, _text(body), dict(headers or {}))


def as_text(text: str) -> Answer:
    """An answer that is JSON already."""
    return Response(200, JSON, text)


def as_event(response: Answer) -> dict[str, Any]:
    """An answer that was made without the application, as an HTTP API takes it."""
    return {
        "statusCode": response.status_code,
        "headers": response.headers,
        "body": response.body,
        "isBase64Encoded": False,
    }


def as_document(version: DocumentVersion, status: int = 200, **shown: Any) -> Answer:
    """One document with its version as ETag."""
    body = document_answer(version, **shown)
    return as_json(body, status, {"ETag": f'"{version.version}"'})


def as_problem(error: BurgeeError) -> Answer:
    """A refusal."""
    return Response(
        problems.status_of(error),
        problems.CONTENT_TYPE,
        _text(problems.problem_of(error)),
        dict(problems.headers_of(error)),
    )


def described(
    model: type[BaseModel], refusals: tuple[int, ...], status: int = 200
) -> dict[int, OpenAPIResponse]:
    """What a route answers, for OpenAPI."""
    answers: dict[int, OpenAPIResponse] = {
        status: {"description": "Done", "content": {JSON: {"model": model}}}
    }
    for refusal in refusals:
        answers[refusal] = {
            "description": "Refused: `code` and `detail` say why",
            "content": {problems.CONTENT_TYPE: {"model": ProblemAnswer}},
        }
    return answers


def _text(body: Json) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
