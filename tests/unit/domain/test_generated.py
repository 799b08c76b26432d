"""The second tier: which flags it takes over and when, and that nothing written becomes code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from burgee.domain import generated
from burgee.domain.evaluation import Evaluator
from burgee.domain.experiment_forms import Holdout
from tests.unit.domain.experiments import FLAG, an_experiment, known, serving, weighted
from tests.unit.domain.ramps import a_rollout, ramping, stages
from tests.unit.domain.rulesets import an_evaluator, from_forms
from tests.unit.domain.tiers import NEVER, first_tier, is_generated, second_tier
from tests.unit.services.builders import a_flag, a_flag_needing, a_flag_with, a_segment

IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}
PROS = a_flag_with(rules=[{"variant": "on", "conditions": [IS_PRO]}])
PRO = {"targetingKey": "u1", "plan": "pro"}
UNITS: list[Any] = [*(f"user-{number}" for number in range(200)), "é", 7, 2.5, "\ud800"]


def hot_after(calls: int, *flags: dict[str, Any]) -> Evaluator:
    evaluator = an_evaluator(*flags)
    return Evaluator(evaluator.ruleset, evaluator.scope.clock, hot_calls=calls)


def check(evaluator: Evaluator, *contexts: Any, generated_flag: str = FLAG) -> set[str]:
    """The variants that both tiers gave, alike, the second one by its own source."""
    closures, source = first_tier(evaluator), second_tier(evaluator)
    assert is_generated(source, generated_flag)
    asked = contexts or [{"targetingKey": unit} for unit in UNITS]
    for context in asked:
        expected = closures.evaluate(generated_flag, context)
        answer = source.evaluate(generated_flag, context)
        assert (answer.variant, answer.metadata) == (expected.variant, expected.metadata), context
        assert answer.error_code == expected.error_code
    return {source.evaluate(generated_flag, context).variant for context in asked}


def test_a_flag_is_taken_over_after_many_calls() -> None:
    evaluator = hot_after(3, PROS)

    taken = []
    for _ in range(4):
        evaluator.evaluate(FLAG, PRO)
        taken.append(is_generated(evaluator, FLAG))

    assert taken == [False, False, True, True]


def test_the_answers_stay_what_they_were() -> None:
    evaluator = hot_after(2, PROS)

    variants = [
        evaluator.evaluate(FLAG, {**PRO, "plan": plan}).variant for plan in ["pro", "x"] * 3
    ]

    assert variants == ["on", "off"] * 3


def test_a_flag_that_is_asked_once_by_each_of_many_processes_is_never_compiled() -> None:
    evaluator = an_evaluator(PROS)

    evaluator.evaluate(FLAG, PRO)

    assert not is_generated(evaluator, FLAG)


def test_a_flag_with_one_answer_has_nothing_to_generate() -> None:
    assert not is_generated(second_tier(an_evaluator(a_flag())), FLAG)


def test_contexts_with_known_units_do_not_make_a_flag_hot() -> None:
    evaluator = hot_after(1, PROS)

    evaluator.evaluate(FLAG, known(PRO))

    assert not is_generated(evaluator, FLAG)


def test_threads_that_make_a_flag_hot_together_are_all_answered() -> None:
    evaluator = hot_after(50, PROS)

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(evaluator.evaluate, FLAG, PRO) for _ in range(400)]

    assert {each.result().variant for each in asked} == {"on"}
    assert is_generated(evaluator, FLAG)


def test_flags_of_one_shape_share_one_source() -> None:
    is_team = {"attribute": "team", "operator": "in", "value": ["a", "b"]}
    other = {**a_flag_with(rules=[{"variant": "on", "conditions": [is_team]}]), "key": "other"}

    source = second_tier(an_evaluator(PROS, other))

    assert source.decision(FLAG).__code__ is source.decision("other").__code__


HOSTILE = [
    '"]); import os #',
    "'); raise SystemExit #",
    "\n        raise SystemExit\n",
    "k0",
    "closure",
    "{context}",
    "\\",
    "]]>'''\"\"\"",
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_people_write_becomes_code(text: str) -> None:
    condition = ["in", text, [text, "other"]]
    number = ["greater_than", text + ".", 1]
    rules = [
        {"id": text, "reason": "SPLIT", "conditions": [condition], "variant": text},
        {"id": "n", "reason": "SPLIT", "conditions": [number, condition], "variant": text},
        {"id": "g", "reason": "SPLIT", "gates": [drawn(text, [[0, 50_000]])], "variant": text},
    ]
    form = {**form_with(rules), "variants": {text: text, "off": False}, "targets": {text: [text]}}
    is_key = text.isascii() and "\n" not in text
    source = second_tier(from_forms(flag=form, **({text: form} if is_key else {})))

    answers = [
        source.evaluate("flag", {"targetingKey": text, text: text}),
        source.evaluate("flag", {"targetingKey": "u", text: text}),
        source.evaluate_all({"targetingKey": "u", text: text})["flag"],
    ]

    assert [answer.value for answer in answers] == [text] * 3
    assert is_generated(source, "flag")


def drawn(attribute: str, ranges: list[Any], **more: Any) -> dict[str, Any]:
    return {"seed": 5, "key": [[attribute]], "ranges": ranges, **more}


def form_with(rules: list[Any], **parts: Any) -> dict[str, Any]:
    """A flag in ruleset form, off but for its rules."""
    variants = {"on": True, "off": False}
    default = {"default": "off", "default_reason": "DEFAULT"}
    return {"enabled": True, "variants": variants, **default, "rules": rules, **parts}


def gated(*gates: dict[str, Any], **rule: Any) -> Evaluator:
    written = {"id": "r", "reason": "SPLIT", "gates": list(gates), "variant": "on", **rule}
    return from_forms(**{FLAG: form_with([written])})


@pytest.mark.parametrize(
    "gate",
    [
        drawn("targetingKey", [[0, 50_000]]),
        drawn("targetingKey", [[20_000, 50_000]]),
        drawn("targetingKey", [[0, 20_000], [50_000, 70_000]]),
        drawn("targetingKey", [[0, 5]], normalise="modulo", slots=10),
        drawn("targetingKey", [[0, 50_000]], hash="sha1_60"),
        {"seed": 5, "key": ["prefix", ["targetingKey"]], "ranges": [[0, 50_000]]},
        {"seed": 5, "key": ["prefix"], "ranges": [[0, 50_000]]},
        {"seed": 5, "key": [["account", "targetingKey"]], "ranges": [[0, 50_000]]},
    ],
)
def test_gates_of_every_kind_let_the_same_units_in(gate: dict[str, Any]) -> None:
    assert check(gated(gate)) <= {"on", "off"}


def test_a_unit_inside_of_an_attribute_is_drawn_alike() -> None:
    gate = drawn("account.id", [[0, 50_000]])
    contexts = [{"account": {"id": unit}} for unit in UNITS]

    assert check(gated(gate), *contexts, {"account.id": "a"}, {"account": 1}) == {"on", "off", ""}


@pytest.mark.parametrize("unit", [None, "", True, [], float("nan")])
def test_a_unit_that_is_missing_is_the_same_error(unit: Any) -> None:
    answer = second_tier(gated(drawn("targetingKey", [[0, 5]]))).evaluate(
        FLAG, {"targetingKey": unit}
    )

    assert answer.error_code == "TARGETING_KEY_MISSING"


@pytest.mark.parametrize(
    ("ranges", "is_taken_over"),
    [
        ([[0, 50_000, "on"], [50_000, 100_000, "off"]], True),
        ([[0, 100_000, "on"]], True),
        ([[0, 50_000, "on"], [60_000, 100_000, "off"]], False),
        ([[0, 50_000, "on"]], False),
    ],
)
def test_a_split_is_taken_over_where_it_leaves_nobody_out(
    ranges: list[Any], is_taken_over: bool
) -> None:
    source = second_tier(gated(split={"seed": 5, "ranges": ranges}))

    assert is_generated(source, FLAG) is is_taken_over


def test_a_split_of_another_system_is_asked_where_it_stands() -> None:
    split = {**drawn("targetingKey", [[0, 3, "on"], [3, 10, "off"]], normalise="modulo", slots=10)}

    assert check(gated(split=split)) == {"on", "off"}


def test_a_rule_for_all_ends_the_source() -> None:
    rules = [{"variant": "on", "conditions": [IS_PRO]}, {"variant": "off"}, {"variant": "on"}]

    assert check(an_evaluator(a_flag_with(rules=rules)), PRO, {}, {"plan": []}) == {"on", "off"}


def test_what_a_rule_did_not_read_is_read_by_the_next_one() -> None:
    conditions = {name: {"attribute": name, "operator": "equals", "value": "x"} for name in "abc"}
    older = {"attribute": "c", "operator": "greater_than", "value": 5}
    rules = [
        {"variant": "on", "conditions": [conditions["a"], conditions["b"]]},
        {"variant": "on", "conditions": [conditions["b"], conditions["c"]]},
        {"variant": "on", "conditions": [conditions["a"], older]},
        {"variant": "on", "conditions": [older, conditions["b"]]},
    ]
    values = ("x", "y", 6, 5, None)
    contexts = [{"a": a, "b": b, "c": c} for a in values for b in values for c in values]

    assert check(an_evaluator(a_flag_with(rules=rules)), *contexts) == {"on", "off"}


def test_a_flag_that_is_too_large_is_left_to_its_closure() -> None:
    rules = [
        {
            "id": "r",
            "reason": "SPLIT",
            "conditions": [["equals", "plan", f"plan-{n}"]],
            "variant": "on",
        }
        for n in range(generated.MOST_CONSTANTS)
    ]
    source = second_tier(from_forms(**{FLAG: form_with(rules)}))

    answer = source.evaluate(FLAG, {"plan": "plan-17"})

    assert (answer.variant, is_generated(source, FLAG)) == ("on", False)


def test_a_condition_that_fails_is_the_same_error() -> None:
    def fail() -> float:
        raise OSError("no clock")

    is_new = {"operator": "date_between", "value": {"start": "2026-01-01"}}
    evaluator = an_evaluator(a_flag_with(rules=[{"variant": "on", "conditions": [is_new]}]))
    source = Evaluator(evaluator.ruleset, fail, hot_calls=0)

    answer = source.evaluate(FLAG, {})

    assert (answer.error_code, "OSError" in (answer.error_details or "")) == ("GENERAL", True)


def test_prerequisites_are_asked_alike() -> None:
    flags = [{**PROS, "key": "pros"}, a_flag_needing(FLAG, "pros"), a_flag_needing("lost", "gone")]
    evaluator = an_evaluator(*flags)

    assert check(evaluator, PRO, {"plan": "free"}, {}) == {"off", ""}
    assert check(evaluator, PRO, generated_flag="lost") == {""}


def test_a_prerequisite_becomes_hot_with_those_that_ask_for_it() -> None:
    evaluator = hot_after(2, {**PROS, "key": "pros"}, a_flag_needing(FLAG, "pros"))

    for _ in range(4):
        evaluator.evaluate(FLAG, PRO)

    assert is_generated(evaluator, "pros")


def test_targets_are_shown_alike() -> None:
    flag = a_flag_with(targets={"on": ["user-1", "7", "é"]})

    assert check(an_evaluator(flag)) == {"on", "off"}


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"traffic": 50},
        {"eligibility": {"exclude": {"units": ["user-1", "user-2"]}}},
        {"eligibility": {"include": {"attributes": {"targetingKey": ["user-3", "user-4"]}}}},
        {"bucket_by": "account.id"},
        {"assignment": "stratified", "strata": ["plan"]},
        {"assignment": "random"},
        {"status": "paused"},
        {"status": "cancelled", "halted": True},
        {"status": "cancelled", "halted": True, "assignment": "random"},
        {"variants": weighted(control=1, a=1, b=2)},
    ],
)
def test_experiments_decide_alike(parts: dict[str, Any]) -> None:
    evaluator = serving(an_experiment(**parts), holdout=Holdout(10, "salt"))
    contexts = [{"targetingKey": unit, "account": {"id": unit}, "plan": "x"} for unit in UNITS]

    assert check(evaluator, *contexts, {}) <= {"on", "off"}


@pytest.mark.parametrize(
    "parts",
    [
        {"eligibility": {"exclude": {"experiments": ["other"]}}},
        {"variants": {"control": {}, "treatment": {"flags": {FLAG: "on"}}}},
    ],
    ids=["one that excludes another", "a variant that leaves the flag to its rules"],
)
def test_what_is_special_about_an_experiment_is_left_to_its_closure(parts: dict[str, Any]) -> None:
    source = second_tier(serving(an_experiment(**parts)))

    assert not is_generated(source, FLAG)


def test_an_experiment_exposes_alike() -> None:
    source = second_tier(serving(an_experiment()))

    answer = source.evaluate(FLAG, {"targetingKey": "user-1"})

    assert answer.exposes is not None
    assert answer.exposes[1] == answer.metadata["experimentVariant"]


def test_known_units_are_noted_after_a_flag_became_hot() -> None:
    source = second_tier(serving(an_experiment()))
    context = known()

    source.evaluate(FLAG, context)

    assert (is_generated(source, FLAG), list(context.units.met)) == (True, ["gallery.1"])


@pytest.mark.parametrize(
    "parts",
    [
        {"at": 1},
        {"at": 3},
        {"at": 1, "run": 1},
        {"excluded": ["user-1"]},
        {"stages": [{"percentage": 30, "units": ["user-1"]}]},
        {"stages": stages(30, conditions=[IS_PRO])},
        {"stages": [*stages(30), *stages(20), *stages(60)], "at": 2},
        {"stages": stages(0)},
        {"bucket_by": "account.id"},
    ],
)
def test_rollouts_decide_alike(parts: dict[str, Any]) -> None:
    contexts = [{"targetingKey": unit, "account": {"id": unit}, "plan": "pro"} for unit in UNITS]

    assert check(ramping(a_rollout(**parts)), *contexts, {}) <= {"on", "off", ""}


def test_segments_are_asked_alike() -> None:
    beta = {"operator": "in_segment", "value": "beta"}
    evaluator = an_evaluator(
        a_flag_with(rules=[{"variant": "on", "conditions": [beta]}]),
        segments=[a_segment("beta", "user-1", "user-2")],
    )

    assert check(evaluator) == {"on", "off"}


@pytest.mark.parametrize("context", [[], None, "text", 7])
@pytest.mark.parametrize(
    "rule",
    [{}, {"conditions": [IS_PRO]}, {"id": "r", "percentage": 50}],
    ids=["all", "some", "a share"],
)
def test_a_context_that_is_none_is_the_same_error(rule: dict[str, Any], context: Any) -> None:
    evaluator = an_evaluator(a_flag_with(rules=[{"variant": "on", **rule}]))

    check(evaluator, context)


def test_an_answer_without_a_unit_can_be_completed_in_both_tiers() -> None:
    beta = {"operator": "in_segment", "value": "beta"}
    named = {"attribute": "targetingKey", "operator": "equals", "value": "u1"}
    flags = [
        {**a_flag_with(**parts), "key": key}
        for key, parts in {
            "targets": {"targets": {"on": ["u1"]}},
            "segment": {"rules": [{"variant": "on", "conditions": [beta]}]},
            "condition": {"rules": [{"variant": "on", "conditions": [named]}]},
            "share": {"rollout": {"variant": "on", "percentage": 100}},
        }.items()
    ]
    ruleset = an_evaluator(*flags, segments=[a_segment("beta", "u1")]).ruleset

    for hot_calls in (0, NEVER):
        evaluator = Evaluator(ruleset, lambda: 0.0, hot_calls=hot_calls, with_unit=by_user_id)
        shown = {key: evaluator.decision(key)({"user_id": "u1"}) for key in ruleset.flag_keys}
        assert {answer.variant for answer in shown.values()} == {"on"}


def by_user_id(context: Any) -> Any:
    return context if "targetingKey" in context else {**context, "targetingKey": context["user_id"]}


def test_an_answer_says_in_one_word_that_there_is_nothing_else_to_look_at() -> None:
    plain = an_evaluator(PROS).evaluate(FLAG, PRO)
    exposing = serving(an_experiment()).evaluate(FLAG, PRO)
    wrong = an_evaluator(PROS).evaluate("gone", PRO)

    assert (plain.plain, exposing.plain, wrong.plain) == (bool, None, None)


def fail(_context: Any) -> Any:
    raise NameError("the source names what there is not")


def test_source_that_fails_is_left_to_the_closure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated, "compiled", lambda *_given: fail)
    evaluator = hot_after(2, PROS)

    variants = [
        evaluator.evaluate(FLAG, {**PRO, "plan": plan}).variant for plan in ["pro", "x"] * 3
    ]

    assert variants == ["on", "off"] * 3
    assert evaluator.decisions[FLAG] is fail


def test_a_closure_that_fails_after_its_source_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated, "compiled", lambda *_given: fail)
    source = second_tier(an_evaluator(PROS))

    answers = [source.evaluate(flag_key, None) for flag_key in (FLAG, "gone")]

    assert [answer.error_code for answer in answers] == ["INVALID_CONTEXT", "FLAG_NOT_FOUND"]
