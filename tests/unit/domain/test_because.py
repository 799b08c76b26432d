from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.because import because
from burgee.domain.evaluation import Evaluator
from burgee.domain.explanation import explain
from tests.unit.domain.experiments import an_experiment, known, serving
from tests.unit.domain.rulesets import an_evaluator
from tests.unit.services.builders import a_flag_needing, a_flag_with

KEY = "new-gallery"
IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}
RULE = {"id": "pro-first", "conditions": [IS_PRO], "variant": "on"}
PRO = {"targetingKey": "u1", "plan": "pro"}


def told(evaluator: Evaluator, context: Any = PRO, key: str = KEY) -> str:
    return because(explain(evaluator, key, context))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"enabled": False}, "The flag is off here."),
        ({}, "Everybody gets it."),
        ({"targets": {"on": ["u1"]}}, "The unit is named for on."),
        ({"targets": {"on": ["u2"]}}, "Nothing before the default is for this unit."),
        ({"rules": [RULE]}, "The rule pro-first is for this unit."),
        (
            {"rules": [{**RULE, "percentage": 100}]},
            "The rule pro-first is for 100 % of such units, and this is one of them.",
        ),
        (
            {"rules": [{"id": "half", "split": {"on": 1}}]},
            "The rule half is for this unit, and drew on for it.",
        ),
        (
            {"rollout": {"variant": "on", "percentage": 100}},
            "100 % of all units get on, and this is one of them.",
        ),
    ],
)
def test_the_step_that_decided_is_told_in_a_sentence(
    settings: dict[str, Any], sentence: str
) -> None:
    assert told(an_evaluator(a_flag_with(**settings))) == sentence


@pytest.mark.parametrize(("others", "found"), [([], "nothing"), ([a_flag_with()], "off")])
def test_a_prerequisite_says_what_it_wants_and_what_it_gets(
    others: list[dict[str, Any]], found: str
) -> None:
    flag = a_flag_needing("child", KEY)

    sentence = told(an_evaluator(flag, *others), key="child")

    assert sentence == f"The flag new-gallery has to answer on first, and answers {found}."


def test_what_cannot_be_answered_says_why() -> None:
    sentence = told(an_evaluator(a_flag_with()), key="nobody")

    assert sentence == "It cannot be answered: no flag is called 'nobody'."


def test_an_experiment_says_what_it_drew() -> None:
    assert told(serving(an_experiment(variants=ONE_SIDED)), known()) == (
        "The experiment gallery drew control for this unit."
    )


def test_an_experiment_says_what_it_drew_before() -> None:
    context = known(exposures={"gallery.1": "treatment"})

    assert told(serving(an_experiment()), context) == (
        "The unit met treatment of the experiment gallery before, and keeps it."
    )


def test_an_experiment_that_was_stopped_says_so() -> None:
    assert told(serving(an_experiment(halted=True)), known()) == (
        "The experiment gallery is stopped: everybody gets control, its control."
    )


ONE_SIDED = {"control": {"flags": {KEY: "off"}}, "treatment": {"flags": {KEY: "on"}, "weight": 0}}


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        ({"named": True, "in": True}, "The unit is named for on by the rollout ramp."),
        (
            {"ranges": [[0, 5000, 0]], "in": True},
            "With stage 2 of the rollout ramp, on has come to this unit.",
        ),
    ],
)
def test_a_rollout_says_how_it_came_to_the_unit(share: dict[str, Any], sentence: str) -> None:
    step = {"step": "rollout", "rollout": "ramp", "stage": 1, "variant": "on", "shares": [share]}

    assert because({"answer": {}, "steps": [step]}) == sentence


def test_a_trace_that_was_cut_short_says_so() -> None:
    trace = {"answer": {"variant": "on"}, "steps": [{"step": "error", "error": "KeyError"}]}

    assert because(trace) == "The steps that led to it cannot be told."
