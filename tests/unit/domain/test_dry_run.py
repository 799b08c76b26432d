from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.dry_run import dry_run
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiments import Experiment
from tests.unit.services.designs import a_design

WEIGHTS = {"control": {"weight": 2}, "a": {"weight": 1}, "b": {"weight": 1}, "c": {"weight": 0}}


def experiment(**parts: Any) -> Experiment:
    return parse_experiment(a_design(variants=WEIGHTS, **parts))


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"assignment": "random"},
        {"assignment": "stratified", "strata": ["plan"]},
        {"traffic": 1, "eligibility": {"include": {"platforms": ["ios"]}}},
        {"bucket_by": "session"},
    ],
)
def test_made_up_units_spread_as_the_weights_say(parts: dict[str, Any]) -> None:
    counts = dry_run(experiment(**parts), "a salt", 10_000)

    assert sum(counts.values()) == 10_000
    assert abs(counts["control"] - 5000) < 250
    assert abs(counts["a"] - 2500) < 220
    assert counts["c"] == 0


def test_full_blocks_are_exact() -> None:
    counts = dry_run(experiment(assignment="blocked", block_size=8), "a salt", 800)

    assert counts == {"control": 400, "a": 200, "b": 200, "c": 0}


def test_the_largest_blocks_are_tried_with_fewer_units() -> None:
    counts = dry_run(experiment(assignment="blocked", block_size=1000), "a salt", 10_000)

    assert counts == {"control": 500, "a": 250, "b": 250, "c": 0}


def test_another_salt_is_another_draw() -> None:
    one, other = (dry_run(experiment(), salt, 1000) for salt in ("one", "other"))

    assert one != other
