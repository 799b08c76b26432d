"""What holds for every document and every context."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.answers import ERROR, Answer
from burgee.domain.errors import RulesetUnavailable
from burgee.domain.evaluation import Evaluator
from burgee.domain.explanation import answer_form, explain
from burgee.domain.operators import OPERATORS
from burgee.domain.ruleset import Ruleset
from tests.reference.hashing import unit_of
from tests.unit.domain.rulesets import (
    a_publication,
    a_ruleset,
    an_evaluator,
    parsed_flags,
    parsed_segments,
)
from tests.unit.domain.strategies import (
    NOW,
    VALUES,
    any_json,
    any_text,
    contexts,
)
from tests.unit.domain.worlds import World, worlds
from tests.unit.properties import examples
from tests.unit.services.builders import a_flag_with

pytestmark = pytest.mark.unwatched  # thousands of worlds: being watched takes three times as long

AT = "2026-11-25T12:00:00.000Z"
NAMES = ("plan", "account.plan", "latitude", "longitude", "actions", "targetingKey")
DECISIVE = {"targetingKey", "plan", "account", "latitude", "longitude", "actions"}
hostile_contexts = st.dictionaries(st.one_of(st.sampled_from(sorted(DECISIVE)), any_text), any_json)


@st.composite
def flags_of_every_operator(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One flag for each operator, in a rule that draws as well."""
    made = []
    for operator in sorted(OPERATORS):
        condition = {"operator": operator, "value": draw(VALUES[operator])}
        if OPERATORS[operator].takes_attribute:
            condition["attribute"] = draw(st.sampled_from(NAMES))
        rule = {"id": "r", "conditions": [condition], "split": {"on": 1, "off": 1}}
        made.append({**a_flag_with(rules=[rule]), "key": operator})
    return made


def evaluator_of(world: World) -> Evaluator:
    ruleset = a_ruleset(parsed_flags(world.flags), parsed_segments(world.segments))
    return Evaluator(ruleset, lambda: world.now)


def told(answer: Answer) -> dict[str, Any]:
    return {"key": answer.flag_key, **answer_form(answer)}


@examples(20)
@given(flags_of_every_operator(), st.lists(hostile_contexts, min_size=4, max_size=4))
def test_no_context_makes_an_operator_fail(
    flags: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> None:
    evaluator = an_evaluator(*flags, now=NOW[0])

    for context in asked:
        codes = {answer.error_code for answer in evaluator.evaluate_all(context).values()}
        assert codes <= {None, "TARGETING_KEY_MISSING"}


@examples(15)
@given(worlds(), any_json.filter(lambda found: not isinstance(found, dict)))
def test_a_context_that_is_no_object_is_an_answer(world: World, context: Any) -> None:
    answers = evaluator_of(world).evaluate_all(context)

    assert {answer.error_code for answer in answers.values()} <= {None, "INVALID_CONTEXT"}


@given(st.one_of(any_text, any_json, st.sampled_from(("first\n", "flag/first", "..", "\ud800"))))
def test_a_strange_flag_key_is_an_unknown_flag(flag_key: Any) -> None:
    answer = an_evaluator(a_flag_with()).evaluate(flag_key, {})

    assert (answer.reason, answer.error_code) == (ERROR, "FLAG_NOT_FOUND")


def test_a_context_nested_without_end_is_an_answer() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    condition = {"attribute": "plan", "operator": "contains", "value": "x"}
    evaluator = an_evaluator(a_flag_with(rules=[{"conditions": [condition], "variant": "on"}]))

    answer = evaluator.evaluate("new-gallery", {"plan": deep, "targetingKey": deep})

    assert answer.variant == "off"


@examples(30)
@given(worlds(), st.lists(contexts(), min_size=2, max_size=2))
def test_all_flags_at_once_answer_as_one_by_one(world: World, asked: list[dict[str, Any]]) -> None:
    evaluator = evaluator_of(world)

    for context in asked:
        together = evaluator.evaluate_all(context)
        assert list(together) == sorted(flag["key"] for flag in world.flags)
        for key, answer in together.items():
            assert told(answer) == told(evaluator.evaluate(key, context))


@examples(30)
@given(worlds(), st.lists(contexts(), min_size=2, max_size=2))
def test_an_explanation_ends_where_its_answer_was_found(
    world: World, asked: list[dict[str, Any]]
) -> None:
    evaluator = evaluator_of(world)

    for context in asked:
        for flag in world.flags:
            trace = explain(evaluator, flag["key"], context)
            assert trace["answer"] == answer_form(evaluator.evaluate(flag["key"], context))
            check_steps(trace["steps"], trace["answer"])


def check_steps(steps: list[dict[str, Any]], answer: dict[str, Any]) -> None:
    """The last step is the one that answers, and none before it does."""
    *passed, last = steps
    assert not any(has_answered(step) for step in passed)
    metadata = answer.get("metadata", {})
    if answer["reason"] == ERROR:
        assert last["step"] == "error"
    elif "prerequisite" in metadata:
        assert (last["step"], last["flag"]) == ("prerequisite", metadata["prerequisite"])
        assert last["met"] is False
    elif answer["reason"] == "DISABLED":
        assert last == {"step": "enabled", "enabled": False}
    elif "rule" in metadata:
        assert (last["step"], last["rule"]) == ("rule", metadata["rule"])
        assert last["variant"] == answer["variant"]
    else:
        expected = "targets" if answer["reason"] == "TARGETING_MATCH" else "default"
        assert (last["step"], last["variant"]) == (expected, answer["variant"])


def has_answered(step: dict[str, Any]) -> bool:
    if step["step"] in ("rule", "targets"):
        return step.get("variant") is not None
    return step["step"] in ("default", "error") or step.get("enabled") is False


@examples(20)
@given(worlds(), contexts())
def test_a_ruleset_that_was_packed_and_loaded_answers_the_same(
    world: World, context: dict[str, Any]
) -> None:
    flags, segments = parsed_flags(world.flags), parsed_segments(world.segments)
    published = a_publication(flags, segments)
    loaded = Ruleset.load(published.numbered(7, AT), dict(sorted(published.chunks.items())))

    answers = Evaluator(loaded, lambda: world.now).evaluate_all(context)

    expected = evaluator_of(world).evaluate_all(context)
    assert (loaded.number, loaded.at, loaded.environment) == (7, AT, "production")
    assert {key: told(answer) for key, answer in answers.items()} == {
        key: told(answer) for key, answer in expected.items()
    }


@examples(15)
@given(worlds(), st.data())
def test_an_altered_chunk_is_refused(world: World, data: st.DataObject) -> None:
    published = a_publication(parsed_flags(world.flags), parsed_segments(world.segments))
    name = data.draw(st.sampled_from(sorted(published.chunks)))
    place = data.draw(st.integers(0, len(published.chunks[name]) - 1))
    altered = bytearray(published.chunks[name])
    altered[place] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(RulesetUnavailable, match=name[:12]):
        Ruleset.load(published.numbered(1, AT), {**published.chunks, name: bytes(altered)})


UNITS = [*(f"user-{number}" for number in range(300)), "é", 3.0, 17]
percentages = st.integers(0, 100_000).map(lambda slots: slots / 1000)


def shown(rules: list[dict[str, Any]], **parts: Any) -> list[str]:
    """The variant of each unit; where a rule decided, with the rule's id."""
    evaluator = an_evaluator(a_flag_with(rules=rules, **parts))
    answers = [evaluator.evaluate("new-gallery", {"targetingKey": unit}) for unit in UNITS]
    return [f"{answer.metadata.get('rule')}:{answer.variant}" for answer in answers]


@examples(15)
@given(percentages, percentages)
def test_raising_a_percentage_moves_nobody_out(one: float, other: float) -> None:
    low, high = (
        shown([{"id": "r", "split": {"on": 1, "off": 2}, "percentage": percentage}])
        for percentage in sorted((one, other))
    )

    assert all(after == before for before, after in zip(low, high, strict=True) if before[0] == "r")


@examples(15)
@given(percentages, percentages)
def test_raising_a_rollout_moves_nobody_out(one: float, other: float) -> None:
    low, high = (
        shown([], rollout={"variant": "on", "percentage": percentage})
        for percentage in sorted((one, other))
    )

    assert all(
        after == "rollout:on" for before, after in zip(low, high, strict=True) if before[0] == "r"
    )


@examples(15)
@given(percentages, st.booleans(), st.sampled_from(("a", "q", "z.9")))
def test_a_rule_that_is_added_elsewhere_moves_nobody(
    percentage: float, is_first: bool, added: str
) -> None:
    rule: dict[str, Any] = {"id": "r", "split": {"on": 1, "off": 1}, "percentage": percentage}
    nobody = {"attribute": "plan", "operator": "exists"}
    other: dict[str, Any] = {"id": added, "conditions": [nobody], "split": {"on": 1, "off": 3}}

    with_other = shown([other, rule] if is_first else [rule, other])

    assert with_other == shown([rule])


def test_units_that_are_numbers_are_drawn_as_their_text() -> None:
    rollout = {"variant": "on", "percentage": 50}
    evaluator = an_evaluator(a_flag_with(rollout=rollout))
    units: list[Any] = [number / 2 for number in range(200)]

    apart = [
        unit
        for unit in units
        if evaluator.evaluate("new-gallery", {"targetingKey": unit}).variant
        != evaluator.evaluate("new-gallery", {"targetingKey": unit_of(unit)}).variant
    ]

    assert apart == []
