"""Request bodies of the evaluating routes: read strictly, refused with a sentence."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from burgee.domain.bucketing import unit_text
from burgee.domain.errors import (
    BodyTooLarge,
    EnvironmentMismatch,
    InvalidContext,
    MalformedRequest,
    UnsupportedContentType,
)
from burgee.domain.names import TARGETING_KEY
from burgee.domain.timestamps import seconds_of, timestamp_problem

MOST_EVALUATION_BYTES = 256 * 1024
MOST_EVENT_BYTES = 1024 * 1024

Event = Mapping[str, Any]


def _refuse_constant(name: str) -> Any:
    raise MalformedRequest(f"{name} is not JSON; send null or leave it out.")


_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def read_json(event: Event, *, most_bytes: int) -> dict[str, Any]:
    """The JSON object in a request. Raises BodyTooLarge, UnsupportedContentType,
    MalformedRequest."""
    content_type = event["headers"].get("content-type", "application/json")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedContentType("Send `Content-Type: application/json`.")
    text = _text(event, most_bytes)
    try:
        body = _decoder.decode(text)
    except json.JSONDecodeError as fault:
        raise MalformedRequest(f"The body is not JSON that can be read: {fault}.") from None
    except RecursionError:
        raise MalformedRequest("The body is nested too deeply.") from None
    except ValueError:  # what is left of them: an integer that Python will not convert
        raise MalformedRequest("The body has a number with too many digits.") from None
    if not isinstance(body, dict):
        raise MalformedRequest("The body is a JSON object: {...}.")
    return body


def _text(event: Event, most_bytes: int) -> str:
    body = event.get("body") or ""
    if len(body) > most_bytes * 4 // 3 + 4:
        raise _too_large(most_bytes)
    if not event.get("isBase64Encoded"):
        if len(body) > most_bytes or (not body.isascii() and _byte_count(body) > most_bytes):
            raise _too_large(most_bytes)
        return str(body)
    try:
        content = base64.b64decode(body, validate=True)
        if len(content) > most_bytes:
            raise _too_large(most_bytes)
        return content.decode()
    except ValueError:  # no base64, or no UTF-8
        raise MalformedRequest("The body is not text in UTF-8.") from None


def _byte_count(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _too_large(most_bytes: int) -> BodyTooLarge:
    return BodyTooLarge(f"A body has at most {most_bytes // 1024} KB here.")


def context_of(body: Mapping[str, Any], environment: str) -> dict[str, Any]:
    """The evaluation context of a request.

    Raises InvalidContext, and EnvironmentMismatch if the body names another environment than
    the key's.
    """
    named = body.get("environment")
    if named is not None and named != environment:
        raise EnvironmentMismatch(
            f"This key belongs to {environment!r}; leave `environment` out or use another key."
        )
    context = body.get("context", {})
    if not isinstance(context, dict):
        raise InvalidContext("The context is a JSON object.")
    if not isinstance(context.get(TARGETING_KEY, ""), str):
        raise InvalidContext(f"{TARGETING_KEY} is a text.")
    return context


def plain_context_of(body: Mapping[str, Any], environment: str) -> dict[str, Any]:
    """The context of a plain route, where `user_id` stands in for a missing targetingKey."""
    return context_of({**body, "context": _with_unit(body.get("context", {}))}, environment)


def _with_unit(context: Any) -> Any:
    if not isinstance(context, dict) or context.get(TARGETING_KEY) is not None:
        return context
    named = {name: entry for name, entry in context.items() if name != TARGETING_KEY}
    unit = context.get("user_id")
    if unit is not None:
        named[TARGETING_KEY] = _unit_key(unit)
    return named


def _unit_key(unit: Any) -> str:
    text = "" if unit == "" else unit_text(unit)
    if text is None:
        raise InvalidContext("user_id is a text or a number.")
    return text


def number_of(body: Mapping[str, Any]) -> int | None:
    """The ruleset that a replay names, None if it names none. Raises MalformedRequest."""
    number = body.get("ruleset")
    if number is None or (number.__class__ is int and number > 0):
        return number
    raise MalformedRequest("`ruleset` is the number of a ruleset, from 1.")


def moment_of(body: Mapping[str, Any], now: float) -> float:
    """The moment of a replay, `now` if it names none. Raises MalformedRequest."""
    named = body.get("at")
    if named is None:
        return now
    moment = seconds_of(named)
    if moment is None:
        raise MalformedRequest(f"`at`: {timestamp_problem(named)}.")
    return moment
