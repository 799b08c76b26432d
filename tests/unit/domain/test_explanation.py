from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.assignment import slot_in_split
from burgee.domain.bucketing import make_draw, seed_of, slot_of
from burgee.domain.explanation import explain
from tests.unit.domain.experiments import an_experiment, known, serving, weighted
from tests.unit.domain.rulesets import BROKEN, an_evaluator, from_forms
from tests.unit.services.builders import a_flag, a_flag_needing, a_flag_with

KEY = "new-gallery"
IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}
IN_MAY = {"operator": "month", "value": {"months": ["may"]}}


def explained(flag: dict[str, Any], context: Any, *others: dict[str, Any]) -> dict[str, Any]:
    return explain(an_evaluator(flag, *others), flag["key"], context)


def steps(flag: dict[str, Any], context: Any, *others: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = explained(flag, context, *others)["steps"]
    return found


def test_an_explanation_says_which_ruleset_answered() -> None:
    trace = explained({**a_flag(), "metadata": {"team": "shop"}}, {})

    assert trace == {
        "key": KEY,
        "answer": {
            "reason": "STATIC",
            "variant": "off",
            "value": False,
            "metadata": {"team": "shop"},
        },
        "ruleset": {
            "environment": "production",
            "number": 1,
            "published_at": "2026-11-25T12:00:00.000Z",
        },
        "steps": [{"step": "enabled", "enabled": True}, {"step": "default", "variant": "off"}],
    }


def test_an_unknown_flag_has_no_steps() -> None:
    trace = explain(an_evaluator(a_flag()), "nobody", {})

    assert trace["steps"] == []
    assert trace["answer"]["error_code"] == "FLAG_NOT_FOUND"


def test_a_context_that_is_no_object_has_no_steps() -> None:
    trace = explained(a_flag_with(rules=[{"variant": "on", "conditions": [IS_PRO]}]), ["pro"])

    assert trace["steps"] == []
    assert trace["answer"]["error_code"] == "INVALID_CONTEXT"


def test_a_flag_that_is_off_ends_there() -> None:
    trace = explained(a_flag_with(enabled=False), {})

    assert trace["steps"] == [{"step": "enabled", "enabled": False}]
    assert trace["answer"] == {"reason": "DISABLED", "variant": ""}


@pytest.mark.parametrize(("default", "met"), [("on", True), ("off", False)])
def test_a_prerequisite_is_shown_with_its_answer(default: str, met: bool) -> None:
    other = {**a_flag_with(default_variant=default), "key": "a"}

    found = steps(a_flag_needing("b", "a"), {}, other)

    assert found[1] == {
        "step": "prerequisite",
        "flag": "a",
        "accepted": ["on"],
        "answer": {"reason": "STATIC", "variant": default, "value": met},
        "met": met,
    }
    assert len(found) == (3 if met else 2)


def test_the_error_of_a_prerequisite_ends_the_steps() -> None:
    other = {**a_flag_with(rollout={"variant": "on", "percentage": 5}), "key": "a"}

    found = steps(a_flag_needing("b", "a"), {}, other)

    assert [step["step"] for step in found] == ["enabled", "prerequisite", "error"]
    assert found[-1]["error"] == "TARGETING_KEY_MISSING"


def test_a_prerequisite_that_is_gone_is_not_met() -> None:
    found = steps(a_flag_needing("b", "gone"), {})

    assert (found[-1]["step"], found[-1]["met"]) == ("prerequisite", False)


def test_targets_end_the_steps_only_for_who_is_named() -> None:
    flag = a_flag_with(targets={"on": ["u1"]})

    assert steps(flag, {"targetingKey": "u1"})[1:] == [{"step": "targets", "variant": "on"}]
    assert steps(flag, {"targetingKey": "u2"})[1:] == [
        {"step": "targets", "variant": None},
        {"step": "default", "variant": "off"},
    ]


def test_every_condition_of_a_rule_is_shown_with_whether_it_matched() -> None:
    node = {"and": [{"or": [IS_PRO, IN_MAY]}, {"not": IN_MAY}]}
    rules = [{"id": "r", "variant": "on", "conditions": [node, IS_PRO]}]

    rule = steps(a_flag_with(rules=rules), {"plan": "pro"})[1]

    is_pro = {**IS_PRO, "matched": True}
    in_may = {**IN_MAY, "matched": False}
    assert rule == {
        "step": "rule",
        "rule": "r",
        "conditions": [
            {
                "and": [
                    {"or": [is_pro, in_may], "matched": True},
                    {"not": in_may, "matched": True},
                ],
                "matched": True,
            },
            is_pro,
        ],
        "matched": True,
        "variant": "on",
    }


def test_a_gate_and_a_split_show_their_slots_and_ranges() -> None:
    rule = {"id": "r", "percentage": 50, "split": {"on": 1, "off": 3}}
    flag = {**a_flag_with(rules=[rule]), "salt": "s"}
    units = [{"targetingKey": f"u{number}"} for number in range(40)]

    found = [steps(flag, unit)[1] for unit in units]

    for unit, step in zip(units, found, strict=True):
        gate = step["gates"][0]
        assert gate["bucket"] == slot_in("rule:r", unit)
        assert gate["ranges"] == [[0, 50_000]]
        assert gate["passed"] is (gate["bucket"] < 50_000) is ("split" in step)
        if gate["passed"]:
            assert step["split"]["bucket"] == slot_in("split:r", unit)
            assert step["variant"] == ("off" if step["split"]["bucket"] < 75_000 else "on")
    assert {step["gates"][0]["passed"] for step in found} == {True, False}


def slot_in(purpose: str, unit: dict[str, Any]) -> int:
    bucketing = {"seed": seed_of("s", purpose)}
    return slot_of(bucketing, make_draw(bucketing)(unit))


def test_a_missing_unit_ends_the_steps_with_the_attribute_that_is_missing() -> None:
    flag = a_flag_with(rollout={"variant": "on", "percentage": 5, "bucket_by": "account"})

    assert steps(flag, {})[-1] == {"step": "error", "missing_attribute": "account"}


def test_a_form_that_cannot_be_read_ends_the_steps_with_the_fault() -> None:
    trace = explain(from_forms(broken=BROKEN), "broken", {})

    assert trace["answer"]["error_code"] == "GENERAL"
    assert trace["steps"][-1] == {"step": "error", "error": "KeyError"}


USER = {"targetingKey": "user-1"}
IS_A_ROBOT = {
    "not": {"operator": "equals", "attribute": "device_type", "value": "bot", "matched": False},
    "matched": True,
}


def tried(context: Any = USER, **parts: Any) -> dict[str, Any]:
    """The step of the gallery's experiment."""
    trace = explain(serving(an_experiment(**parts)), KEY, context)
    [step] = (step for step in trace["steps"] if step["step"] == "experiment")
    return dict(step)


def test_an_experiment_is_shown_with_its_draws() -> None:
    variants = weighted(control=0, treatment=1)
    evaluator = serving(an_experiment(traffic=100, variants=variants))

    found = explain(evaluator, KEY, USER)["steps"]

    assert found[1:] == [
        {
            "step": "experiment",
            "experiment": "gallery",
            "run": 1,
            "status": "running",
            "outcome": "assigned",
            "variant": "treatment",
            "probabilities": {"control": 0.0, "treatment": 1.0},
            "conditions": [IS_A_ROBOT],
            "split": {
                "bucket": slot_in_split(evaluator.experiment("gallery") or {}, USER),
                "ranges": [[0, 100_000, "treatment"]],
            },
            "answers": True,
        }
    ]


def test_a_variant_that_says_nothing_of_the_flag_is_followed_by_the_rules() -> None:
    shows_it = {"weight": 0, "flags": {KEY: "on"}}
    silent: dict[str, Any] = {"control": {}, "treatment": shows_it}

    trace = explain(serving(an_experiment(variants=silent)), KEY, USER)

    assert [step["step"] for step in trace["steps"]] == ["enabled", "experiment", "default"]
    assert trace["steps"][1]["answers"] is False


def test_the_first_closed_gate_is_the_last_that_is_shown() -> None:
    step = tried(traffic=0, group={"key": "gone", "begin": 0, "end": 100})

    assert (step["outcome"], step["variant"]) == ("group", None)
    [gate] = step["gates"]
    assert (gate["gate"], gate["ranges"], gate["passed"]) == ("group", [], False)
    assert "split" not in step


def test_an_open_gate_is_shown_before_the_split() -> None:
    step = tried(traffic=99.999)

    assert [(gate["gate"], gate["passed"]) for gate in step["gates"]] == [("traffic", True)]
    assert "bucket" in step["split"]


def test_a_stratum_is_shown_with_its_split() -> None:
    step = tried({**USER, "country": "DE"}, assignment="stratified", strata=["country", "plan"])

    assert step["split"]["stratum"] == ["DE", ""]


def test_a_draw_that_is_missing_is_said() -> None:
    assert tried(assignment="random")["outcome"] == "no_draw"


def test_what_was_drawn_has_no_bucket() -> None:
    step = tried(known(drawn={"gallery.1": "treatment"}), assignment="random")

    assert (step["outcome"], step["variant"], "split" in step) == ("assigned", "treatment", False)


def test_a_stored_variant_is_shown_without_its_draws() -> None:
    step = tried(known(exposures={"gallery.1": "treatment"}), traffic=1)

    assert (step["outcome"], step["variant"]) == ("stored", "treatment")
    assert not {"gates", "split"} & set(step)


def test_after_an_emergency_stop_a_stored_variant_is_shown_as_control() -> None:
    stored = known(exposures={"gallery.1": "treatment"})

    step = tried(stored, status="cancelled", halted=True, traffic=1)

    assert (step["outcome"], step["variant"], "gates" in step) == ("halted", "control", False)


def test_an_experiment_without_conditions_shows_none() -> None:
    assert "conditions" not in tried(eligibility={"exclude": {"bots": False}})


def test_an_experiment_after_a_target_is_not_asked() -> None:
    flag = a_flag_with(targets={"on": ["user-1"]})

    trace = explain(serving(an_experiment(), flags=[flag]), KEY, USER)

    assert [step["step"] for step in trace["steps"]] == ["enabled", "targets"]
