from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.experiments import Experiment
from tests.unit.services.designs import a_design, showing


def an_experiment(**variants: Any) -> Experiment:
    return Experiment.model_validate(a_design(variants=variants))


def test_variants_that_show_the_same_make_an_a_a_experiment() -> None:
    assert an_experiment(**showing(control="off", treatment="off")).is_a_a


@pytest.mark.parametrize(
    "treatment",
    [
        {"flags": {"new-gallery": "on"}},
        {"flags": {"new-gallery": "off"}, "configuration": {"limits": {"value": 3}}},
        {},
    ],
)
def test_one_that_shows_something_else_makes_none(treatment: dict[str, Any]) -> None:
    control = {"flags": {"new-gallery": "off"}}

    assert not an_experiment(control=control, treatment=treatment).is_a_a


def test_a_draft_without_variants_is_none() -> None:
    assert not an_experiment().is_a_a
