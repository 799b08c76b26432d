"""Compiled documents answer as the plain interpreter of `tests/reference` does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.evaluation import Evaluator
from burgee.domain.operators import OPERATORS
from burgee.domain.predicates import Scope
from tests.reference.interpreter import Interpreter, Outcome
from tests.reference.operators import is_match
from tests.unit.domain.rulesets import (
    ENVIRONMENT,
    a_ruleset,
    an_evaluator,
    parsed_flags,
    parsed_segments,
)
from tests.unit.domain.strategies import FOUND, NOW, VALUES, WRITTEN, contexts
from tests.unit.domain.worlds import FLAGS, World, worlds
from tests.unit.properties import examples
from tests.unit.services.builders import a_flag_with

pytestmark = pytest.mark.unwatched  # thousands of worlds: being watched takes three times as long

ON_CONTEXT = sorted(set(OPERATORS) - set(WRITTEN) - {"in_segment"})
NOBODY = Scope(lambda: 0, lambda _key, _context: False)


def both(world: World) -> tuple[Evaluator, Interpreter]:
    flags, segments = parsed_flags(world.flags), parsed_segments(world.segments)
    evaluator = Evaluator(a_ruleset(flags, segments), lambda: world.now)
    return evaluator, Interpreter(ENVIRONMENT, flags, segments, world.now)


def outcome(evaluator: Evaluator, flag_key: str, context: dict[str, Any]) -> Outcome:
    answer = evaluator.evaluate(flag_key, context)
    return Outcome(
        answer.value, answer.variant, answer.reason, answer.error_code, dict(answer.metadata)
    )


@examples(50)
@given(worlds(), st.lists(contexts(), min_size=4, max_size=4))
def test_a_compiled_flag_answers_as_its_document_reads(
    world: World, asked: list[dict[str, Any]]
) -> None:
    evaluator, interpreter = both(world)

    for context in asked:
        for flag_key in (*FLAGS, "gone"):
            read = interpreter.evaluate(flag_key, context)
            assert outcome(evaluator, flag_key, context) == read


@pytest.mark.parametrize("operator", WRITTEN)
def test_an_operator_on_an_attribute_decides_every_pair_as_the_plain_one_does(
    operator: str,
) -> None:
    differ = [
        (value, found)
        for value in WRITTEN[operator]
        for matches in [OPERATORS[operator].build("plan", value, NOBODY)]
        for found in FOUND
        if matches({"plan": found}) != is_match(operator, "plan", value, {"plan": found}, 0)
    ]

    assert differ == []


@pytest.mark.parametrize("operator", WRITTEN)
def test_a_rule_with_one_condition_decides_every_pair_as_the_plain_operator_does(
    operator: str,
) -> None:
    values = WRITTEN[operator]
    evaluator = an_evaluator(*(a_flag_of(operator, value, n) for n, value in enumerate(values)))

    differ = [
        (value, found)
        for n, value in enumerate(values)
        for found in FOUND
        if (evaluator.evaluate(f"flag-{n}", {"plan": found}).variant == "on")
        != is_match(operator, "plan", value, {"plan": found}, 0)
    ]

    assert differ == []


def a_flag_of(operator: str, value: Any, number: int) -> dict[str, Any]:
    condition = {"attribute": "plan", "operator": operator, "value": value}
    flag = a_flag_with(rules=[{"conditions": [condition], "variant": "on"}])
    return {**flag, "key": f"flag-{number}"}


@pytest.mark.parametrize("operator", ON_CONTEXT)
@examples(50)
@given(st.data())
def test_an_operator_on_the_whole_context_decides_as_the_plain_one_does(
    operator: str, data: st.DataObject
) -> None:
    value, now = data.draw(VALUES[operator]), data.draw(st.sampled_from(NOW))
    asked = data.draw(st.lists(contexts(like=operator), min_size=4, max_size=4))
    matches = OPERATORS[operator].build("", value, Scope(lambda: now, lambda _key, _context: False))

    assert [matches(context) for context in asked] == [
        is_match(operator, None, value, context, now) for context in asked
    ]


@pytest.mark.parametrize("operator", sorted(OPERATORS))
@examples(10)
@given(st.data())
def test_random_values_of_an_operator_are_ones_that_authors_may_write(
    operator: str, data: st.DataObject
) -> None:
    assert OPERATORS[operator].problem(data.draw(VALUES[operator])) is None
