"""The cases, one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.statistics.answering import mismatches_of

CASES = json.loads((Path(__file__).parent / "public.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_answer_is_that_of_independent_software(case: dict[str, Any]) -> None:
    assert mismatches_of(case) == []


@pytest.mark.parametrize(
    "wrong",
    [{"n_control": "1000"}, {"x_control": True}, {"x_control": None}, {"alternative": "both"}],
    ids=str,
)
def test_inputs_of_the_wrong_type_are_refused(wrong: dict[str, Any]) -> None:
    refused = CASES[0] | {"inputs": CASES[0]["inputs"] | wrong, "expected": {"error": True}}
    assert mismatches_of(refused) == []


def test_the_method_of_an_interval_may_be_left_out() -> None:
    case = next(case for case in CASES if case["inputs"].get("ci_method") == "newcombe")
    inputs = {name: value for name, value in case["inputs"].items() if name != "ci_method"}
    assert mismatches_of(case | {"inputs": inputs}) == []


def test_the_relative_effect_of_one_unit_has_a_value_and_no_interval() -> None:
    expected = {"relative_lift": 0.25, "se": None, "ci_low": None, "ci_high": None}
    names = ("n", "sum", "sum_sq")
    sums = {f"{name}_control": value for name, value in zip(names, (1, 4, 16), strict=True)}
    sums |= {f"{name}_treatment": value for name, value in zip(names, (10, 50, 300), strict=True)}
    case = {"method": "relative_lift_ci_delta", "inputs": sums | {"alpha": 0.05}, "tol": {}}
    assert mismatches_of(case | {"expected": expected}) == []
