from __future__ import annotations

from typing import Any

from burgee.domain.bucketing import make_draw, seed_of, slot_of
from burgee.domain.explanation import explain
from tests.unit.domain.ramps import FLAG, a_rollout, ramping, stages

IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}


def slot(unit: str) -> int:
    draw = {"seed": seed_of(FLAG, "rollout")}
    return slot_of(draw, make_draw(draw)({"targetingKey": unit}))


def steps(context: dict[str, Any], **parts: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = explain(ramping(a_rollout(**parts)), FLAG, context)["steps"]
    return found


def step(context: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return next(each for each in steps(context, **parts) if each["step"] == "rollout")


def unit_between(low: int, high: int) -> str:
    return next(unit for unit in map(str, range(1000)) if low <= slot(unit) < high)


def test_a_trace_says_where_a_unit_was_drawn_and_on_which_side_of_the_run_it_is() -> None:
    unit = unit_between(10_000, 20_000)

    assert step({"targetingKey": unit}, at=1, run=3) == {
        "step": "rollout",
        "rollout": "ramp",
        "stage": 1,
        "excluded": False,
        "variant": "on",
        "shares": [
            {"ranges": [[0, 10_000, 0]], "matched": True, "in": False, "bucket": slot(unit)},
            {"ranges": [[0, 20_000, 1]], "matched": True, "in": True, "bucket": slot(unit)},
        ],
        "run": {"number": 3, "variant": "on"},
    }


def test_a_trace_goes_on_to_the_default() -> None:
    found = steps({"targetingKey": unit_between(20_000, 100_000)}, at=1, run=1)

    assert found[-2]["run"] == {"number": 1, "variant": "off"}
    assert found[-1] == {"step": "default", "variant": "off"}


def test_a_trace_of_who_is_in_since_an_earlier_stage_names_no_run() -> None:
    found = step({"targetingKey": unit_between(0, 10_000)}, at=1, run=1)

    assert found["variant"] == "on"
    assert "run" not in found


def test_a_trace_says_who_is_excluded() -> None:
    found = step({"targetingKey": "ann"}, at=3, run=1, excluded=["ann"])

    assert (found["excluded"], found["variant"], found["shares"]) == (True, None, [])


def test_a_trace_says_who_is_named() -> None:
    named = {"percentage": 0, "units": ["ann"]}

    found = [step({"targetingKey": unit}, stages=[named]) for unit in ("ann", "bob")]

    assert [each["shares"] for each in found] == [
        [{"stage": 0, "named": True, "matched": True, "in": True}],
        [{"stage": 0, "named": True, "matched": False, "in": False}],
    ]


def test_a_trace_shows_the_audience() -> None:
    stage = {"percentage": 50, "conditions": [IS_PRO]}

    found = step({"targetingKey": "ann", "plan": "free"}, stages=[stage], run=1)

    [share] = found["shares"]
    assert [each["matched"] for each in share["conditions"]] == [False]
    assert (share["matched"], "bucket" in share, "run" in found) == (False, False, False)


def test_a_trace_without_a_unit_says_what_is_missing() -> None:
    found = steps({}, at=2)

    assert found[-1] == {"step": "error", "missing_attribute": "targetingKey"}


def test_a_trace_without_a_unit_ends_where_the_whole_audience_is_in() -> None:
    found = steps({}, at=1, stages=stages(50, 100), run=1)[-1]

    assert (found["variant"], [share["in"] for share in found["shares"]]) == ("on", [False, True])
    assert "run" not in found
