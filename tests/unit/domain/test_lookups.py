"""Ladders of segments and prerequisites: what could take for ever is an error at once."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.evaluation import Evaluator
from burgee.domain.lookups import MOST_LOOKUPS, TooManyLookups, lookups
from tests.unit.domain.rulesets import an_evaluator, from_forms
from tests.unit.services.builders import (
    a_flag_asking_for,
    a_flag_needing,
    a_segment,
    asking_for,
)

LADDER = 40  # 2 ** 40 lookups


def segments_that_ask_twice(levels: int) -> list[dict[str, Any]]:
    """Each asks for the next one twice, under another operator each time."""
    last = a_segment(f"s{levels}", "ann")
    ladder = [
        a_segment(
            f"s{level}",
            conditions=[
                {"or": [asking_for(f"s{level + 1}"), {"not": asking_for("s0-other")}]},
                {"and": [asking_for(f"s{level + 1}"), {"attribute": "a", "operator": "exists"}]},
            ],
        )
        for level in range(levels)
    ]
    return [*ladder, last]


def flags_that_need_two(levels: int) -> list[dict[str, Any]]:
    """Two flags a level, each of which needs both of the next level."""
    needs = [(f"l{level}-{n}", level) for level in range(levels) for n in "ab"]
    last = [a_flag_needing(f"l{levels}-{n}") for n in "ab"]
    ladder = [a_flag_needing(key, f"l{at + 1}-a", f"l{at + 1}-b") for key, at in needs]
    return [*ladder, *last]


def error_of(evaluator: Evaluator, key: str) -> str | None:
    return evaluator.evaluate(key, {"targetingKey": "ann", "a": 1}).error_details


def test_a_ladder_of_segments_is_an_error_at_once() -> None:
    evaluator = an_evaluator(a_flag_asking_for("s0"), segments=segments_that_ask_twice(LADDER))

    assert error_of(evaluator, "new-gallery") == "the flag cannot be evaluated (TooManyLookups)"


def test_a_ladder_of_prerequisites_is_an_error_at_once() -> None:
    evaluator = an_evaluator(*flags_that_need_two(LADDER))

    assert error_of(evaluator, "l0-a") == "the flag cannot be evaluated (TooManyLookups)"


def test_the_lower_part_of_a_ladder_is_answered() -> None:
    evaluator = an_evaluator(*flags_that_need_two(LADDER))

    assert error_of(evaluator, f"l{LADDER - 8}-a") is None


def test_segments_may_ask_for_others_within_the_limit() -> None:
    evaluator = an_evaluator(a_flag_asking_for("s0"), segments=segments_that_ask_twice(8))

    answer = evaluator.evaluate("new-gallery", {"targetingKey": "ann", "a": 1})

    assert answer.value is True


def test_a_circle_that_two_writers_made_is_an_error() -> None:
    circle = {
        key: {
            "enabled": True,
            "variants": {"on": True},
            "default": "on",
            "default_reason": "DEFAULT",
            "prerequisites": [[other, ["on"]]],
        }
        for key, other in (("first", "second"), ("second", "first"))
    }

    answer = from_forms(**circle).evaluate("first", {})

    assert answer.error_details == "the flag cannot be evaluated (RecursionError)"


def test_as_many_lookups_as_allowed_are_counted() -> None:
    wide = {"top": ["leaf"] * (MOST_LOOKUPS - 1), "leaf": []}

    assert lookups("top", wide.__getitem__, {}) == MOST_LOOKUPS


def test_one_look_more_is_too_many() -> None:
    wide = {"top": ["leaf"] * MOST_LOOKUPS, "leaf": []}

    with pytest.raises(TooManyLookups, match="top"):
        lookups("top", wide.__getitem__, {})
