from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import InvalidDocument
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiments import Experiment, smallest_block
from tests.unit.services.designs import a_design, a_metric, showing

HALVES = {"control": {"weight": 50}, "treatment": {"weight": 50}}


def weighing(**weights: int) -> dict[str, Any]:
    return {key: {"weight": weight} for key, weight in weights.items()}


def problems_of(**parts: Any) -> dict[str, str]:
    """Field -> detail of everything that is refused about a design with these parts."""
    with pytest.raises(InvalidDocument) as refused:
        parse_experiment(a_design(**parts))
    return {found["field"]: found["detail"] for found in refused.value.errors}


def parsed(**parts: Any) -> Experiment:
    return parse_experiment(a_design(**parts))


def test_a_whole_design_is_accepted() -> None:
    assert parsed().flag_keys == {"new-gallery"}


@pytest.mark.parametrize(
    ("parts", "field", "detail"),
    [
        ({"variants": weighing(a=1, b=1)}, "control", "names the variant 'control'; there are a,"),
        ({"variants": {}}, "control", "there are none"),
        ({"variants": weighing(control=0, a=1, b=1)}, "variants.control.weight", "nothing to comp"),
        ({"variants": weighing(control=1, a=0)}, "variants", "fewer than two"),
        ({"assignment": "stratified"}, "strata", "are missing"),
        ({"strata": ["plan"]}, "strata", "are for stratified and blocked assignment; this is det"),
        ({"block_size": 4}, "block_size", "is for blocked assignment"),
        (
            {"assignment": "blocked", "block_size": 6, "variants": weighing(control=3, a=1)},
            "block_size",
            "multiple of 4",
        ),
        (
            {"assignment": "blocked", "variants": weighing(control=997, a=1)},
            "variants",
            "blocks of 1996 units",
        ),
        ({"maximum_days": 3}, "maximum_days", "less than plan.minimum_days, which is 7"),
        (
            {"start_at": "2026-12-02", "end_at": "2026-12-01T12:00:00Z"},
            "end_at",
            "not after start_at",
        ),
        ({"assignment": "stratified", "strata": ["a", "a"]}, "strata", "one attribute twice"),
        ({"plan": {"dimensions": ["os", "os"]}}, "plan.dimensions", "one attribute twice"),
        ({"plan": {"dimensions": ["User-Agent"]}}, "plan.dimensions.User-Agent", "as `browser`"),
        (
            {"eligibility": {"exclude": {"experiments": ["gallery-layout"]}}},
            "eligibility.exclude.experiments",
            "name the experiment itself",
        ),
        (
            {"eligibility": {"include": {"attributes": {"plan": []}}}},
            "eligibility.include.attributes.plan",
            "lists no value",
        ),
        (
            {"eligibility": {"exclude": {"attributes": {"plan": [None]}}}},
            "eligibility.exclude.attributes.plan",
            "something else than texts",
        ),
    ],
)
def test_what_does_not_fit_together_is_named_with_its_field(
    parts: dict[str, Any], field: str, detail: str
) -> None:
    assert detail in problems_of(**parts)[field]


def test_a_flag_is_decided_in_one_way() -> None:
    both = {"flags": {"new-gallery": "on"}, "configuration": {"new-gallery": {"value": 3}}}

    found = problems_of(variants=showing() | {"treatment": both})

    assert "keep one" in found["variants.treatment.configuration.new-gallery"]


def test_a_raw_value_is_written_as_an_object_with_a_value() -> None:
    odd = {"configuration": {"page-size": {"size": 3}}}

    found = problems_of(variants=showing() | {"treatment": odd})

    assert '{"value": ...}' in found["variants.treatment.configuration.page-size"]


@pytest.mark.parametrize(
    ("parts", "field", "detail"),
    [
        ({"plan": {"alpha": 0.5}}, "plan.alpha", "write less than 0.5"),
        ({"plan": {"minimum_detectable_effect": 0}}, "plan.minimum_detectable_effect", "more than"),
        ({"plan": {"minimum_days": "7"}}, "plan.minimum_days", "write a whole number"),
        ({"plan": {"sequential": "often"}}, "plan.sequential", "'obrien_fleming', 'pocock'"),
        ({"maximum_days": 61}, "maximum_days", "write 60 or less"),
        ({"group": {"key": "g", "begin": 50, "end": 50}}, "group", "`begin` is below `end`"),
        ({"metrics": {"goals": [a_metric(), a_metric()]}}, "metrics", "'bought' is there twice"),
        ({"metrics": {"goals": [a_metric(window="soon")]}}, "metrics.goals.0.window", "duration"),
        ({"traffic": 101}, "traffic", "write 100 or less"),
        ({"flag": "new-gallery"}, "flag", "is not a field here"),
    ],
)
def test_a_field_of_a_wrong_form_is_refused_in_words(
    parts: dict[str, Any], field: str, detail: str
) -> None:
    assert detail in problems_of(**parts)[field]


@pytest.mark.parametrize(("block_size", "expected"), [(None, 8), (4, 4), (12, 12)])
def test_a_block_holds_whole_shares(block_size: int | None, expected: int) -> None:
    weights = weighing(control=50, a=25, b=25)

    experiment = parsed(assignment="blocked", block_size=block_size, variants=weights)

    assert experiment.units_per_block == expected


def test_blocks_without_any_weight_are_refused_for_the_weights_alone() -> None:
    found = problems_of(assignment="blocked", variants=weighing(control=0, a=0))

    assert set(found) == {"variants.control.weight", "variants"}


def test_nothing_has_no_smallest_block() -> None:
    assert smallest_block([]) == 0


def test_an_experiment_without_a_run_has_none() -> None:
    experiment = parsed()

    assert (experiment.run, experiment.is_served) == (None, False)
