"""What to do next, and the sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from burgee.domain.results import (
    Check,
    Comparison,
    Finding,
    MetricResult,
    Part,
    Recommendation,
    VariantResult,
    Verdict,
)
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.judging.verdicts import Standing, verdict_of

PASSED = Check("sample_ratio", passed=True, blocks=True, sentence="As planned.")
MISMATCH = Check("sample_ratio", passed=False, blocks=True, sentence="Sample ratio mismatch: bad.")
TOO_FEW_DAYS = Check("minimum_days", passed=False, blocks=False, sentence="3 of at least 7 days.")


def comparison(finding: Finding, variant: str = "green", **fields: Any) -> Comparison:
    numbers: dict[str, Any] = {
        "method": "Welch's t test",
        "effect": 2.0,
        "se": 0.5,
        "low": 1.0,
        "high": 3.0,
        "relative_effect": 0.2,
        "relative_low": 0.1,
        "relative_high": 0.3,
        "decided_on": "effect",
        "alpha": 0.05,
        "bound": 2.0,
        "p_value": 0.01,
        "adjusted_p_value": 0.01,
        "family": 1,
    }
    return Comparison(variant=variant, finding=finding, **(numbers | fields))


def metric(*comparisons: Comparison, part: Part = Part.GOAL, **fields: Any) -> MetricResult:
    treatments = [each.variant for each in comparisons]
    return MetricResult(
        metric=fields.pop("key", "revenue"),
        part=part,
        type=fields.pop("type", "sum"),
        direction=fields.pop("direction", "increase"),
        variants=[
            VariantResult("control", 5_000, 10.0, 9.0, 11.0),
            *(VariantResult(each, 5_000, 12.0, 11.0, 13.0) for each in treatments),
        ],
        comparisons=comparisons,
        **fields,
    )


def goal(*findings: Finding, **fields: Any) -> MetricResult:
    """A goal of as many treatments as there are findings."""
    variants = ("green", "blue", "red")
    pairs = zip(findings, variants, strict=False)
    return metric(*(comparison(finding, variant) for finding, variant in pairs), **fields)


def guardrail(finding: Finding, *notes: str, **fields: Any) -> MetricResult:
    made = comparison(finding, notes=notes)
    return metric(made, part=Part.GUARDRAIL, key="errors", direction="decrease", **fields)


def verdict(*metrics: MetricResult, checks: Sequence[Check] = (PASSED,), **fields: Any) -> Verdict:
    standing: dict[str, Any] = {
        "plan": fields.pop("plan", AnalysisPlan(maximum_days=28)),
        "is_final": False,
        "has_ended": False,
        "days": 10.0,
        "units": 8_000,
        "planned": 20_000,
    }
    return verdict_of(Standing(checks=checks, metrics=metrics, **(standing | fields)))


def test_a_failed_check_blocks_whatever_was_found() -> None:
    found = verdict(goal(Finding.BETTER), checks=[MISMATCH])
    assert (found.recommendation, found.rule) == (None, "blocked")
    assert found.sentence == "No verdict: Sample ratio mismatch: bad."


def test_an_interval_above_the_worthwhile_effect_promotes() -> None:
    found = verdict(goal(Finding.BETTER))
    assert (found.recommendation, found.variant) == (Recommendation.PROMOTE, "green")
    assert found.sentence == (
        "Promote 'green': revenue is 12.00 against 10.00 (+20.0 %, 95 % interval +1.00 to +3.00): "
        "all of it is above 0."
    )


def test_a_verdict_carries_the_numbers_of_its_sentence() -> None:
    assert verdict(goal(Finding.BETTER)).numbers["low"] == 1.0


def test_the_treatment_with_the_largest_benefit_is_promoted_and_others_are_named() -> None:
    made = metric(
        comparison(Finding.BETTER, "green"), comparison(Finding.BETTER, "blue", effect=3.0)
    )
    found = verdict(made)
    assert found.variant == "blue"
    assert found.sentence.endswith("So would 'green'.")


def test_where_less_is_better_the_largest_decrease_is_promoted() -> None:
    made = metric(
        comparison(Finding.BETTER, "green", effect=-2.0, low=-3.0, high=-1.0),
        comparison(Finding.BETTER, "blue", effect=-1.0, low=-1.5, high=-0.5),
        direction="decrease",
    )
    found = verdict(made)
    assert found.variant == "green"
    assert "all of it is below 0" in found.sentence


def test_an_interval_below_zero_rolls_back() -> None:
    made = metric(comparison(Finding.WORSE, effect=-2.0, low=-3.0, high=-1.0))
    found = verdict(made)
    assert (found.recommendation, found.rule) == (Recommendation.ROLL_BACK, "harmful")
    assert found.sentence.endswith("all of it is below 0.")


def test_one_worse_treatment_of_two_does_not_end_the_experiment() -> None:
    found = verdict(goal(Finding.WORSE, Finding.UNDECIDED))
    assert found.recommendation is Recommendation.CONTINUE


def test_an_effect_that_cannot_be_worthwhile_stops() -> None:
    plan = AnalysisPlan(worthwhile_effect=0.5, maximum_days=28)
    made = metric(comparison(Finding.NOT_WORTHWHILE, decided_on="relative_effect"))
    found = verdict(made, plan=plan)
    assert (found.recommendation, found.rule) == (Recommendation.STOP, "not_worthwhile")
    assert found.sentence.endswith(
        "95 % interval of the relative effect +10.0 % to +30.0 %): all of it is below +50.0 %."
    )


def test_what_is_worse_than_worthwhile_lies_above_it_where_less_is_better() -> None:
    plan = AnalysisPlan(worthwhile_effect=0.5, maximum_days=28)
    made = metric(
        comparison(Finding.NOT_WORTHWHILE, decided_on="relative_effect"), direction="decrease"
    )
    assert verdict(made, plan=plan).sentence.endswith("all of it is above -50.0 %.")


def test_a_harmed_guardrail_stops() -> None:
    found = verdict(goal(Finding.UNDECIDED), guardrail(Finding.HARMED))
    assert (found.recommendation, found.rule) == (Recommendation.STOP, "guardrail_harmed")
    assert found.sentence.startswith("Stop: 'green' harms the guardrail errors: errors is 12.00")


def test_a_breached_threshold_is_named() -> None:
    breach = "'green' is beyond the threshold 0.05 of errors"
    found = verdict(goal(Finding.UNDECIDED), guardrail(Finding.HARMED, breach))
    assert found.sentence == f"Stop: {breach}."


def test_a_winner_that_harms_a_guardrail_is_to_be_modified() -> None:
    found = verdict(goal(Finding.BETTER), guardrail(Finding.HARMED))
    assert (found.recommendation, found.rule) == (Recommendation.MODIFY, "goal_against_guardrail")


def test_a_harmful_treatment_does_not_stop_another_one_that_wins() -> None:
    found = verdict(goal(Finding.UNDECIDED, Finding.BETTER), guardrail(Finding.HARMED))
    assert (found.recommendation, found.variant) == (Recommendation.PROMOTE, "blue")


def test_a_harmed_guardrail_does_not_wait_for_the_minimum_of_days() -> None:
    found = verdict(guardrail(Finding.HARMED), checks=[TOO_FEW_DAYS])
    assert found.recommendation is Recommendation.STOP


def test_too_few_days_hold_a_verdict_back() -> None:
    found = verdict(goal(Finding.BETTER), checks=[TOO_FEW_DAYS])
    assert (found.recommendation, found.rule) == (Recommendation.CONTINUE, "too_early")
    assert found.sentence == "Continue: it is too early to conclude. 3 of at least 7 days."


def test_a_run_that_ended_too_early_is_to_be_extended() -> None:
    found = verdict(goal(Finding.BETTER), checks=[TOO_FEW_DAYS], has_ended=True, is_final=True)
    assert (found.recommendation, found.rule) == (Recommendation.EXTEND, "ended_early")


def test_goals_that_pull_apart_ask_for_a_change() -> None:
    found = verdict(goal(Finding.BETTER), goal(Finding.WORSE, key="clicks"))
    assert (found.recommendation, found.rule) == (Recommendation.MODIFY, "goals_conflict")
    assert found.metric == "clicks"


@pytest.mark.parametrize(
    ("ended", "recommendation"),
    [(False, Recommendation.CONTINUE), (True, Recommendation.EXTEND)],
)
def test_a_winner_waits_until_its_guardrail_is_shown_to_be_safe(
    ended: bool, recommendation: Recommendation
) -> None:
    made = guardrail(Finding.UNDECIDED, margin=0.02)
    found = verdict(goal(Finding.BETTER), made, has_ended=ended, is_final=ended)
    assert (found.recommendation, found.rule) == (recommendation, "safety_not_shown")


def test_a_guardrail_without_a_margin_need_not_be_shown_to_be_safe() -> None:
    found = verdict(goal(Finding.BETTER), guardrail(Finding.UNDECIDED))
    assert found.recommendation is Recommendation.PROMOTE


def test_only_of_a_winner_it_is_asked_whether_it_is_safe() -> None:
    made = metric(
        comparison(Finding.UNDECIDED, "blue"),
        comparison(Finding.UNDECIDED, "green"),
        part=Part.GUARDRAIL,
        key="errors",
        margin=0.02,
    )
    found = verdict(goal(Finding.BETTER, Finding.UNDECIDED), made)
    assert (found.rule, found.variant) == ("safety_not_shown", "green")


def test_units_that_come_too_slowly_ask_for_a_longer_run() -> None:
    found = verdict(goal(Finding.UNDECIDED), days=20.0, units=8_000)
    assert (found.recommendation, found.rule) == (Recommendation.EXTEND, "too_slow")
    assert "11,200 of the planned 20,000 units will have come by day 28" in found.sentence


def test_in_the_first_half_of_its_days_nobody_calls_a_run_slow() -> None:
    assert verdict(goal(Finding.UNDECIDED), days=5.0, units=10).rule == "undecided"


def test_units_that_come_in_time_let_a_run_go_on() -> None:
    found = verdict(goal(Finding.UNDECIDED), days=20.0, units=15_000)
    assert found.sentence == (
        "Continue: nothing is decided yet. 15,000 of 20,000 planned units came (75 %). Revenue is "
        "12.00 against 10.00 (+20.0 %, 95 % interval +1.00 to +3.00)."
    )


def test_without_goals_and_planned_units_a_run_goes_on() -> None:
    found = verdict(guardrail(Finding.UNDECIDED), planned=None)
    assert found.sentence == "Continue: nothing is decided yet. 8,000 units came."


def test_an_end_before_the_planned_units_asks_for_more() -> None:
    found = verdict(goal(Finding.UNDECIDED), is_final=True, has_ended=True)
    assert (found.recommendation, found.rule) == (Recommendation.EXTEND, "too_few_units")


def test_an_end_with_all_units_and_nothing_decided_is_inconclusive() -> None:
    found = verdict(goal(Finding.UNDECIDED), is_final=True, units=20_000)
    assert found.recommendation is Recommendation.INCONCLUSIVE
    assert found.sentence.endswith("Keep the control.")


def test_an_end_without_goals_is_inconclusive() -> None:
    found = verdict(guardrail(Finding.UNDECIDED), is_final=True, planned=None)
    assert found.sentence == "Inconclusive: the run is over and its goals are undecided."


def test_an_interval_that_is_not_there_is_said_with_its_reason() -> None:
    made = comparison(
        Finding.UNDEFINED,
        low=None,
        high=None,
        alpha=None,
        relative_effect=None,
        undefined={"interval": "there are no units"},
    )
    found = verdict(metric(made), planned=None)
    assert found.sentence.endswith("(its interval is undefined, because there are no units).")


def test_values_that_are_not_there_are_undefined() -> None:
    made = comparison(Finding.UNDEFINED, effect=None, low=None, undefined={})
    nothing = [
        VariantResult("control", 0, None, None, None),
        VariantResult("green", 0, None, None, None),
    ]
    result = metric(made)
    found = verdict(
        MetricResult(result.metric, result.part, result.type, result.direction, nothing, [made])
    )
    assert "undefined against undefined" in found.sentence
    assert "because there is no number" in found.sentence


def test_rates_are_in_percent_and_their_differences_in_points() -> None:
    made = comparison(Finding.BETTER, effect=0.02, low=0.01, high=0.03)
    result = MetricResult(
        "signup",
        Part.GOAL,
        "conversion_rate",
        "increase",
        [VariantResult("control", 9, 0.1, 0.0, 0.2), VariantResult("green", 9, 0.12, 0.1, 0.2)],
        [made],
    )
    assert "signup is 12.00 % against 10.00 %" in verdict(result).sentence
    assert "+1.00 points to +3.00 points" in verdict(result).sentence
