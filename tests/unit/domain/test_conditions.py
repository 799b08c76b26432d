from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.conditions import leaves, segments_named
from burgee.domain.errors import InvalidDocument
from burgee.domain.flag_checks import parse_flag
from burgee.domain.operators import OPERATORS
from burgee.domain.segment_checks import parse_segment
from tests.unit.domain.strategies import VALUES
from tests.unit.services.builders import a_flag_with, a_segment, asking_for


def refusal(condition: dict[str, Any]) -> str:
    with pytest.raises(InvalidDocument) as refused:
        parse_flag(a_flag_with(rules=[{"variant": "on", "conditions": [condition]}]))
    return refused.value.errors[0]["detail"]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"attribute": "a", "operator": "is", "value": 1}, "operator 'is' is unknown; use one of"),
        ({"operator": "equals", "value": 1}, "operator 'equals' needs an attribute"),
        (
            {"attribute": "a", "operator": "month", "value": {"months": ["may"]}},
            "operator 'month' takes no attribute; remove it",
        ),
        (
            {"attribute": "a", "operator": "equals", "value": []},
            "operator 'equals': the value is a text",
        ),
        ({"attribute": "a", "operator": "exists", "value": 1}, "operator 'exists': takes no value"),
    ],
)
def test_a_condition_fits_its_operator(condition: dict[str, Any], said: str) -> None:
    assert said in refusal(condition)


@pytest.mark.parametrize("condition", [{"and": []}, {"or": []}, {"and": [], "or": []}])
def test_a_join_has_something_to_join(condition: dict[str, Any]) -> None:
    assert refusal(condition)


def test_leaves_are_found_at_any_depth_in_order() -> None:
    names = ["a", "b", "c", "d"]
    a, b, c, d = (asking_for(name) for name in names)
    segment = parse_segment(a_segment(conditions=[a, {"or": [b, {"not": {"and": [c]}}]}, d]))

    assert [leaf.value for leaf in leaves(segment.conditions)] == names
    assert segments_named(segment.conditions) == set(names)


def test_only_segments_are_named_as_segments() -> None:
    condition = {"attribute": "plan", "operator": "equals", "value": "pro"}

    assert segments_named(parse_segment(a_segment(conditions=[condition])).conditions) == set()


def test_every_operator_has_random_values_in_these_tests() -> None:
    assert set(VALUES) == set(OPERATORS)


def test_the_size_of_a_segment_is_who_is_in_by_name() -> None:
    segment = parse_segment(a_segment("s", "ann", "bob", excluded=["bob", "eve"]))

    assert segment.size == 1
