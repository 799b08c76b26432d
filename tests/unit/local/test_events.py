"""Golden events: what a function behind an HTTP API receives, and what its answer becomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from local.events import (
    HttpRequest,
    MalformedAnswer,
    RequestFacts,
    message,
    to_authorizer_event,
    to_event,
    to_response,
    with_authorizer,
)

GOLDEN = sorted((Path(__file__).parents[2] / "events").glob("http_*.json"))
NOW = 1795253400.25


def _request(method: str = "POST", **parts: Any) -> HttpRequest:
    return HttpRequest(method=method, path="/healthz", **parts)


def _event(request: HttpRequest) -> dict[str, Any]:
    return to_event(request, RequestFacts("GET /healthz", "request-1", NOW))


def _posted(content_type: str, body: bytes) -> dict[str, Any]:
    return _event(_request(headers=(("content-type", content_type),), body=body))


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_request_becomes_the_golden_event(file: Path) -> None:
    golden = json.loads(file.read_text(encoding="utf-8"))
    request = HttpRequest(
        **{
            **golden["request"],
            "headers": tuple(map(tuple, golden["request"]["headers"])),
            "body": golden["request"]["body"].encode(),
        }
    )
    facts = RequestFacts(golden["route_key"], "request-1", NOW, golden["path_parameters"])

    event = to_event(request, facts)

    assert event == golden["event"]


def test_there_are_golden_events() -> None:
    assert len(GOLDEN) >= 3


@pytest.mark.parametrize(
    "content_type", ["text/plain", "Application/JSON", "application/xml;q=1", "text/csv; x=y"]
)
def test_text_arrives_as_it_was_sent(content_type: str) -> None:
    event = _posted(content_type, b"hello")

    assert (event["body"], event["isBase64Encoded"]) == ("hello", False)


@pytest.mark.parametrize(
    "content_type", ["", "application/octet-stream", "application/x-www-form-urlencoded"]
)
def test_everything_else_arrives_as_base64(content_type: str) -> None:
    event = _posted(content_type, b"hello")

    assert (event["body"], event["isBase64Encoded"]) == ("aGVsbG8=", True)


def test_json_that_is_no_utf8_loses_nothing() -> None:
    event = _posted("application/json", b"\xff")

    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)


def test_an_authorizer_sees_the_request_without_its_body() -> None:
    event = _posted("application/json", b"{}")

    asked = to_authorizer_event(event, ["Bearer x", "GET /healthz"], "arn")

    assert "body" not in asked
    assert asked["type"] == "REQUEST"
    assert asked["version"] == "2.0"
    assert asked["identitySource"] == ["Bearer x", "GET /healthz"]


def test_a_function_sees_what_the_authorizer_said() -> None:
    event = with_authorizer(_event(_request()), {"role": "viewer"})

    assert event["requestContext"]["authorizer"] == {"lambda": {"role": "viewer"}}


@pytest.mark.parametrize(
    ("answer", "body"),
    [({"a": 1}, b'{"a": 1}'), ([1, 2], b"[1, 2]"), ("hello", b"hello"), (None, b"null")],
)
def test_an_answer_without_a_status_is_200_of_json(answer: Any, body: bytes) -> None:
    response = to_response(answer)

    assert response.status == 200
    assert response.headers == (("content-type", "application/json"),)
    assert response.body == body


def test_an_answer_with_a_status_is_taken_as_it_stands() -> None:
    response = to_response(
        {"statusCode": 201, "headers": {"ETag": '"1"', "X-Count": 3}, "cookies": ["a=1", "b=2"]}
    )

    assert response.status == 201
    assert response.headers == (
        ("etag", '"1"'),
        ("x-count", "3"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
    )
    assert response.body == b""


def test_a_body_without_a_content_type_is_plain_text() -> None:
    response = to_response({"statusCode": 200, "body": "hi"})

    assert response.headers == (("content-type", "text/plain; charset=utf-8"),)


def test_a_base64_answer_is_decoded() -> None:
    response = to_response({"statusCode": 200, "body": "AP8=", "isBase64Encoded": True})

    assert response.body == b"\x00\xff"


@pytest.mark.parametrize(
    "answer",
    [
        {"statusCode": "many"},
        {"statusCode": 9},
        {"statusCode": 200, "body": {"not": "text"}},
        {"statusCode": 200, "body": "!", "isBase64Encoded": True},
    ],
)
def test_an_answer_that_a_gateway_cannot_send_is_malformed(answer: Any) -> None:
    with pytest.raises(MalformedAnswer):
        to_response(answer)


def test_the_gateway_speaks_json_itself() -> None:
    response = message(403, "Forbidden")

    assert (response.status, response.body) == (403, b'{"message":"Forbidden"}')
