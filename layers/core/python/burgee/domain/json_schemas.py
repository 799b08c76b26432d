"""Whether a flag's JSON values fit the JSON Schema that its author gave.

The schema comes from a caller, so nothing in it may reach out, hang or grow: references are
resolved inside the schema alone, regular expressions are RE2, and the steps are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import re2
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import SchemaError
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from burgee.domain.documents import Json

MOST_REFERENCES = 10_000
LONGEST_SENTENCE = 300  # jsonschema quotes whole values


class _TooManyReferencesError(Exception):
    """The schema's references expand without end, or nearly so."""


def schema_problem(schema: Mapping[str, Json]) -> str | None:
    """Why `schema` cannot be used, in words for its author; None if it can."""
    if not isinstance(schema.get("$schema", ""), str):
        return "is not a valid JSON Schema: $schema is a text"
    try:
        _class_for(schema).check_schema(schema)
        return _patterns_problem(schema)
    except SchemaError as error:
        return f"is not a valid JSON Schema: {_said(error)}"
    except RecursionError:
        return "is nested too deeply for a JSON Schema; nest fewer levels"


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
    children = node.values() if isinstance(node, Mapping) else node
    if isinstance(node, Mapping | list):
        for child in children:
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
    except (RecursionError, _TooManyReferencesError):
        return "json_schema refers to itself without end; break the circle"
    return None if error is None else f"does not fit json_schema: {_said(error)}"


def _class_for(schema: Mapping[str, Json]) -> Any:
    return validator_for(schema, default=Draft202012Validator)


def _validator(schema: Mapping[str, Json]) -> Any:
    base = _class_for(schema)
    careful = {
        "$ref": _counted(base.VALIDATORS["$ref"]),
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
    }
    extended = extend(base, careful)  # type: ignore[no-untyped-call]  # jsonschema types it not
    return extended(schema, registry=Registry())


def _counted(follow: Any) -> Any:
    steps = iter(range(MOST_REFERENCES))

    def reference(validator: Any, ref: Json, instance: Json, schema: Json) -> Any:
        if next(steps, None) is None:
            raise _TooManyReferencesError
        return follow(validator, ref, instance, schema)

    return reference


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


def _said(error: Any) -> str:
    path = ".".join(str(part) for part in error.absolute_path)
    said = f"{path}: {error.message}" if path else str(error.message)
    return said if len(said) <= LONGEST_SENTENCE else f"{said[:LONGEST_SENTENCE]}..."
