"""Whether a flag's JSON values fit the JSON Schema that its author gave.

The schema comes from a caller, so nothing in it may reach out, hang or grow: references are
resolved inside the schema alone, regular expressions are RE2, and the steps are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import re2
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import SchemaError
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from burgee.domain.documents import Json
from burgee.domain.predicates import is_number

MOST_STEPS = 100_000  # a step is a keyword that meets a value, and takes some 10 microseconds
MOST_OBJECTS = 2000  # checking that a schema is one takes longer for each than using it
MOST_LEVELS = 100  # a document can be written with somewhat more
LONGEST_SENTENCE = 300  # jsonschema quotes whole values


class _TooManyStepsError(Exception):
    """The schema expands without end, or nearly so, or has too much to compare."""


def schema_problem(schema: Mapping[str, Json]) -> str | None:
    """Why `schema` cannot be used, in words for its author; None if it can."""
    if not isinstance(schema.get("$schema", ""), str):
        return "is not a valid JSON Schema: $schema is a text"
    if too_large := _size_problem(schema):
        return too_large
    try:
        _class_for(schema).check_schema(schema)
        return _patterns_problem(schema)
    except SchemaError as error:
        return f"is not a valid JSON Schema: {_said(error)}"


def _size_problem(schema: Mapping[str, Json]) -> str | None:
    """Level by level, so that no depth of a schema is too deep for this check itself."""
    level: list[Json] = [schema]
    objects = 0
    for _ in range(MOST_LEVELS):
        objects += sum(isinstance(node, Mapping) for node in level)
        level = [child for node in level for child in _children(node)]
        if objects > MOST_OBJECTS:
            return f"has more than {MOST_OBJECTS} objects; make it smaller"
    return "is nested too deeply for a JSON Schema; nest fewer levels" if level else None


def _children(node: Json) -> Iterable[Json]:
    if isinstance(node, Mapping):
        return node.values()
    return node if isinstance(node, list) else ()


def _patterns_problem(schema: Mapping[str, Json]) -> str | None:
    objects = list(_objects(schema))
    for pattern in [pattern for found in objects for pattern in _patterns(found)]:
        if not _is_pattern(pattern):
            return f"holds the regular expression {pattern!r}, which RE2 does not take"
    # jsonschema looks for what was evaluated with Python's own `re`, which can hang.
    if any("patternProperties" in found for found in objects) and any(
        "unevaluatedProperties" in found for found in objects
    ):
        return "uses patternProperties and unevaluatedProperties together; use one of them"
    return None


def _objects(node: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(node, Mapping):
        yield node
    for child in _children(node):
        yield from _objects(child)


def _patterns(schema: Mapping[str, Json]) -> list[str]:
    pattern, by_name = schema.get("pattern"), schema.get("patternProperties")
    named = list(by_name) if isinstance(by_name, Mapping) else []
    return [pattern, *named] if isinstance(pattern, str) else named


def _is_pattern(pattern: str) -> bool:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        return False
    return True


def value_problem(schema: Mapping[str, Json], value: Json) -> str | None:
    """Why `value` does not fit a usable `schema`; None if it does."""
    try:
        error = next(_validator(schema).iter_errors(value), None)
    except Unresolvable as reference:
        return f"json_schema refers to {reference.ref!r}, which is not inside the schema itself"
    except ValueError:
        return "json_schema holds an $id or $ref that is not an address; correct or remove it"
    except (RecursionError, _TooManyStepsError):
        return (
            "needs too many steps to be checked against json_schema, which may refer to itself "
            "without end; break the circle, or make the schema or the value smaller"
        )
    return None if error is None else f"does not fit json_schema: {_said(error)}"


def _class_for(schema: Mapping[str, Json]) -> Any:
    return validator_for(schema, default=Draft202012Validator)


def _validator(schema: Mapping[str, Json]) -> Any:
    base = _class_for(schema)
    steps = _Steps()
    careful = {**base.VALIDATORS, **IN_RE2}
    counted = {name: steps.counted(name, check) for name, check in careful.items()}
    extended = extend(base, counted)  # type: ignore[no-untyped-call]  # jsonschema types it not
    return extended(schema, registry=Registry())


class _Steps:
    """Counts what checking one value takes."""

    def __init__(self) -> None:
        self._taken = 0

    def counted(self, name: str, check: Any) -> Any:
        """A keyword's check, which raises _TooManyStepsError when all steps are used up."""

        def step(validator: Any, asked: Json, instance: Json, schema: Json) -> Any:
            self._taken += _cost(name, asked, instance, schema)
            if self._taken > MOST_STEPS:
                raise _TooManyStepsError
            return check(validator, asked, instance, schema)

        return step


def _cost(keyword: str, asked: Json, instance: Json, schema: Mapping[str, Json]) -> int:
    if keyword == "uniqueItems" and isinstance(instance, list) and not _sorts(instance):
        return 1 + len(instance) ** 2 // 2  # what cannot be sorted is compared each with each
    if keyword in {"additionalProperties", "patternProperties"} and isinstance(instance, Mapping):
        return 1 + len(schema.get("patternProperties", ())) * len(instance)
    return 1 + (len(asked) if isinstance(asked, list | Mapping) else 0)


def _sorts(values: list[Json]) -> bool:
    return all(isinstance(value, str) for value in values) or all(map(is_number, values))


def _pattern(_: Any, pattern: str, instance: Json, __: Json) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not re2.search(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Json], instance: Json, _: Json
) -> Iterator[ValidationError]:
    if not isinstance(instance, Mapping):
        return
    for pattern, subschema in patterns.items():
        for name, value in instance.items():
            if re2.search(pattern, name):
                yield from validator.descend(value, subschema, path=name, schema_path=pattern)


def _additional_properties(
    validator: Any, allowed: Json, instance: Json, schema: Mapping[str, Json]
) -> Iterator[ValidationError]:
    if not isinstance(instance, Mapping):
        return
    patterns = schema.get("patternProperties", {})
    for name in instance.keys() - schema.get("properties", {}).keys():
        if any(re2.search(pattern, name) for pattern in patterns):
            continue
        if allowed is False:
            yield ValidationError(f"the property {name!r} is not one that the schema names")
        else:
            yield from validator.descend(instance[name], allowed, path=name)


IN_RE2 = {
    "additionalProperties": _additional_properties,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
}


def _said(error: Any) -> str:
    path = ".".join(str(part) for part in error.absolute_path)
    said = f"{path}: {error.message}" if path else str(error.message)
    return said if len(said) <= LONGEST_SENTENCE else f"{said[:LONGEST_SENTENCE]}..."
