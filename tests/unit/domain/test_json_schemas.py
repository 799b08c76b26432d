"""JSON Schemas from hostile and clumsy authors: answered in a moment, whatever they ask."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.json_schemas import MOST_LEVELS, MOST_OBJECTS, schema_problem, value_problem


def nested(levels: int) -> list[Any]:
    """Lists in lists."""
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def test_a_name_that_no_pattern_takes_is_found_without_backtracking() -> None:
    schema = {"patternProperties": {"^(a+)+$": {}}, "additionalProperties": False}

    misfit = value_problem(schema, {"a" * 60 + "b": 1})

    assert misfit is not None
    assert "is not one that the schema names" in misfit


def test_named_and_matching_properties_are_not_additional() -> None:
    schema = {
        "properties": {"size": {}},
        "patternProperties": {"^x-": {}},
        "additionalProperties": {"type": "integer"},
    }

    assert value_problem(schema, {"size": "L", "x-note": "any", "count": 3}) is None


def test_a_value_without_properties_has_no_additional_ones() -> None:
    assert value_problem({"additionalProperties": False}, 3) is None


def test_additional_properties_fit_their_own_schema() -> None:
    schema = {"additionalProperties": {"type": "integer"}}

    misfit = value_problem(schema, {"count": "three"})

    assert misfit == "does not fit json_schema: count: 'three' is not of type 'integer'"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"items": {"allOf": [{}] * 1000}}, [1] * 1000),
        ({"items": {"enum": list(range(1000))}}, [999] * 1000),
        ({"uniqueItems": True}, [{"n": number} for number in range(1000)]),
        (
            {"patternProperties": {f"^{number}": {} for number in range(1000)}},
            {f"x{number}": 1 for number in range(1000)},
        ),
    ],
)
def test_a_check_of_too_many_steps_is_refused(schema: dict[str, Any], value: Any) -> None:
    misfit = value_problem(schema, value)

    assert misfit is not None
    assert "too many steps" in misfit


def test_long_lists_of_texts_may_have_to_be_unique() -> None:
    units = [f"unit {number}" for number in range(20_000)]

    assert value_problem({"uniqueItems": True}, units) is None


def test_a_schema_of_very_many_objects_is_refused() -> None:
    assert schema_problem({"allOf": [{}] * MOST_OBJECTS}) == (
        f"has more than {MOST_OBJECTS} objects; make it smaller"
    )


def test_examples_inside_a_schema_may_not_be_nested_deeper_than_a_document_can_be_stored() -> None:
    assert schema_problem({"default": nested(MOST_LEVELS - 3)}) is None
    assert "nested too deeply" in (schema_problem({"default": nested(MOST_LEVELS)}) or "")
