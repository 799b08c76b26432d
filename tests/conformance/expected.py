"""What a server with certain flags has to answer: a JSON file, see README.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Context = Mapping[str, Any]

TYPES = ("boolean", "string", "integer", "float", "object", "array")
NO_SUCH_FLAG = "ofrep-conformance-no-such-flag"


class Unusable(Exception):
    """The files cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one flag answers in one context. `default`: the caller's, where the flag has no value.
    None of `variant` and `reason` is not checked."""

    key: str
    type: str
    context: Context = field(default_factory=dict)
    value: Any = None
    variant: str | None = None
    reason: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    is_code_default: bool = False
    default: Any = None

    @property
    def title(self) -> str:
        return f"{self.key} {in_short(self.context)}"


@dataclass(frozen=True, slots=True)
class Failure:
    """What one flag refuses in one context."""

    key: str
    context: Context
    status: int
    code: str


@dataclass(frozen=True, slots=True)
class Expected:
    """All of it, and `body`, in which it is as it was written. `web_context`: that in which a
    browser asks. `differ`: two contexts of one unit that are answered differently. `static`: a
    flag that needs no unit."""

    body: Mapping[str, Any]
    answers: tuple[Answer, ...]
    failures: tuple[Failure, ...]
    missing: str
    web_context: Context
    differ: tuple[Context, Context] | None
    static: str | None

    @property
    def keys(self) -> set[str]:
        """The flags that the server has to have."""
        named = [each.key for each in (*self.answers, *self.failures)]
        return {*named, *([self.static] if self.static else [])}

    @property
    def contexts(self) -> list[Context]:
        """Each context once."""
        return list(
            {in_short(each.context, 10_000): each.context for each in self.answers}.values()
        )

    def check_against(self, flag_keys: Iterable[str]) -> None:
        """Raises Unusable if the flags are others than the file is about."""
        there = set(flag_keys)
        absent = sorted(self.keys - there)
        if absent:
            raise Unusable(
                f"the expected answers are of other flags: {', '.join(absent)} not found among "
                f"{', '.join(sorted(there)) or 'no flags'}"
            )
        if self.missing in there:
            raise Unusable(f'there is a flag {self.missing}; name an absent one as "missing"')


def read_expected(file: Path) -> Expected:
    """The file's content. Raises Unusable."""
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise Unusable(f"{file}: {fault}") from None
    try:
        return _expected(body)
    except (KeyError, TypeError, AttributeError) as fault:
        form = "README.md in tests/conformance has the form"
        raise Unusable(f"{file} is no file of expected answers ({fault!r}); {form}") from None


def in_short(context: Context, most: int = 60) -> str:
    """A context in names of checks."""
    return json.dumps(context, sort_keys=True)[:most]


def _expected(body: Mapping[str, Any]) -> Expected:
    answers = tuple(_answer(each) for each in body["flags"])
    if not answers:
        raise KeyError("flags")
    differ = body.get("differ")
    return Expected(
        body=body,
        answers=answers,
        failures=tuple(_failure(each) for each in body.get("errors", [])),
        missing=body.get("missing", NO_SUCH_FLAG),
        web_context=body.get("webContext") or answers[0].context,
        differ=(differ["a"], differ["b"]) if differ else None,
        static=body.get("static"),
    )


def _answer(body: Mapping[str, Any]) -> Answer:
    if body["type"] not in TYPES:
        raise KeyError(f"type {body['type']}")
    is_code_default = body.get("codeDefault", False)
    return Answer(
        key=body["key"],
        type=body["type"],
        context=body.get("context", {}),
        value=None if is_code_default else body["value"],
        variant=body.get("variant"),
        reason=body.get("reason"),
        metadata=body.get("metadata", {}),
        is_code_default=is_code_default,
        default=body["default"] if is_code_default else None,
    )


def _failure(body: Mapping[str, Any]) -> Failure:
    return Failure(body["key"], body.get("context", {}), body["status"], body["errorCode"])
