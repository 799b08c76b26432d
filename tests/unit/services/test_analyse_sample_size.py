from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.services.analyse_sample_size import sample_size
from burgee.stats.planning_questions import FIRST_LEVELS, MetricKind, SampleSizeQuestion
from burgee.stats.power import Formula
from burgee.wire.sample_size import SampleSizeAsked, SampleSizeFound


def answered(**asked: Any) -> SampleSizeFound:
    """What the API answers; one that does not fit its own description is an error."""
    return SampleSizeFound.model_validate(sample_size(SampleSizeAsked(**asked).model_dump()))


def test_units_are_found_for_an_effect() -> None:
    found = answered(baseline=0.05, relative_effect=0.2, sequential="none")

    assert (found.units, found.total) == ([8158, 8158], 16_316)
    assert (found.effect, found.relative_effect, found.treatment) == pytest.approx(
        (0.01, 0.2, 0.06)
    )


def test_an_effect_is_found_for_units() -> None:
    found = answered(baseline=0.05, units=16_316, sequential="none")

    assert found.relative_effect == pytest.approx(0.2, rel=1e-3)


def test_a_duration_is_in_whole_weeks() -> None:
    found = answered(baseline=0.05, relative_effect=0.2, sequential="none", units_per_day=2000)

    assert (found.weeks, found.days) == (2, 14)


def test_without_units_per_day_a_duration_is_undefined_and_says_why() -> None:
    found = answered(baseline=0.05, relative_effect=0.2)

    assert (found.weeks, found.days) == (None, None)
    assert set(found.undefined) == {"weeks", "days"}


def test_a_baseline_of_0_has_no_relative_effect() -> None:
    found = answered(kind="mean", baseline=0, deviation=1, absolute_effect=0.1)

    assert found.relative_effect is None
    assert found.undefined["relative_effect"] == "the baseline is 0, or next to it"


def test_without_an_effect_there_is_no_answer_and_it_says_why() -> None:
    found = answered(baseline=0.05, absolute_effect=0)

    assert (found.units, found.total, found.factors) == (None, None, [])
    assert found.sentence == f"There is no answer: undefined, because {found.undefined['units']}."


def test_every_correction_for_the_plan_says_by_how_much() -> None:
    plan = {"weights": [2, 1, 1], "goals": 2, "correlation": 0.5}

    found = answered(kind="mean", baseline=10, deviation=5, relative_effect=0.05, **plan)

    assert found.comparisons == 4
    assert found.alpha_per_comparison == 0.05 / 4
    assert {factor.name for factor in found.factors} >= {"looks", "covariate"}


@pytest.mark.parametrize(
    "asked",
    [
        {"baseline": 1.5, "relative_effect": 0.1},
        {"baseline": 0.1},
        {"baseline": 0.1, "relative_effect": 0.1, "units": 100},
        {"baseline": 0.1, "relative_effect": 0.1, "alpha": 1},
        {"baseline": 0.1, "relative_effect": 0.1, "weights": [1]},
        {"baseline": 0.1, "relative_effect": 0.1, "looks": 0},
        {"kind": "mean", "baseline": 10, "relative_effect": 0.1},
        {"kind": "mean", "baseline": 1, "deviation": 0.001, "absolute_effect": 2},
    ],
)
def test_numbers_that_make_no_plan_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ImpossibleInput):
        answered(**asked)


def test_the_api_asks_for_what_a_question_consists_of() -> None:
    assert set(SampleSizeAsked.model_fields) == {field.name for field in fields(SampleSizeQuestion)}


@pytest.mark.parametrize(
    ("field", "words"),
    [("kind", {*MetricKind}), ("formula", {*Formula})],
)
def test_the_api_knows_the_words_of_a_question(field: str, words: set[str]) -> None:
    schema = SampleSizeAsked.model_json_schema()["properties"][field]

    assert set(schema["enum"]) == words


def test_corrections_of_plans_are_corrections_of_questions() -> None:
    schema = SampleSizeAsked.model_json_schema()["$defs"]["Correction"]

    assert set(schema["enum"]) <= set(FIRST_LEVELS)
