"""An HTTP request as the event of an HTTP API (payload format 2.0), and the answer back.

Pure: what API Gateway does to names, paths, bodies and cookies, in one place.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote

ACCOUNT = "123456789012"
API = "local"
STAGE = "$default"
# Measured by others against the real service: every other type, also none, arrives as base64.
TEXT_TYPES = frozenset({"application/json", "application/javascript", "application/xml"})
JSON_TYPE = "application/json"
PLAIN_TYPE = "text/plain; charset=utf-8"


class MalformedAnswer(Exception):
    """A function returned something that API Gateway cannot turn into a response."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came over the wire: `path` and `query` still percent-encoded."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    source_ip: str = "127.0.0.1"
    protocol: str = "HTTP/1.1"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response ready for the wire; header names are lower case."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the gateway adds to a request: its route, an id, the time (seconds since 1970)."""

    route_key: str
    request_id: str
    now: float
    path_parameters: Mapping[str, str] = field(default_factory=dict)


def to_event(request: HttpRequest, facts: RequestFacts) -> dict[str, Any]:
    """The event that a function behind an HTTP API receives; absent parts are left out."""
    headers, cookies = _headers_and_cookies(request.headers)
    path = unquote(request.path)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": facts.route_key,
        "rawPath": path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _request_context(request, facts, headers, path),
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if request.query:
        event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    if facts.path_parameters:
        event["pathParameters"] = dict(facts.path_parameters)
    if request.body:
        event.update(_body(request.body, headers.get("content-type", "")))
    return event


def to_authorizer_event(
    event: Mapping[str, Any], identity: Iterable[str], route_arn: str
) -> dict[str, Any]:
    """The event of a REQUEST authorizer, format 2.0: the request without its body."""
    shared = {k: v for k, v in event.items() if k not in {"body", "isBase64Encoded"}}
    return {
        **shared,
        "type": "REQUEST",
        "routeArn": route_arn,
        "identitySource": list(identity),
    }


def with_authorizer(event: dict[str, Any], answer: Mapping[str, Any] | None) -> dict[str, Any]:
    """The event with what a Lambda authorizer said about its caller."""
    context = {**event["requestContext"], "authorizer": {"lambda": answer}}
    return {**event, "requestContext": context}


def to_response(answer: Any) -> HttpResponse:
    """The response for what a function returned. Without a `statusCode` it is a 200 of JSON.

    Raises MalformedAnswer where API Gateway would answer 500.
    """
    if not isinstance(answer, dict) or "statusCode" not in answer:
        return _inferred(answer)
    headers = {str(k).lower(): _text(v) for k, v in (answer.get("headers") or {}).items()}
    body = _answer_body(answer)
    if body:
        headers.setdefault("content-type", PLAIN_TYPE)
    cookies = [("set-cookie", str(cookie)) for cookie in answer.get("cookies") or ()]
    return HttpResponse(_status(answer["statusCode"]), (*headers.items(), *cookies), body)


def message(status: int, text: str) -> HttpResponse:
    """The gateway's own answers: `{"message": ...}`."""
    return _json_response(status, json.dumps({"message": text}, separators=(",", ":")))


def _headers_and_cookies(
    pairs: Iterable[tuple[str, str]],
) -> tuple[dict[str, str], list[str]]:
    lowered = [(name.lower(), value) for name, value in pairs]
    joined = _joined(pair for pair in lowered if pair[0] != "cookie")
    crumbs = [crumb for name, value in lowered if name == "cookie" for crumb in value.split(";")]
    return joined, [crumb.strip() for crumb in crumbs if crumb.strip()]


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _request_context(
    request: HttpRequest, facts: RequestFacts, headers: Mapping[str, str], path: str
) -> dict[str, Any]:
    domain = headers.get("host", "localhost")
    return {
        "accountId": ACCOUNT,
        "apiId": API,
        "domainName": domain,
        "domainPrefix": domain.split(".")[0],
        "http": {
            "method": request.method,
            "path": path,
            "protocol": request.protocol,
            "sourceIp": request.source_ip,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": facts.request_id,
        "routeKey": facts.route_key,
        "stage": STAGE,
        "time": _log_time(int(facts.now)),
        "timeEpoch": int(facts.now * 1000),
    }


@lru_cache(maxsize=1)
def _log_time(seconds: int) -> str:
    return time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(seconds))


def _body(body: bytes, content_type: str) -> dict[str, Any]:
    if _is_text(content_type):
        try:
            return {"body": body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass  # not documented; base64 loses nothing, so the function can refuse it itself
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _is_text(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type.startswith("text/") or media_type in TEXT_TYPES


def _inferred(answer: Any) -> HttpResponse:
    return _json_response(200, answer if isinstance(answer, str) else json.dumps(answer))


def _json_response(status: int, body: str) -> HttpResponse:
    return HttpResponse(status, (("content-type", JSON_TYPE),), body.encode())


def _status(code: Any) -> int:
    try:
        status = int(code)
    except (TypeError, ValueError):
        raise MalformedAnswer(f"statusCode {code!r} is no number") from None
    if not 100 <= status <= 599:
        raise MalformedAnswer(f"statusCode {status} is outside 100-599")
    return status


def _answer_body(answer: Mapping[str, Any]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise MalformedAnswer(f"body is a {type(body).__name__}, not a string")
    if not answer.get("isBase64Encoded"):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as problem:
        raise MalformedAnswer(f"body is not base64: {problem}") from None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
