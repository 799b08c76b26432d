"""A JSON body as a document, or one readable sentence for each thing that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from burgee.domain.documents import Json
from burgee.domain.errors import InvalidDocument
from burgee.domain.names import ENVIRONMENT_PATTERN, KEY_PATTERN, VARIANT_PATTERN

Model = TypeVar("Model", bound=BaseModel)
Problem = dict[str, str]

DEEPEST_FIELD = 24  # parts of a field's path that are shown
MOST_PROBLEMS = 50

EXPECTED_BY_TYPE = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "a text",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}

SHAPE_BY_PATTERN = {
    KEY_PATTERN: "1 to 128 letters, digits or any of . _ ~ -",
    VARIANT_PATTERN: "1 to 64 letters, digits or any of . _ ~ -",
    ENVIRONMENT_PATTERN: "1 to 32 lowercase letters, digits or -, and not a - first",
    r"^[0-9a-f]{64}$": "64 hexadecimal digits",
}

SENTENCE_BY_TYPE: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "is missing; add it",
    "extra_forbidden": lambda _: "is not a field here; remove it or correct its spelling",
    "enum": lambda ctx: f"is not known; write {ctx['expected']}",
    "greater_than": lambda ctx: f"is too small; write more than {ctx['gt']}",
    "less_than": lambda ctx: f"is too large; write less than {ctx['lt']}",
    "greater_than_equal": lambda ctx: f"is too small; write {ctx['ge']} or more",
    "less_than_equal": lambda ctx: f"is too large; write {ctx['le']} or less",
    "too_short": lambda ctx: f"has too few entries; write {ctx['min_length']} or more",
    "too_long": lambda ctx: f"has too many entries; at most {ctx['max_length']} are allowed",
    "string_too_short": lambda ctx: f"is too short; write {ctx['min_length']} characters or more",
    "string_too_long": lambda ctx: f"is too long; at most {ctx['max_length']} characters fit",
    "string_unicode": lambda _: "is not valid Unicode; remove the lone surrogate",
    "recursion_loop": lambda _: "is nested too deeply; nest fewer levels",
    "recursion_depth_exceeded": lambda _: "is nested too deeply; nest fewer levels",
    "string_pattern_mismatch": lambda ctx: f"has a wrong form; write {_shape(ctx['pattern'])}",
    "value_error": lambda ctx: str(ctx["error"]),
}


def parse(model: type[Model], body: Json) -> Model:
    """`body` as a `model`. Raises InvalidDocument that lists every field that is wrong."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        problems = problems_of(error.errors(include_url=False), body)
        raise invalid(_noun(model), problems) from None


def _noun(model: type[BaseModel]) -> str:
    """A model in words: `scheduled change` for ScheduledChange."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()


def invalid(noun: str, problems: Sequence[Problem]) -> InvalidDocument:
    """The refusal of a document for these problems."""
    return InvalidDocument(detail_of(noun, problems), errors=list(problems[:MOST_PROBLEMS]))


def detail_of(noun: str, problems: Sequence[Problem]) -> str:
    """One sentence for many problems: the first of them, and how many there are.

    >>> detail_of("flag", [problem("kind", "is missing; add it")])
    'The flag is not valid: kind: is missing; add it.'
    """
    first = problems[0]
    shown = f"{first['field']}: {first['detail']}" if first["field"] else first["detail"]
    more = f" ({len(problems)} problems in all)" if len(problems) > 1 else ""
    return f"The {noun} is not valid: {shown.rstrip('.')}{more}."


def problem(field: str, detail: str) -> Problem:
    """One entry of an error's list: where, and what to change."""
    return {"field": field, "detail": detail}


def problems_of(errors: Iterable[ErrorDetails], body: Json) -> list[Problem]:
    """Pydantic's errors in our words, one for each field of `body`."""
    by_field: dict[str, list[ErrorDetails]] = {}
    for error in errors:
        by_field.setdefault(_field(error, body), []).append(error)
    return [problem(field, _sentence(found)) for field, found in by_field.items()]


def _field(error: ErrorDetails, body: Json) -> str:
    """The path of a field as its author wrote it.

    Pydantic's path also names the members of unions that it tried. These are the parts that lead
    nowhere in the body, except for the last part of a field that is missing.
    """
    parts: list[str] = []
    here = body
    for part in error["loc"]:
        if _leads_on(here, part):
            here = here[part]
            parts.append(str(part))
    if error["type"] == "missing":
        parts.append(str(error["loc"][-1]))
    if len(parts) > DEEPEST_FIELD:
        parts = [*parts[:DEEPEST_FIELD], "..."]
    return ".".join(parts)


def _leads_on(here: Json, part: int | str) -> bool:
    if isinstance(here, Mapping):
        return part in here
    return isinstance(here, list) and isinstance(part, int) and part < len(here)


def _sentence(errors: Sequence[ErrorDetails]) -> str:
    expected = [EXPECTED_BY_TYPE[e["type"]] for e in errors if e["type"] in EXPECTED_BY_TYPE]
    if expected:
        choices = list(dict.fromkeys(expected))
        return f"has a wrong type; write {' or '.join(choices)}"
    error = errors[0]
    sentence = SENTENCE_BY_TYPE.get(error["type"])
    return sentence(error.get("ctx", {})) if sentence else error["msg"]


def _shape(pattern: str) -> str:
    return SHAPE_BY_PATTERN.get(pattern, f"what matches {pattern}")
