"""A request's body, decoded and read, or the refusal that says why it cannot be."""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Mapping
from math import isfinite
from typing import Any, NoReturn

from burgee.domain.documents import Json
from burgee.domain.errors import BodyTooLarge, MalformedRequest, UnsupportedContentType

LARGEST_BODY = 1024 * 1024
WRITES = frozenset({"POST", "PUT", "PATCH"})


def with_plain_body(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with its body as text.

    Raises UnsupportedContentType, BodyTooLarge, MalformedRequest.
    """
    body = event.get("body") or ""
    # Each 4 characters of base64 are 3 bytes: what is far too long is not decoded at all.
    if len(body) > 2 * LARGEST_BODY:
        raise _too_large()
    content = _decoded(body) if event.get("isBase64Encoded") else body.encode(errors="replace")
    if len(content) > LARGEST_BODY:
        raise _too_large()
    if content and event["requestContext"]["http"]["method"] in WRITES:
        _require_json(event.get("headers", {}))
    return {**event, "body": _text(content), "isBase64Encoded": False}


def read_json(text: str) -> Json:
    """JSON as it was written, down to 10.0 and 10. Raises MalformedRequest.

    Stricter than Python's own reader: no NaN and Infinity, no name twice in an object, no
    number that Python takes for infinite, no half of a Unicode surrogate pair.
    """
    try:
        body = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_each_name_once,
        )
        json.dumps(body, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise MalformedRequest(f"The body is not JSON: {error.msg} at {where}.") from None
    except UnicodeEncodeError:
        raise MalformedRequest("The body holds half of a Unicode surrogate pair.") from None
    except RecursionError:
        raise MalformedRequest("The body is nested too deeply; nest fewer levels.") from None
    except ValueError:
        raise MalformedRequest("The body holds a number with too many digits.") from None
    return body


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedRequest("The body is not the base64 that it is said to be.") from None


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise MalformedRequest("The body is not UTF-8.") from None


def _require_json(headers: Mapping[str, str]) -> None:
    named = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    if named.split(";")[0].strip().lower() not in {"application/json", ""}:
        raise UnsupportedContentType("Send the body as Content-Type: application/json.")


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(
        f"The body is over {LARGEST_BODY} bytes; send less at once, members in batches."
    )


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedRequest(f"The body holds {name}, which is no JSON number.")


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise MalformedRequest(f"The body holds the number {text[:20]}, which is too large.")
    return number


def _each_name_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise MalformedRequest(f"The body holds the name {twice[:64]!r} twice in one object.")
    return found
