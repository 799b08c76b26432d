"""Plain HTTP calls of an OFREP server, and what is read from its answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema

BULK = "/ofrep/v1/evaluate/flags"
JSON = "application/json"
BAD_KEY = "not-a-valid-key"
SECONDS = 15
Headers = Mapping[str, str]


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def api_key(key: str) -> dict[str, str]:
    return {"X-API-Key": key}


class Calls:
    """Calls of one server with one key, which every call may replace."""

    def __init__(self, base_url: str, key: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.key = key
        self.identity = bearer(key) if key else {}
        self._http = httpx.Client(base_url=self.base_url, timeout=SECONDS, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def single(self, flag_key: str, context: Any, **how: Any) -> httpx.Response:
        return self.post(single_path(flag_key), {"context": context}, **how)

    def bulk(self, context: Any, **how: Any) -> httpx.Response:
        return self.post(BULK, {"context": context}, **how)

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        raw: str | bytes | None = None,
        identity: Headers | None = None,
        headers: Headers | None = None,
        query: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """`raw` instead of a body goes as it is."""
        who = self.identity if identity is None else identity
        sent = {"Content-Type": JSON, **who, **(headers or {})}
        content = json.dumps(body) if raw is None else raw
        return self._http.post(path, content=content, headers=sent, params=query)

    def get(self, path: str) -> httpx.Response:
        return self._http.get(path, headers=dict(self.identity))

    def options(self, path: str, headers: Headers) -> httpx.Response:
        return self._http.options(path, headers=dict(headers))


def single_path(flag_key: str) -> str:
    return f"{BULK}/{quote(flag_key, safe='')}"


def json_of(response: httpx.Response) -> Any:
    """The JSON of an answer, None if it is none."""
    try:
        return response.json()
    except ValueError:
        return None


def object_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer, an empty one if it is none."""
    body = json_of(response)
    return body if isinstance(body, dict) else {}


def brief(response: httpx.Response) -> str:
    return f"{response.status_code} {response.text[:140]}"


def type_of(value: Any) -> str:
    """A value's type as JSON writes it: 10.0 is a float, 10 is an integer."""
    names = {bool: "boolean", str: "string", int: "integer", float: "float", list: "array"}
    return names.get(type(value), "object")


def faults(part: str, body: Any) -> list[str]:
    """What a body lacks to be a `part` of answers.schema.json."""
    errors = _validator(part).iter_errors(body)
    found = [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:140]}" for each in errors]
    return found[:3]


@cache
def _validator(part: str) -> jsonschema.Draft202012Validator:
    schema = json.loads(Path(__file__).with_name("answers.schema.json").read_text())
    return jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{part}"})
