"""What is checked of every answer, wherever it came in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import httpx

from tests.conformance.calls import brief, faults, json_of, type_of
from tests.conformance.expected import Answer
from tests.conformance.report import Group, Level

JSON_TYPE = re.compile(r"application/([^+]*\+)?json")


def check_answer(group: Group, title: str, wanted: Answer, body: Any) -> None:
    """A successful answer: alone, or one of many."""
    if not group.check(f"{title} body is a JSON object", isinstance(body, dict), repr(body)[:100]):
        return
    found = faults("success", body)
    group.check(f"{title} schema", not found, found)
    group.expect(f"{title} key echoed", body.get("key"), wanted.key)
    group.check(f"{title} no errorCode on success", "errorCode" not in body, body)
    if wanted.is_code_default:
        _check_code_default(group, title, body)
    else:
        _check_value(group, title, wanted, body)
    _check_the_rest(group, title, wanted, body)


def _check_code_default(group: Group, title: str, body: dict[str, Any]) -> None:
    group.check(f"{title} code default has no value", "value" not in body, body)
    # The Python provider 0.3.0 reads the variant of every answer, and fails without one.
    group.check(f"{title} code default has a variant", "variant" in body, body, Level.WARN)


def _check_value(group: Group, title: str, wanted: Answer, body: dict[str, Any]) -> None:
    is_there = "value" in body and body["value"] == wanted.value
    is_so_typed = is_there and type_of(body["value"]) == wanted.type
    got = f"want {wanted.type} {wanted.value!r}, got {body.get('value')!r}"
    group.check(f"{title} value and JSON type", is_so_typed, got)
    group.check(f"{title} variant present", isinstance(body.get("variant"), str), body)


def _check_the_rest(group: Group, title: str, wanted: Answer, body: dict[str, Any]) -> None:
    if wanted.variant is not None:
        group.expect(f"{title} variant", body.get("variant"), wanted.variant)
    if wanted.reason is not None:
        group.expect(f"{title} reason", body.get("reason"), wanted.reason)
    for name, value in wanted.metadata.items():
        group.expect(f"{title} metadata.{name}", (body.get("metadata") or {}).get(name), value)


def check_content_type(group: Group, title: str, response: httpx.Response) -> None:
    content_type = response.headers.get("content-type", "")
    group.check(f"{title} content type", JSON_TYPE.match(content_type), content_type)


def check_failure(
    group: Group,
    title: str,
    response: httpx.Response,
    *,
    status: int,
    codes: Sequence[str],
    key: str | None,
) -> None:
    """A refusal; of one flag where a key is given, else of the whole request."""
    group.check(f"{title} status {status}", response.status_code == status, brief(response))
    check_content_type(group, title, response)
    body = json_of(response)
    if not group.check(f"{title} JSON body", isinstance(body, dict), brief(response)):
        return
    found = faults("bulkFailure" if key is None else "failure", body)
    group.check(f"{title} schema", not found, found)
    group.expect(f"{title} errorCode", body.get("errorCode"), *codes)
    # The Python provider 0.3.0 reads the details of every 400.
    group.check(f"{title} errorDetails present", isinstance(body.get("errorDetails"), str), body)
    if key is not None:
        group.expect(f"{title} key echoed", body.get("key"), key)
