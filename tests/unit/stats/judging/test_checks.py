"""What must hold before anything is concluded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from burgee.domain.results import Check
from burgee.stats.judging.checks import checks_of, exposed_units, failed
from burgee.stats.judging.questions import AnalysisPlan
from tests.unit.stats.judging.runs import of_metric, of_run, question, rate

NO_IMBALANCE: dict[str, float] = {}


def checks(
    units: Mapping[str, Mapping[str, Any]],
    imbalances: Mapping[str, float] | None = None,
    **asked: Any,
) -> dict[str, Check]:
    variants = {variant: rate(each.get("n", 0), 0) for variant, each in units.items()}
    of = {name: asked.pop(name) for name in ("inexact", "building") if name in asked}
    sums = of_run({"conversion": of_metric("conversion_rate", variants)}, units, **of)
    found = checks_of(question(sums, **asked), imbalances or NO_IMBALANCE)
    return {check.key: check for check in found}


def even(n: int, **kinds: int) -> dict[str, dict[str, int]]:
    return {"control": {"n": n, **kinds}, "treatment": {"n": n}}


def test_a_run_that_went_as_planned_passes_all_checks() -> None:
    assert all(check.passed for check in checks(even(5_000)).values())


def test_shares_far_from_the_plan_block_a_verdict() -> None:
    found = checks({"control": {"n": 10_000}, "treatment": {"n": 9_200}})["sample_ratio"]
    assert (found.passed, found.blocks) == (False, True)
    assert found.sentence.startswith("Sample ratio mismatch: control 10,000, treatment 9,200")


def test_units_that_were_left_out_count_for_the_shares() -> None:
    found = checks({"control": {"n": 9_200, "opted_out": 800}, "treatment": {"n": 10_000}})
    assert found["sample_ratio"].passed


def test_every_kind_of_exposed_unit_is_counted() -> None:
    sums = question(
        of_run(
            {"conversion": of_metric("conversion_rate", {"control": rate(5, 1)})},
            {"control": {"n": 5, "mixed": 1, "opted_out": 2, "erased": 3}},
        )
    ).sums
    assert exposed_units(sums) == {"control": 11}


def test_units_in_a_variant_without_weight_are_a_mismatch() -> None:
    units = {"control": {"n": 500}, "treatment": {"n": 500}, "ghost": {"n": 3}}
    found = checks(units, weights={"control": 1, "treatment": 1, "ghost": 0})
    assert not found["sample_ratio"].passed


def test_without_units_there_is_no_ratio_to_judge() -> None:
    found = checks(even(0))["sample_ratio"]
    assert (found.passed, found.sentence) == (
        True,
        "Sample ratio undefined, because no units came.",
    )


@pytest.mark.parametrize(("mixed", "passed"), [(100, True), (120, False)])
def test_more_than_one_in_a_hundred_units_in_two_variants_block(mixed: int, passed: bool) -> None:
    found = checks(even(5_000, mixed=mixed), weights={"control": 1, "treatment": 1})["mixed"]
    assert (found.passed, found.blocks) == (passed, True)


def test_no_unit_at_all_is_mixed_in_an_empty_run() -> None:
    assert checks(even(0))["mixed"].passed


def test_a_difference_before_the_exposure_blocks() -> None:
    found = checks(even(5_000), {"revenue": 1e-5, "clicks": 0.4})["before"]
    assert (found.passed, found.blocks, found.p_value) == (False, True, 1e-5)
    assert "revenue" in found.sentence


def test_one_of_many_small_differences_before_the_exposure_is_chance() -> None:
    found = checks(even(5_000), {f"metric-{number}": 0.0004 for number in range(5)})
    assert found["before"].passed


def test_sums_that_may_be_wrong_block() -> None:
    found = checks(even(5_000), inexact=("a record was parked",))["exact"]
    assert (found.passed, found.blocks) == (False, True)
    assert found.sentence == ("The sums may be wrong (a record was parked): ask for a recount.")


def test_a_recount_under_way_is_said() -> None:
    found = checks(even(5_000), building=2)["exact"]
    assert (found.passed, found.sentence) == (
        True,
        "The sums are exact; a recount is under way.",
    )


def test_too_few_days_only_hold_a_verdict_back() -> None:
    found = checks(even(5_000), days=6.9)
    assert failed(list(found.values()), blocking=True) == []
    assert failed(list(found.values()), blocking=False) == [found["minimum_days"]]


def test_the_smallest_variant_must_have_the_minimum_of_units() -> None:
    found = checks(even(999), plan=AnalysisPlan())["minimum_units"]
    assert (found.passed, found.blocks) == (False, False)
    assert found.sentence == "999 of at least 1,000 units in the smallest variant."


@pytest.mark.parametrize(("least", "said"), [(1, "1 day."), (7, "7 days.")])
def test_the_days_that_are_missing_are_told(least: int, said: str) -> None:
    found = checks(even(5_000), plan=AnalysisPlan(minimum_days=least), days=0.5)["minimum_days"]
    assert (found.passed, found.sentence) == (False, f"0.5 of at least {said}")
