"""Whom the stage that is reached compares."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.evaluation import Evaluator
from burgee.domain.explanation import explain
from burgee.domain.rollout_changes import advanced, started
from burgee.domain.rollout_draws import compared_from, is_draw
from burgee.domain.rollouts import Rollout, Stage
from tests.unit.domain.experiments import known
from tests.unit.domain.ramps import FLAG, RUN, a_rollout, ramping
from tests.unit.domain.rulesets import parsed_flags
from tests.unit.services.builders import NOON, a_flag_with

IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}
UNITS = [f"user-{number}" for number in range(4000)]


def staged(*written: dict[str, Any]) -> list[Stage]:
    return [Stage.model_validate(stage) for stage in written]


def pro(percentage: float) -> dict[str, Any]:
    return {"percentage": percentage, "conditions": [IS_PRO]}


def everybody(percentage: float) -> dict[str, Any]:
    return {"percentage": percentage}


@pytest.mark.parametrize(
    ("written", "slot", "draws"),
    [
        ([everybody(10)], 0, True),
        ([everybody(10), everybody(25)], 10_000, True),
        ([everybody(25), everybody(100)], 25_000, True),
        ([pro(100), everybody(10)], 0, True),
        ([pro(50), everybody(20)], 0, True),
        ([pro(5), everybody(20)], 5_000, True),
        ([everybody(10), everybody(10)], 0, False),
        ([everybody(30), pro(20)], 0, False),
        ([{"units": ["user-1"]}, everybody(20)], 0, True),
        ([everybody(20), {"units": ["user-1"]}], 0, False),
    ],
)
def test_compared_are_those_for_whom_it_is_a_draw(
    written: list[dict[str, Any]], slot: int, draws: bool
) -> None:
    assert (compared_from(staged(*written)), is_draw(staged(*written))) == (slot, draws)


def sides(evaluator: Evaluator, plan: str) -> list[str]:
    """The sides of all units of a plan that are in the run."""
    found = []
    for unit in UNITS:
        context = known({"targetingKey": unit, "plan": plan})
        evaluator.evaluate(FLAG, context)
        if RUN in context.units.met:
            found.append(context.units.met[RUN].variant)
    return found


@pytest.mark.parametrize(
    "written",
    [
        [everybody(10), everybody(25)],
        [everybody(10), everybody(50)],
        [pro(5), everybody(20)],
        [pro(50), everybody(20)],
        [pro(100), everybody(20)],
        [pro(10), pro(50), everybody(20)],
        [everybody(5), pro(50), everybody(20)],
    ],
)
def test_whoever_is_compared_has_the_chance_that_the_run_says(written: list[Any]) -> None:
    """Else a difference between audiences would be taken for one between variants."""
    [flag] = parsed_flags([a_flag_with()])
    plan = {"environment": "production", "variant": "on", "flag": FLAG, "stages": written}
    guardrail = {"metric": {"key": "errors", "event_name": "e", "type": "conversion_rate"}}
    rollout = started(
        Rollout.model_validate({"key": "ramp", **plan, "guardrails": [guardrail]}), flag, NOON
    )
    for _ in written[1:]:
        rollout = advanced(rollout, flag, NOON)
    assert rollout.run is not None
    chance = rollout.run.weights["on"] / sum(rollout.run.weights.values())
    run = {**rollout.run.model_dump(mode="json"), "number": 1}
    at = len(written) - 1
    evaluator = ramping(a_rollout(stages=written, at=at, runs=[run], guardrails=[guardrail]))

    for audience in ("pro", "basic"):
        found = sides(evaluator, audience)
        if found:
            assert found.count("on") / len(found) == pytest.approx(chance, abs=0.03)
    assert len(sides(evaluator, "basic")) > 1500


def test_an_explanation_leaves_out_of_the_run_whom_it_does_not_compare() -> None:
    evaluator = ramping(a_rollout(stages=[pro(50), everybody(20)], at=1, run=1))

    traces = [
        explain(evaluator, FLAG, {"targetingKey": unit, "plan": "pro"}) for unit in UNITS[:99]
    ]

    assert not any("run" in step for trace in traces for step in trace["steps"])
