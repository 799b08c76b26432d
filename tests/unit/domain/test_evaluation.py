"""The order of evaluation, one step after the other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.domain.answers import Answer, failed
from burgee.domain.bucketing import make_split
from burgee.domain.closures import Parts, make_closure
from burgee.domain.predicates import Scope
from tests.unit.domain.rulesets import BROKEN, an_evaluator, from_forms
from tests.unit.services.builders import (
    a_flag,
    a_flag_asking_for,
    a_flag_needing,
    a_flag_with,
    a_segment,
)

KEY = "new-gallery"
IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}
EVERYBODY = {"variant": "on", "percentage": 100}
SCOPE = Scope(lambda: 0, lambda _key, _context: False)


def outcome(answer: Answer) -> tuple[Any, str, str, str | None]:
    return answer.value, answer.variant, answer.reason, answer.error_code


def asked(flag: dict[str, Any], context: Any, *others: dict[str, Any]) -> Answer:
    return an_evaluator(flag, *others).evaluate(flag["key"], context)


def of(unit: Any = "u1", **attributes: Any) -> dict[str, Any]:
    return {"targetingKey": unit, **attributes}


def test_an_unknown_flag_is_not_found() -> None:
    answer = an_evaluator(a_flag()).evaluate("nobody", of())

    assert outcome(answer) == (None, "", "ERROR", "FLAG_NOT_FOUND")
    assert "'nobody'" in (answer.error_details or "")


@pytest.mark.parametrize("flag_key", [None, 5, ["a"], {}])
def test_a_key_that_is_no_text_is_not_found(flag_key: Any) -> None:
    answer = an_evaluator(a_flag()).evaluate(flag_key, of())

    assert answer.error_code == "FLAG_NOT_FOUND"


class Unreadable:
    """Raises whatever it is asked."""

    def __getattribute__(self, name: str) -> Any:
        raise OSError(name)


def test_nothing_raises_for_a_key_or_a_context_that_cannot_be_read() -> None:
    rules = [{"variant": "on", "conditions": [{"attribute": "a", "operator": "exists"}]}]
    evaluator = an_evaluator({**a_flag_with(rules=rules), "key": "a"})
    unreadable: Any = Unreadable()

    answers = [evaluator.evaluate(unreadable, of()), evaluator.evaluate("a", unreadable)]
    answers += evaluator.evaluate_all(unreadable).values()

    told = [(answer.flag_key, answer.error_code) for answer in answers]
    assert told == [("", "GENERAL"), ("a", "GENERAL"), ("a", "GENERAL")]


def test_a_flag_that_is_off_leaves_the_caller_its_own_default() -> None:
    answer = asked(a_flag_with(enabled=False, targets={"on": ["u1"]}), of())

    assert outcome(answer) == (None, "", "DISABLED", None)


def test_a_flag_that_is_off_shows_its_off_variant() -> None:
    answer = asked(a_flag_with(enabled=False, off_variant="on"), of())

    assert outcome(answer) == (True, "on", "DISABLED", None)


def test_an_archived_flag_is_off() -> None:
    answer = asked({**a_flag_with(off_variant="off"), "lifecycle": "archived"}, of())

    assert outcome(answer) == (False, "off", "DISABLED", None)


def test_a_prerequisite_that_is_not_met_is_named() -> None:
    flag = {**a_flag_needing("b", "a"), "metadata": {"team": "shop"}}

    answer = asked(flag, of(), a_flag("a"))

    assert (answer.reason, dict(answer.metadata)) == (
        "DISABLED",
        {"team": "shop", "prerequisite": "a"},
    )


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (a_flag_with(default_variant="on"), "DEFAULT"),
        (a_flag_with(default_variant="off"), "DISABLED"),
        (a_flag_with(enabled=False, off_variant="on"), "DISABLED"),
        ({**a_flag_with(default_variant="on"), "lifecycle": "archived"}, "DISABLED"),
        ({**a_flag(), "environments": {}}, "DISABLED"),
    ],
)
def test_a_prerequisite_is_met_by_an_accepted_variant_of_a_flag_that_is_on(
    other: dict[str, Any], reason: str
) -> None:
    assert asked(a_flag_needing("b", "a"), of(), {**other, "key": "a"}).reason == reason


def test_a_prerequisite_that_does_not_exist_is_not_met() -> None:
    assert asked(a_flag_needing("b", "gone"), of()).reason == "DISABLED"


def test_the_error_of_a_prerequisite_is_the_error_of_the_flag() -> None:
    other = {**a_flag_with(rollout=EVERYBODY), "key": "a"}

    answer = asked(a_flag_needing("b", "a"), {}, other)

    assert outcome(answer) == (None, "", "ERROR", "TARGETING_KEY_MISSING")


@pytest.mark.parametrize(
    ("unit", "reason"),
    [("u1", "TARGETING_MATCH"), (3.0, "TARGETING_MATCH"), ("u2", "DEFAULT"), (None, "DEFAULT")],
)
def test_a_target_is_shown_its_variant_before_any_rule(unit: Any, reason: str) -> None:
    flag = a_flag_with(
        targets={"on": ["u1", "3"]}, rules=[{"variant": "off", "conditions": [IS_PRO]}]
    )

    assert asked(flag, of(unit)).reason == reason


def test_rules_are_asked_in_order_and_named_by_their_id() -> None:
    rules = [
        {"id": "first", "variant": "off", "conditions": [IS_PRO]},
        {"id": "second", "variant": "on"},
        {"id": "third", "variant": "off"},
    ]
    evaluator = an_evaluator(a_flag_with(rules=rules))

    answers = [evaluator.evaluate(KEY, of(plan=plan)) for plan in ("pro", "free")]

    assert [(a.variant, a.metadata["rule"]) for a in answers] == [
        ("off", "first"),
        ("on", "second"),
    ]


def test_units_outside_of_a_percentage_go_on_to_the_next_rule() -> None:
    rules = [
        {"id": "none", "percentage": 0, "variant": "off"},
        {"id": "all", "percentage": 100, "split": {"on": 1}},
    ]

    answer = asked(a_flag_with(rules=rules), of())

    assert (outcome(answer), answer.metadata["rule"]) == ((True, "on", "SPLIT", None), "all")


def test_a_rollout_comes_after_the_rules_and_before_the_default() -> None:
    rules = [{"variant": "off", "conditions": [IS_PRO]}]
    evaluator = an_evaluator(a_flag_with(rules=rules, rollout=EVERYBODY))

    answers = [evaluator.evaluate(KEY, of(plan=plan)) for plan in ("pro", "free")]

    assert [(a.variant, a.reason) for a in answers] == [("off", "TARGETING_MATCH"), ("on", "SPLIT")]


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        (a_flag_with(), "STATIC"),
        (a_flag_with(rules=[{"variant": "on", "conditions": [IS_PRO]}]), "DEFAULT"),
    ],
)
def test_the_default_is_static_where_nothing_was_decided(flag: dict[str, Any], reason: str) -> None:
    assert outcome(asked(flag, of())) == (False, "off", reason, None)


@pytest.mark.parametrize("unit", [None, "", True, [], {}])
def test_a_draw_without_a_unit_is_an_error_that_says_what_to_send(unit: Any) -> None:
    answer = asked(a_flag_with(rollout=EVERYBODY), of(unit))

    assert answer.error_code == "TARGETING_KEY_MISSING"
    assert "'targetingKey'" in (answer.error_details or "")


def test_a_draw_by_another_attribute_names_it() -> None:
    answer = asked(a_flag_with(rollout={**EVERYBODY, "bucket_by": "account.id"}), of())

    assert "'account.id'" in (answer.error_details or "")


def test_no_unit_is_needed_where_no_draw_is_made() -> None:
    flag = a_flag_with(rules=[{"variant": "on", "conditions": [IS_PRO]}], rollout=EVERYBODY)

    assert outcome(asked(flag, {"plan": "pro"})) == (True, "on", "TARGETING_MATCH", None)


@pytest.mark.parametrize("context", [None, [], "u1", 5, [("plan", "pro")]])
def test_a_context_that_is_no_object_is_an_error(context: Any) -> None:
    answer = asked(a_flag_with(rules=[{"variant": "on", "conditions": [IS_PRO]}]), context)

    assert answer.error_code == "INVALID_CONTEXT"


def test_a_text_is_compared_only_with_texts() -> None:
    rules = [{"variant": "on", "conditions": [IS_PRO]}]
    evaluator = an_evaluator(a_flag_with(rules=rules))

    plans: list[Any] = ["pro", ["pro"], {}, 5]

    variants = [evaluator.evaluate(KEY, {"plan": plan}).variant for plan in plans]

    assert variants == ["on", "off", "off", "off"]


def test_a_rule_wants_all_of_its_conditions() -> None:
    conditions = [
        {"and": [IS_PRO, {"attribute": "age", "operator": "greater_than", "value": 17}]},
        {"or": [{"attribute": "os", "operator": "equals", "value": os} for os in ("ios", "macos")]},
        {"not": {"attribute": "beta", "operator": "equals", "value": False}},
    ]
    right = {"plan": "pro", "age": 18, "os": "ios"}
    evaluator = an_evaluator(a_flag_with(rules=[{"variant": "on", "conditions": conditions}]))

    changes: list[dict[str, Any]] = [
        {},
        {"os": "macos", "beta": True},
        {"plan": "free"},
        {"age": 17},
        {"age": "18"},
        {"os": "linux"},
        {"beta": False},
    ]

    variants = [evaluator.evaluate(KEY, {**right, **change}).variant for change in changes]

    assert variants == ["on", "on", "off", "off", "off", "off", "off"]


def test_the_attribute_of_a_name_with_a_dot_wins_over_the_way_along_it() -> None:
    condition = {"attribute": "account.plan", "operator": "in", "value": ["pro"]}
    evaluator = an_evaluator(a_flag_with(rules=[{"variant": "on", "conditions": [condition]}]))

    contexts: list[Any] = [
        {"account": {"plan": "pro"}},
        {"account.plan": "pro", "account": {"plan": "free"}},
        {"account.plan": None, "account": {"plan": "pro"}},
        {"account": "pro"},
    ]

    variants = [evaluator.evaluate(KEY, context).variant for context in contexts]

    assert variants == ["on", "on", "off", "off"]


def test_a_segment_may_ask_for_a_segment() -> None:
    staff = a_segment("staff", "ann")
    testers = a_segment("beta-testers", conditions=[{"operator": "in_segment", "value": "staff"}])
    evaluator = an_evaluator(a_flag_asking_for("beta-testers"), segments=[staff, testers])

    variants = [evaluator.evaluate(KEY, of(unit)).variant for unit in ("ann", "bob", "ann")]

    assert variants == ["on", "off", "on"]


@pytest.mark.parametrize(
    "segments",
    [
        [],
        [{**a_segment("beta-testers", "ann"), "lifecycle": "archived"}],
        [{"key": "beta-testers"}],
    ],
)
def test_a_segment_that_is_gone_or_empty_has_nobody(segments: list[dict[str, Any]]) -> None:
    evaluator = an_evaluator(a_flag_asking_for("beta-testers"), segments=segments)

    assert evaluator.evaluate(KEY, of("ann")).variant == "off"


def test_a_large_segment_is_searched_in_its_chunks() -> None:
    members = [f"user-{number}" for number in range(1001)]
    evaluator = an_evaluator(
        a_flag_asking_for("beta-testers"), segments=[a_segment("beta-testers", *members)]
    )

    variants = [evaluator.evaluate(KEY, of(unit)).variant for unit in ("user-1000", "user-1001")]

    assert variants == ["on", "off"]


def test_an_answer_shows_itself_to_its_programmer() -> None:
    answer = asked(a_flag(), of())

    assert repr(answer) == "Answer('new-gallery', False, 'off', 'STATIC')"


def test_an_answer_is_made_once_and_shared() -> None:
    evaluator = an_evaluator(a_flag_with(rules=[{"variant": "on", "conditions": [IS_PRO]}]))

    first, second = (evaluator.evaluate(KEY, of(unit, plan="pro")) for unit in ("u1", "u2"))

    assert first is second


@pytest.mark.parametrize("value", [10.0, 10, 1e21, {"a": 1.0}])
def test_a_number_keeps_the_form_in_which_it_was_written(value: Any) -> None:
    flag = {**a_flag_with(default_variant="a"), "kind": "json", "variants": {"a": {"value": value}}}

    assert json.dumps(asked(flag, of()).value) == json.dumps(value)


def test_a_form_that_cannot_be_compiled_is_an_answer_and_leaves_the_others() -> None:
    fine = {"variants": {}, "enabled": False}

    answers = from_forms(broken=BROKEN, fine=fine).evaluate_all(of())

    assert (answers["broken"].error_code, answers["fine"].reason) == ("GENERAL", "DISABLED")
    assert "KeyError" in (answers["broken"].error_details or "")


def test_flags_that_need_each_other_are_an_answer() -> None:
    forms = {
        key: {**BROKEN, "rules": [], "prerequisites": [[other, ["on"]]]}
        for key, other in (("a", "b"), ("b", "a"))
    }

    assert from_forms(**forms).evaluate("a", of()).error_code == "GENERAL"


def ranged(gates: list[Any], split: list[Any]) -> dict[str, Any]:
    """A form with the bucketing of another system: slots by modulo of the key's own hash."""
    bucketing = {"normalise": "modulo", "slots": 10, "seed": 1}
    rule = {
        "id": "r",
        "reason": "SPLIT",
        "gates": [{**bucketing, "ranges": ranges} for ranges in gates],
        "split": {**bucketing, "ranges": split},
    }
    variants = {"a": 1, "b": 2, "default": 0}
    form = {"variants": variants, "default": "default", "default_reason": "DEFAULT"}
    return {**form, "enabled": True, "rules": [rule]}


def shares(form: dict[str, Any]) -> set[str]:
    decide = make_closure(Parts("f", form, SCOPE), lambda _key, _context: None)
    return {decide({"targetingKey": f"u{number}"}).variant for number in range(200)}


@pytest.mark.parametrize(
    ("gates", "split", "shown"),
    [
        ([], [[0, 5, "a"], [5, 10, "b"]], {"a", "b"}),
        ([], [[0, 3, "a"], [7, 9, "b"]], {"a", "b", "default"}),
        ([[[0, 2], [4, 6]]], [[0, 2, "a"], [4, 6, "b"]], {"a", "b", "default"}),
        ([[[0, 2], [4, 6]]], [[2, 4, "a"]], {"default"}),
        ([[[0, 5]], [[5, 10]]], [[0, 10, "a"]], {"default"}),
        ([[[0, 5]], [[3, 5]]], [[3, 5, "a"]], {"a", "default"}),
    ],
)
def test_ranges_of_other_systems_may_have_gaps_and_many_gates(
    gates: list[Any], split: list[Any], shown: set[str]
) -> None:
    assert shares(ranged(gates, split)) == shown


def test_a_last_gate_with_several_ranges_lets_each_of_them_in() -> None:
    form = ranged([], [])
    gate = {"normalise": "modulo", "slots": 10, "seed": 1, "ranges": [[0, 2], [8, 10]]}
    rule = {"id": "r", "reason": "SPLIT", "gates": [gate], "variant": "a"}

    assert shares({**form, "rules": [rule]}) == {"a", "default"}


def test_a_split_gives_each_slot_to_one_answer() -> None:
    answers = {name: failed(name, "", "") for name in ("a", "b")}
    split = {"seed": 5, "ranges": [[0, 40_000, "a"], [40_000, 100_000, "b"]]}

    choose = make_split(split, answers)

    chosen = [choose({"targetingKey": f"u{number}"}) for number in range(1000)]
    assert 350 < chosen.count(answers["a"]) < 450
    assert chosen.count(answers["b"]) == 1000 - chosen.count(answers["a"])
