"""A look at a run, from its sums to its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.results import Comparison, Finding, Look, Part, Recommendation
from burgee.domain.sums import Breakdown, RunSums
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.values import Estimate
from tests.unit.stats.judging.runs import conversions, goal, mean, of_metric, of_run, question, rate

PLAN = AnalysisPlan(planned_units=10_000)
ONE_LOOK = replace(PLAN, sequential="none", planned_units=None)


def look(sums: RunSums, *metrics: Any, **fields: Any) -> Look:
    return analyse_run(question(sums, list(metrics) or None, **fields))


def only(found: Look) -> Comparison:
    [metric] = found.metrics
    [comparison] = metric.comparisons
    return comparison


def revenue(*numbers: Any, metric_type: str = "sum") -> RunSums:
    keys = ["control", *(f"treatment-{number}" for number in range(1, len(numbers)))]
    return of_run({"revenue": of_metric(metric_type, dict(zip(keys, numbers, strict=True)))})


def test_a_look_says_where_the_run_stands() -> None:
    found = look(conversions((4_000, 400), (4_000, 410)), asked_by="k1", asked_by_name="Ann")
    assert (found.number, found.information, found.fraction) == (1, 8_000, 0.4)
    assert (found.run, found.control) == ("checkout.1", "control")
    assert (found.asked_by, found.asked_by_name) == ("k1", "Ann")
    assert found.units == {"control": 4_000, "treatment-1": 4_000}


def test_a_clear_effect_is_promoted() -> None:
    found = look(conversions((8_000, 800), (8_000, 960)))
    assert found.verdict.recommendation is Recommendation.PROMOTE
    assert only(found).finding is Finding.BETTER


def test_the_interval_that_is_shown_is_the_one_that_decides() -> None:
    for successes in range(800, 961, 8):
        comparison = only(look(conversions((8_000, 800), (8_000, successes))))
        assert comparison.low is not None
        assert (comparison.low > 0) is (comparison.finding is Finding.BETTER)


def test_early_looks_ask_for_more_than_late_ones() -> None:
    early = only(look(conversions((2_500, 250), (2_500, 270))))
    late = only(look(conversions((10_000, 1_000), (10_000, 1_010))))
    assert early.bound == pytest.approx(4.3326, abs=5e-4)
    assert late.bound == pytest.approx(1.96, abs=1e-3)


def test_a_look_remembers_what_was_spent_before() -> None:
    first = look(conversions((5_000, 500), (5_000, 505)))
    second = look(conversions((10_000, 1_000), (10_000, 1_010)), past=[first])
    assert (second.number, second.is_final) == (2, True)
    assert only(second).bound == pytest.approx(1.9686, abs=5e-4)


def test_units_are_told_in_the_order_of_the_plan() -> None:
    sums = conversions((5_000, 500), (4_000, 400))
    turned = Breakdown(dict(reversed(sums.units.variants.items())), {})
    weights = {"control": 1, "treatment-1": 1}
    units = look(replace(sums, units=turned), weights=weights).units
    assert list(units.items()) == [("control", 5_000), ("treatment-1", 4_000)]


def test_a_variant_that_nobody_met_has_no_units() -> None:
    sums = conversions((5_000, 500), (0, 0))
    met = Breakdown({"control": sums.units.variants["control"]}, {})
    weights = {"control": 1, "treatment-1": 1}
    units = look(replace(sums, units=met), weights=weights).units
    assert units == {"control": 5_000, "treatment-1": 0}


def test_so_early_that_no_result_could_stop_there_is_no_interval() -> None:
    comparison = only(look(conversions((100, 10), (100, 90))))
    assert (comparison.low, comparison.bound, comparison.finding) == (None, None, Finding.UNDECIDED)
    assert comparison.undefined["interval"].startswith("this early the plan spends nothing")


def test_a_fixed_plan_shows_no_interval_before_its_end() -> None:
    plan = replace(PLAN, sequential="none")
    found = only(look(conversions((5_000, 500), (5_000, 700)), plan=plan))
    assert found.undefined["interval"] == "the plan looks once, at 10,000 units per variant"
    assert found.finding is Finding.UNDECIDED


def test_a_fixed_plan_without_planned_units_looks_at_the_end() -> None:
    found = look(conversions((5_000, 500), (5_000, 700)), plan=ONE_LOOK)
    assert only(found).undefined["p_value"] == "the plan looks once, at the end"
    ended = look(conversions((5_000, 500), (5_000, 700)), plan=ONE_LOOK, has_ended=True)
    assert ended.verdict.recommendation is Recommendation.PROMOTE


def test_planned_units_before_the_minimum_of_days_make_no_final_look() -> None:
    sums = conversions((10_000, 1_000), (10_000, 1_200))
    early = look(sums, days=2.0)
    assert (early.is_final, early.spent, early.verdict.rule) == (False, 0.0, "too_early")
    late = look(conversions((30_000, 3_000), (30_000, 3_600)), past=[early])
    assert (late.is_final, late.verdict.recommendation) == (True, Recommendation.PROMOTE)


def test_an_ended_run_waits_for_a_recount_before_its_final_look() -> None:
    sums = replace(conversions((5_000, 500), (5_000, 600)), inexact=("parked",))
    assert not look(sums, has_ended=True).is_final


def test_an_asymptotic_sequence_waits_for_a_hundred_units() -> None:
    plan = replace(PLAN, sequential="confidence_sequence")
    found = only(look(conversions((99, 9), (120, 80)), plan=plan))
    assert found.undefined["interval"] == "it takes 100 units in each variant"


def test_without_conversions_an_effect_has_an_interval_and_no_p_value() -> None:
    comparison = only(look(conversions((9_000, 0), (9_000, 0))))
    assert comparison.low is not None
    assert comparison.low < 0 < (comparison.high or 0)
    assert comparison.undefined["p_value"] == "no unit converted"
    assert comparison.undefined["relative_effect"]


def test_conversions_of_everybody_have_an_interval_too() -> None:
    comparison = only(look(conversions((9_000, 9_000), (9_000, 9_000))))
    assert comparison.undefined["p_value"] == "all units converted"


def test_few_conversions_are_tested_exactly() -> None:
    comparison = only(look(conversions((9_000, 1), (9_000, 4))))
    assert comparison.method.startswith("Fisher")
    assert 0.3 < (comparison.p_value or 0) < 0.45


@pytest.mark.parametrize("units", [1, 2, 10, 1_000, 10**6, 10**9])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_any_number_of_units_has_an_answer_or_a_reason(units: int, share: float) -> None:
    successes = int(units * share)
    comparison = only(look(conversions((units, successes), (units, successes)), plan=ONE_LOOK))
    for name in ("effect", "relative_effect", "p_value"):
        assert (getattr(comparison, name) is None) is (name in comparison.undefined)


def test_no_unit_at_all_has_a_reason() -> None:
    found = look(conversions((0, 0), (0, 0)))
    assert found.metrics[0].variants[0].undefined["value"] == "there are no units"
    assert only(found).undefined["effect"] == "in the control there are no units"


def test_a_mean_without_spread_is_undefined() -> None:
    found = look(revenue(mean(5_000, "5000", "5000"), mean(5_000, "5000", "5000")))
    assert only(found).undefined["effect"] == "no unit differs from another in either variant"


def test_a_mean_is_compared_by_welch() -> None:
    found = only(look(revenue(mean(8_000, "8000.5", "20000"), mean(8_000, "9000", "22000"))))
    assert found.method == "Welch's t test"
    assert found.effect == pytest.approx((9_000 - 8_000.5) / 8_000)
    assert (found.unadjusted_effect, found.variance_reduction) == (None, None)


def capped(numbers: Any, units: int, y: str, yy: str, **more: str) -> Any:
    """Numbers of a metric with a cap: how many units it met, and the sums without it."""
    return numbers | {"capped": units, "uncapped": {"y": y, "yy": yy, **more}}


def test_a_cap_is_told_with_the_units_that_it_met_and_the_effect_without_it() -> None:
    control = capped(mean(8_000, "8000", "20000"), 3, "8090", "24000")
    green = capped(mean(8_000, "8400", "22000"), 12, "8890", "41000")
    [metric] = look(revenue(control, green), goal("revenue", "sum", cap=40)).metrics
    [found] = metric.comparisons
    without = only(look(revenue(mean(8_000, "8090", "24000"), mean(8_000, "8890", "41000"))))
    assert (metric.cap, [each.capped for each in metric.variants]) == (40, [3, 12])
    assert (found.uncapped_effect, found.uncapped_se) == (without.effect, without.se)
    assert found.effect == pytest.approx(0.05)
    [note] = found.notes
    assert note == (
        "units above the cap 40: 3 of 'control', 12 of 'treatment-1'; without the cap the effect "
        f"is +0.1 ({without.low:+.4g} to {without.high:+.4g})"
    )


def test_without_the_cap_a_ratio_keeps_its_denominator() -> None:
    over = {"z": "8000", "zz": "16000", "yz": "25000"}
    numbers = mean(8_000, "16000", "60000") | over
    more = mean(8_000, "17000", "70000") | over | {"yz": "26000"}
    green = capped(numbers, 5, "17000", "70000", yz="26000")
    sums = revenue(capped(numbers, 0, "16000", "60000", yz="25000"), green, metric_type="ratio")
    without = only(look(revenue(numbers, more, metric_type="ratio")))
    found = only(look(sums, goal("revenue", "ratio", cap=90)))
    assert (found.uncapped_effect, found.uncapped_se) == (without.effect, without.se)
    assert found.effect == 0


def test_what_the_covariate_explains_is_not_taken_from_the_effect_without_a_cap() -> None:
    before = {"x": "8000", "xx": "40000", "yx": "30000"}
    control = capped(mean(8_000, "8000", "40000", **before), 0, "8000", "40000")
    green = capped(mean(8_000, "8400", "41000", **before), 0, "8400", "41000")
    found = only(look(revenue(control, green), goal("revenue", "sum", cap=40)))
    assert (found.uncapped_effect, found.uncapped_se) == (
        found.unadjusted_effect,
        found.unadjusted_se,
    )
    assert found.notes == []


def test_a_quantile_of_capped_numbers_has_no_value_without_the_cap() -> None:
    numbers = capped(mean(1_000, "5000", "35000"), 10, "6000", "90000")
    bins = [("1", "2", 100), ("2", "4", 600), ("4", "8", 300)]
    variants = {"control": numbers, "green": numbers}
    sums = of_metric("quantile", variants, histogram=dict.fromkeys(variants, bins))
    [metric] = look(of_run({"p90": sums}), goal("p90", "quantile", quantile=0.9, cap=8)).metrics
    [found] = metric.comparisons
    assert [each.capped for each in metric.variants] == [10, 10]
    assert found.uncapped_effect is None
    assert "the histogram is of capped numbers" in found.undefined["uncapped_effect"]
    assert "without the cap the effect is undefined, because" in found.notes[0]


def test_where_no_interval_is_shown_that_without_the_cap_is_not_either() -> None:
    numbers = capped(mean(100, "100", "250"), 1, "150", "3000")
    found = only(look(revenue(numbers, numbers), goal("revenue", "sum", cap=40)))
    assert "(its interval is undefined, because this early" in found.notes[0]


def test_what_units_did_before_makes_the_interval_narrower() -> None:
    before = {"x": "8000", "xx": "40000", "yx": "30000"}
    sums = revenue(mean(8_000, "8000", "40000", **before), mean(8_000, "8400", "41000", **before))
    found = only(look(sums))
    assert found.method.startswith("CUPED")
    rho_squared = (30_000 / 8_000 - 1) ** 2 / (5 - 1) ** 2
    assert found.variance_reduction == pytest.approx(rho_squared, abs=0.01)
    assert found.unadjusted_effect == pytest.approx(0.05)


def test_a_covariate_that_makes_the_interval_wider_is_said_to() -> None:
    sums = revenue(
        mean(8_000, "8000", "40000", x="8000", xx="40000", yx="24000"),
        mean(500, "500", "2500", x="500", xx="2500", yx="-500"),
    )
    found = only(look(sums))
    assert (found.variance_reduction or 0) < 0
    assert found.notes == ["the covariate made the interval wider"]


def test_means_of_few_units_are_tested_by_their_t() -> None:
    sums = revenue(mean(6, "6", "16"), mean(6, "15", "47.5"))
    found = only(look(sums, plan=ONE_LOOK, has_ended=True))
    welch = Estimate(1.5, (2 / 6 + 2 / 6) ** 0.5, 10)
    assert (found.effect, found.p_value) == (1.5, pytest.approx(welch.p_value(), rel=1e-6))


def test_a_rate_is_adjusted_by_what_units_did_before_too() -> None:
    before = {"x": "2000", "xx": "2000"}
    numbers = [rate(8_000, 900) | before | {"yx": "700"}, rate(8_000, 950) | before | {"yx": "705"}]
    sums = of_run(
        {"conversion": of_metric("conversion_rate", {"control": numbers[0], "green": numbers[1]})}
    )
    assert only(look(sums)).method.startswith("CUPED")


def test_a_ratio_goes_by_the_delta_method() -> None:
    numbers = mean(8_000, "16000", "60000") | {"z": "8000", "zz": "16000", "yz": "25000"}
    found = only(look(revenue(numbers, numbers | {"y": "17000"}, metric_type="ratio")))
    assert found.method.startswith("ratio of sums")
    assert found.effect == pytest.approx(0.125)


def test_a_quantile_comes_from_its_histogram() -> None:
    bins = [("0", "1", 4_000), ("1", "2", 3_000), ("2", "4", 2_000)]
    slower = [("0", "1", 3_000), ("1", "2", 3_000), ("2", "4", 3_000)]
    numbers = mean(9_000, "10000", "30000")
    sums = of_run(
        {
            "latency": of_metric(
                "quantile",
                {"control": numbers, "green": numbers},
                histogram={"control": bins, "green": slower},
            )
        }
    )
    found = only(look(sums, goal("latency", "quantile", quantile=0.5, direction="decrease")))
    assert found.effect == pytest.approx(1 / 3, abs=1e-6)
    assert found.finding is Finding.WORSE


def test_variants_of_a_metric_have_numbers_of_one_kind() -> None:
    numbers = mean(8_000, "16000", "60000")
    ratio = numbers | {"z": "8000", "zz": "16000", "yz": "25000"}
    with pytest.raises(TypeError, match="one kind"):
        look(revenue(numbers, ratio))


def test_a_goal_of_which_less_is_better_is_promoted_for_less() -> None:
    sums = conversions((8_000, 960), (8_000, 800))
    found = look(sums, goal(direction="decrease"))
    assert found.verdict.recommendation is Recommendation.PROMOTE


def test_every_goal_and_treatment_belongs_to_the_family() -> None:
    sums = conversions((8_000, 800), (8_000, 960), (8_000, 900))
    [metric] = look(sums).metrics
    assert [each.family for each in metric.comparisons] == [2, 2]
    assert [each.alpha for each in metric.comparisons] == pytest.approx([0.025, 0.05])


def test_what_is_undefined_counts_in_no_family() -> None:
    numbers = [rate(8_000, 800), rate(8_000, 900)]
    nobody = [rate(8_000, 0), rate(8_000, 0)]
    sums = of_run(
        {
            key: of_metric("conversion_rate", dict(zip(("control", "green"), each, strict=True)))
            for key, each in (("bought", numbers), ("returned", nobody))
        }
    )
    assert [metric.comparisons[0].family for metric in look(sums).metrics] == [1, 1]


def test_guardrails_are_not_corrected_and_secondary_metrics_are() -> None:
    variants = {"control": rate(8_000, 800), "green": rate(8_000, 900)}
    sums = of_run({key: of_metric("conversion_rate", variants) for key in "abcde"})
    parts = [Part.GOAL, Part.SECONDARY, Part.SECONDARY, Part.GUARDRAIL, Part.GUARDRAIL]
    found = look(sums, *(goal(key, part=part) for key, part in zip("abcde", parts, strict=True)))
    families = [metric.comparisons[0].family for metric in found.metrics]
    assert families == [1, 2, 2, 2, 2]
    assert found.metrics[3].comparisons[0].alpha == 0.05


def test_a_guardrail_beyond_its_threshold_is_harmed() -> None:
    sums = conversions((8_000, 800), (8_000, 800))
    errors = goal(part=Part.GUARDRAIL, direction="decrease", threshold=0.05)
    found = look(sums, errors)
    assert only(found).finding is Finding.HARMED
    assert only(found).notes[0].startswith("'treatment-1' is beyond the threshold 0.05")
    assert found.verdict.recommendation is Recommendation.STOP


def test_a_threshold_is_breached_also_where_the_effect_has_no_interval() -> None:
    sums = revenue(mean(9_000, "9000", "9000"), mean(9_000, "9000", "9000"))
    errors = goal("revenue", "sum", part=Part.GUARDRAIL, direction="decrease", threshold=0.5)
    assert only(look(sums, errors)).finding is Finding.HARMED


def test_a_margin_is_decided_on_the_relative_effect() -> None:
    sums = conversions((9_000, 4_500), (9_000, 4_510))
    found = only(look(sums, goal(part=Part.GUARDRAIL, margin=0.1)))
    assert (found.decided_on, found.finding) == ("relative_effect", Finding.SAFE)


@pytest.mark.parametrize(
    ("successes", "finding"),
    [
        (1_100, Finding.BETTER),
        (880, Finding.UNDECIDED),
        (805, Finding.NOT_WORTHWHILE),
        (650, Finding.WORSE),
    ],
)
def test_a_worthwhile_effect_is_decided_on_the_relative_effect(
    successes: int, finding: Finding
) -> None:
    plan = replace(PLAN, worthwhile_effect=0.1, planned_units=8_000)
    found = only(look(conversions((8_000, 800), (8_000, successes)), plan=plan))
    assert (found.decided_on, found.finding) == ("relative_effect", finding)


def test_an_effect_short_of_the_worthwhile_one_takes_no_step_of_the_family() -> None:
    plan = replace(PLAN, worthwhile_effect=0.3, planned_units=8_000)
    [metric] = look(conversions((8_000, 800), (8_000, 960), (8_000, 1_400)), plan=plan).metrics
    assert metric.comparisons[0].adjusted_p_value == 1.0


def test_a_relative_effect_of_a_control_near_zero_is_not_identified() -> None:
    found = only(look(conversions((9_000, 1), (9_000, 40))))
    assert found.undefined["relative_interval"].startswith("the control cannot be told from 0")


def test_a_plan_that_needs_the_relative_effect_finds_nothing_without_it() -> None:
    plan = replace(PLAN, worthwhile_effect=0.1)
    assert only(look(conversions((9_000, 0), (9_000, 40)), plan=plan)).finding is Finding.UNDEFINED


def test_segments_are_corrected_all_together() -> None:
    by = {
        "country": {
            "CH": {"control": rate(4_000, 400), "green": rate(4_000, 440)},
            "DE": {"control": rate(4_000, 400), "green": rate(4_000, 520)},
        }
    }
    numbers = {"control": rate(8_000, 800), "green": rate(8_000, 960)}
    found = look(of_run({"conversion": of_metric("conversion_rate", numbers, by=by)}))
    assert [(each.dimension, each.value) for each in found.segments] == [
        ("country", "CH"),
        ("country", "DE"),
    ]
    families = [each.metrics[0].comparisons[0].family for each in found.segments]
    assert families == [2, 2]


def test_a_segment_has_the_metrics_that_counted_in_it_and_no_quantiles() -> None:
    variants = {"control": rate(4_000, 400), "green": rate(4_000, 440)}
    spread = {"control": mean(4_000, "6000", "15000"), "green": mean(4_000, "6000", "15000")}
    bins = {variant: [("1", "2", 4_000)] for variant in spread}
    sums = of_run(
        {
            "conversion": of_metric("conversion_rate", variants, by={"country": {"CH": variants}}),
            "returned": of_metric("retention", variants, by={"country": {"DE": variants}}),
            "p90": of_metric("quantile", spread, by={"country": {"CH": spread}}, histogram=bins),
        }
    )
    segments = look(sums).segments
    assert [[metric.metric for metric in each.metrics] for each in segments] == [
        ["conversion"],
        ["returned"],
    ]


def test_segments_decide_nothing() -> None:
    by = {"country": {"DE": {"control": rate(4_000, 400), "green": rate(4_000, 800)}}}
    numbers = {"control": rate(8_000, 800), "green": rate(8_000, 805)}
    found = look(of_run({"conversion": of_metric("conversion_rate", numbers, by=by)}))
    assert found.segments[0].metrics[0].comparisons[0].finding is Finding.BETTER
    assert found.verdict.recommendation is Recommendation.CONTINUE


def test_units_that_left_are_shown_as_a_share() -> None:
    numbers = {"control": rate(8_000, 800), "green": rate(8_000, 960)}
    units = {"control": {"n": 8_000, "mixed": 3}, "green": {"n": 8_000, "left": {"rule": 800}}}
    found = look(of_run({"conversion": of_metric("conversion_rate", numbers)}, units))
    assert [each.left_share for each in found.metrics[0].variants] == [0.0, 0.1]
    assert (found.left["green"], found.excluded["mixed"]) == ({"rule": 800}, 3)


def test_a_difference_before_the_exposure_blocks_the_verdict() -> None:
    control = mean(8_000, "8000", "40000", x="8000", xx="40000", yx="30000")
    green = mean(8_000, "8400", "41000", x="9500", xx="42000", yx="31000")
    found = look(revenue(control, green))
    assert (found.verdict.recommendation, found.verdict.rule) == (None, "blocked")
    assert "before their exposure" in found.verdict.sentence


def test_a_variant_without_weight_is_not_compared() -> None:
    sums = conversions((8_000, 800), (8_000, 960), (0, 0))
    weights = {"control": 1, "treatment-1": 1, "treatment-2": 0}
    found = look(sums, weights=weights)
    assert [each.variant for each in found.metrics[0].comparisons] == ["treatment-1"]


def test_the_same_question_has_the_same_answer() -> None:
    asked = question(conversions((8_000, 800), (8_000, 960)))
    assert analyse_run(asked) == analyse_run(asked)


def spent(looks: Iterator[Look]) -> list[float]:
    return [each.spent for each in looks]


def test_what_is_spent_grows_with_every_look_up_to_alpha() -> None:
    past: list[Look] = []
    for units in (2_000, 4_000, 6_000, 8_000, 10_000):
        sums = conversions((units, units // 10), (units, units // 10))
        past.append(look(sums, past=tuple(past)))
    found = spent(iter(past))
    assert found == sorted(found)
    assert found[-1] == pytest.approx(0.05)


BAYESIAN = replace(PLAN, method="bayesian")


def test_beliefs_about_goals_stand_beside_a_frequentist_plan() -> None:
    belief = only(look(conversions((8_000, 800), (8_000, 880)))).posterior
    assert belief is not None
    assert belief.to_beat_control == pytest.approx(0.979, abs=0.003)
    assert belief.to_be_best == pytest.approx(belief.to_beat_control, abs=1e-6)
    assert belief.loss_of_promoting < belief.loss_of_keeping
    assert belief.prior == "Beta(1, 1) on each rate"


def test_where_less_is_better_beliefs_are_turned_round() -> None:
    sums = conversions((8_000, 800), (8_000, 880))
    belief = only(look(sums, goal(direction="decrease"))).posterior
    assert belief is not None
    assert belief.to_beat_control == pytest.approx(0.021, abs=0.003)
    assert belief.loss_of_promoting > belief.loss_of_keeping
    assert belief.mean == pytest.approx(0.01, abs=1e-4)


def test_to_be_best_is_among_all_variants() -> None:
    [metric] = look(conversions((8_000, 800), (8_000, 880), (8_000, 880))).metrics
    shares = [each.posterior.to_be_best for each in metric.comparisons if each.posterior]
    assert shares == pytest.approx([0.5, 0.5], abs=0.01)


@pytest.mark.parametrize("direction", ["increase", "decrease"])
def test_beliefs_about_means_are_normal(direction: str) -> None:
    sums = revenue(mean(8_000, "8000.5", "20000"), mean(8_000, "8100", "20500"))
    comparison = only(look(sums, goal("revenue", "sum", direction=direction)))
    belief = comparison.posterior
    assert belief is not None
    assert (belief.mean, belief.deviation, belief.prior) == (
        pytest.approx(comparison.effect),
        pytest.approx(comparison.se),
        "flat",
    )
    assert (belief.to_beat_control > 0.5) is (direction == "increase")
    assert belief.to_be_best == pytest.approx(belief.to_beat_control, abs=1e-3)


def test_no_belief_follows_from_no_data() -> None:
    sums = revenue(mean(1, "1", "1"), mean(1, "1", "1"))
    assert only(look(sums)).posterior is None


def test_guardrails_have_no_beliefs() -> None:
    sums = conversions((8_000, 800), (8_000, 880))
    assert only(look(sums, goal(part=Part.GUARDRAIL))).posterior is None


def test_a_bayesian_plan_decides_by_the_credible_interval_of_rates() -> None:
    found = look(conversions((8_000, 800), (8_000, 900)), plan=BAYESIAN)
    comparison = only(found)
    assert (found.design, comparison.method) == ("bayesian", "Beta beliefs about both rates")
    assert comparison.finding is Finding.BETTER
    assert comparison.low == pytest.approx(0.00293, abs=1e-4)
    assert comparison.undefined["p_value"].startswith("a Bayesian plan has probabilities")


@pytest.mark.parametrize("treatment", [(50, 0), (50, 50), (0, 0)])
def test_a_believed_effect_lies_in_its_credible_interval(treatment: tuple[int, int]) -> None:
    comparison = only(look(conversions((50, 50), treatment), plan=BAYESIAN))
    if comparison.effect is None:
        assert comparison.undefined["effect"].startswith("in the treatment ")
    else:
        assert comparison.low <= comparison.effect <= comparison.high


def test_a_bayesian_plan_decides_by_the_credible_interval_of_means() -> None:
    sums = revenue(mean(8_000, "8000.5", "20000"), mean(8_000, "9000", "22000"))
    comparison = only(look(sums, plan=BAYESIAN))
    assert comparison.method == "normal belief about the effect"
    assert comparison.finding is Finding.BETTER


def test_a_prior_pulls_the_effect_towards_zero() -> None:
    sums = conversions((8_000, 800), (8_000, 900))
    flat = only(look(sums, plan=BAYESIAN))
    pulled = only(look(sums, plan=replace(BAYESIAN, prior_deviation=0.05)))
    assert 0 < (pulled.effect or 0) < (flat.effect or 0)
    assert 0 < (pulled.relative_effect or 0) < (flat.relative_effect or 0)
    assert pulled.posterior is not None
    assert pulled.posterior.prior == "normal, mean 0, relative deviation 0.05"


def test_a_prior_on_the_relative_effect_says_nothing_where_the_control_is_zero() -> None:
    sums = revenue(mean(8_000, "0", "20000"), mean(8_000, "900", "22000"))
    comparison = only(look(sums, plan=replace(BAYESIAN, prior_deviation=0.05)))
    assert comparison.effect == pytest.approx(900 / 8_000)


def test_a_bayesian_plan_says_what_is_undefined() -> None:
    sums = revenue(mean(5_000, "5000", "5000"), mean(5_000, "5000", "5000"))
    assert "effect" in only(look(sums, plan=BAYESIAN)).undefined
