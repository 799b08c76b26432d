"""One entry answers how many units, for how long, or what so many would show."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.duration import Duration
from burgee.stats.moments import PairMoments
from burgee.stats.planning import plan_sample_size, ratio_deviation
from burgee.stats.planning_questions import (
    FIRST_LEVELS,
    MetricKind,
    SampleSizeAnswer,
    SampleSizeQuestion,
)
from burgee.stats.power import Formula
from burgee.stats.values import Undefined

MEAN = {"kind": MetricKind.MEAN, "baseline": 20.0, "deviation": 50.0}


def question(**parts: Any) -> SampleSizeQuestion:
    """5 % to 6 %, with one look."""
    wish = set(parts) & {"relative_effect", "absolute_effect", "units"}
    usual: dict[str, Any] = {"baseline": 0.05} | ({} if wish else {"relative_effect": 0.2})
    return SampleSizeQuestion(**(usual | parts))


def answer(**parts: Any) -> SampleSizeAnswer:
    found = plan_sample_size(question(**parts))
    assert isinstance(found, SampleSizeAnswer)
    return found


def undefined(**parts: Any) -> str:
    found = plan_sample_size(question(**parts))
    assert isinstance(found, Undefined)
    return found.because


def test_a_rate_without_corrections_needs_what_its_formula_says() -> None:
    found = answer()

    assert found.units == (8158, 8158)
    assert found.total == 16_316
    assert found.factors == ()
    assert found.treatment == pytest.approx(0.06)


@pytest.mark.parametrize(("formula", "units"), [(Formula.UNPOOLED, 8155), (Formula.ARCSINE, 8143)])
def test_a_rate_may_go_by_another_formula(formula: Formula, units: int) -> None:
    assert answer(formula=formula).units[0] == units


def test_an_absolute_effect_is_the_relative_one_times_the_baseline() -> None:
    assert answer(absolute_effect=0.01).units == answer(relative_effect=0.2).units


def test_a_mean_goes_by_its_deviation() -> None:
    found = answer(**MEAN, absolute_effect=5.0)

    assert found.units == (1571, 1571)  # t; z would be 1570
    assert found.relative_effect == 0.25
    assert "t" in found.formula


def test_a_ratio_goes_by_the_deviation_of_its_linearised_values() -> None:
    found = answer(kind=MetricKind.RATIO, baseline=0.3, deviation=0.9, absolute_effect=0.09)

    assert found.units == (1570, 1570)
    assert "delta" in found.formula


def test_a_ratio_has_the_deviation_of_numerator_less_ratio_times_denominator() -> None:
    moments = PairMoments(100, 2.0, 4.0, 99.0, 396.0, 49.5)
    variance = 1.0 - 2 * 0.5 * 0.5 + 0.25 * 4.0

    assert ratio_deviation(moments) == pytest.approx(variance**0.5 / 4)


def test_a_ratio_without_denominators_has_no_deviation() -> None:
    assert isinstance(ratio_deviation(PairMoments(100, 2.0, 0.0, 99.0, 0.0, 0.0)), Undefined)


def test_comparisons_share_alpha() -> None:
    found = answer(weights=(1, 1, 1), goals=2, correction="holm")

    assert found.comparisons == 4
    assert found.alpha_per_comparison == 0.0125
    assert [factor.name for factor in found.factors] == ["comparisons"]
    assert found.units[0] == pytest.approx(8158 * found.factors[0].value, rel=1e-3)


@pytest.mark.parametrize(
    ("correction", "alpha"),
    [
        ("none", 0.05),
        ("bonferroni", 0.05 / 3),
        ("holm", 0.05 / 3),
        ("hochberg", 0.05 / 3),
        ("benjamini_hochberg", 0.05 / 3),
        ("sidak", 0.016952427508441503),
        ("benjamini_yekutieli", 0.05 / 5.5),
    ],
)
def test_a_correction_holds_its_first_comparison_to_less(correction: str, alpha: float) -> None:
    found = answer(goals=3, correction=correction)

    assert found.alpha_per_comparison == pytest.approx(alpha)


@pytest.mark.parametrize("correction", FIRST_LEVELS)
def test_one_comparison_keeps_all_of_alpha(correction: str) -> None:
    assert answer(correction=correction).units == (8158, 8158)


def test_looks_cost_units() -> None:
    found = answer(sequential="pocock", looks=5)

    assert found.factors[0].value == pytest.approx(1.2126, abs=1e-4)
    assert found.units[0] == pytest.approx(8157.73 * 1.21263, abs=2)


def test_a_covariate_saves_units() -> None:
    found = answer(correlation=-0.6)

    assert found.units == (5221, 5221)  # 8157.73 x 0.64, rounded up
    assert found.factors[0].why.endswith("leaves 64 % of the variance")


def test_variants_get_units_by_weight_and_the_smallest_treatment_has_enough() -> None:
    found = answer(weights=(2, 1, 4), correction="none")
    alone = answer(weights=(2, 1))

    assert found.units[:2] == alone.units
    assert found.units[2] == pytest.approx(2 * alone.units[0], abs=1)


def test_the_effect_of_planned_units_is_the_effect_that_they_were_planned_for() -> None:
    parts: dict[str, Any] = {
        "weights": (2, 1, 1),
        "goals": 3,
        "sequential": "obrien_fleming",
        "correlation": 0.5,
    }
    planned = answer(relative_effect=0.1, **parts)

    shown = answer(units=planned.total, **parts)

    assert shown.effect == pytest.approx(planned.effect, rel=1e-4)
    assert shown.relative_effect == pytest.approx(0.1, rel=1e-4)
    assert shown.units == pytest.approx(planned.units, abs=1)


def test_the_effect_of_planned_units_of_a_mean_is_theirs_too() -> None:
    planned = answer(**MEAN, relative_effect=0.05)

    shown = answer(**MEAN, units=planned.total)

    assert shown.effect == pytest.approx(1.0, rel=1e-4)


def test_a_covariate_that_explains_all_but_nothing_leaves_at_least_a_unit() -> None:
    found = answer(kind=MetricKind.RATIO, baseline=1.0, deviation=1.0, units=2, correlation=0.999)

    assert found.effect < 1.0


def test_traffic_gives_whole_weeks() -> None:
    found = answer(units_per_day=2000)

    assert found.duration == Duration(2)
    assert found.sentence.endswith("At 2,000 units a day that takes 2 weeks.")


def test_much_traffic_takes_a_week_all_the_same() -> None:
    assert answer(units_per_day=1e6).sentence.endswith("takes 1 week.")


def test_without_traffic_the_duration_is_undefined() -> None:
    found = answer()

    assert isinstance(found.duration, Undefined)
    assert "a day" not in found.sentence


def test_the_sentence_says_all_of_a_plain_question() -> None:
    assert answer().sentence == (
        "With 8,158 units in each of 2 variants, 16,316 in all, a rise from 5 % to 6 % (20 %) is "
        "found with a probability of 80 %. Where there is no effect, one is found with a "
        "probability of at most 5 %, with one look at the end."
    )


def test_the_sentence_says_that_effects_fall_and_comparisons_share() -> None:
    found = answer(
        **MEAN,
        relative_effect=-0.05,
        weights=(2, 1, 1),
        sequential="confidence_sequence",
    )

    assert "a fall from 20 to 19 (5 %)" in found.sentence
    assert " + " in found.sentence
    assert "in 2 comparisons together, however often one looks." in found.sentence


def test_the_sentence_says_that_nothing_is_corrected() -> None:
    found = answer(goals=2, correction="none", units=20_000, sequential="hsd", looks=4)

    assert "and a smaller one less often" in found.sentence
    assert "in each of 2 comparisons, with 4 looks." in found.sentence


def test_a_baseline_of_0_has_no_relative_effect() -> None:
    found = answer(**(MEAN | {"baseline": 0.0}), absolute_effect=5.0)

    assert isinstance(found.relative_effect, Undefined)
    assert "a rise from 0 to 5 is found" in found.sentence


def test_a_baseline_next_to_0_has_no_relative_effect() -> None:
    found = answer(**(MEAN | {"baseline": 1e-300}), absolute_effect=1e30)

    assert isinstance(found.relative_effect, Undefined)
    assert found.units == (2, 2)


def test_a_relative_effect_on_a_negative_baseline_goes_up() -> None:
    found = answer(**(MEAN | {"baseline": -20.0}), relative_effect=0.1)

    assert found.effect == 2.0


def test_no_effect_needs_an_undefined_number() -> None:
    assert "no effect" in undefined(relative_effect=0.0)


def test_too_few_units_show_an_undefined_effect() -> None:
    assert "not even" in undefined(baseline=0.9, units=10)


def test_values_that_do_not_vary_show_an_undefined_effect() -> None:
    assert "do not vary" in undefined(**(MEAN | {"deviation": 0.0}), units=10)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"baseline": 1.2}, "a rate is above 0"),
        ({"baseline": 0.6, "relative_effect": 0.7}, "a rate is above 0"),
        ({"relative_effect": 0.1, "absolute_effect": 0.1}, "give one of"),
        ({"relative_effect": None}, "give one of"),
        ({"absolute_effect": float("inf")}, "finite"),
        ({"units": 0}, "units are 1, 2, 3"),
        ({"units": 2, "weights": (9, 1)}, "without any"),
        ({"kind": MetricKind.MEAN}, "needs its deviation"),
        (MEAN | {"deviation": -1.0}, "deviation"),
        (MEAN | {"baseline": float("nan")}, "finite"),
        (MEAN | {"baseline": 0.0}, "no relative effect"),
        ({"weights": (1,)}, "at least one treatment"),
        ({"weights": (1, 0)}, "weight is above 0"),
        ({"goals": 0}, "goals"),
        ({"looks": 2.5}, "looks"),
        ({"correction": "bonferoni"}, "correction is one of none, bonferroni"),
        ({"sequential": "obf"}, "sequential is one of"),
        ({"correlation": 1.0}, "correlation"),
        ({"power": 1.0}, "power"),
        ({"alpha": 0.0}, "alpha"),
        ({"alpha": 1e-20}, "none to plan for"),
        ({"power": 0.99999999}, "power is at most"),
        ({"sides": 3}, "sides"),
        ({"units_per_day": -1.0}, "units per day"),
    ],
)
def test_an_impossible_question_is_refused(parts: dict[str, Any], why: str) -> None:
    with pytest.raises(ImpossibleInput, match=why):
        plan_sample_size(question(**parts))
