"""Every example is a whole, checked document, and every operator has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from burgee.cli.files import Written, read_documents
from burgee.domain.conditions import leaves
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_references import (
    ExperimentSurroundings,
    check_experiment_references,
)
from burgee.domain.experiments import Experiment
from burgee.domain.flag_checks import Surroundings, check_flag_references
from burgee.domain.flags import Flag
from burgee.domain.names import DEFAULT_ENVIRONMENTS
from burgee.domain.operators import OPERATORS
from burgee.domain.segment_checks import check_segment_references
from burgee.domain.segments import Segment

EXAMPLES = Path(__file__).parents[2] / "examples"
WRITTEN = read_documents([EXAMPLES])
FLAGS = {one.key: one.document for one in WRITTEN if isinstance(one.document, Flag)}
SEGMENTS = {one.key: one.document for one in WRITTEN if isinstance(one.document, Segment)}
AROUND = Surroundings(DEFAULT_ENVIRONMENTS, FLAGS, SEGMENTS)
GROUPS = {one.key: one.document for one in WRITTEN if isinstance(one.document, ExclusionGroup)}
AROUND_EXPERIMENTS = ExperimentSurroundings(DEFAULT_ENVIRONMENTS, FLAGS, SEGMENTS, GROUPS)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda one: f"{one.kind}-{one.key}")
def test_an_example_stands_among_the_others(written: Written) -> None:
    document = written.document
    if isinstance(document, Flag):
        check_flag_references(document, AROUND)
    elif isinstance(document, Segment):
        check_segment_references(document, AROUND.segments)
    elif isinstance(document, Experiment):
        check_experiment_references(document, AROUND_EXPERIMENTS)
    else:
        assert document.key in AROUND_EXPERIMENTS.groups


def test_every_operator_has_an_example() -> None:
    used = {
        leaf.operator
        for flag in FLAGS.values()
        for settings in flag.environments.values()
        for rule in settings.rules
        for leaf in leaves(rule.conditions)
    }
    assert used == set(OPERATORS)


@pytest.mark.parametrize(
    "key",
    [
        "ai_face_analysis_v2",
        "recommendation_engine_config",
        "new_recommendation_ui",
        "recommendation_algorithm",
        "recommendation_count",
    ],
)
def test_the_flags_of_both_services_are_there(key: str) -> None:
    assert FLAGS[key].environments["production"].enabled


def test_numbers_of_examples_keep_their_form() -> None:
    values = [variant.value for variant in FLAGS["free-shipping-threshold"].variants.values()]
    assert [repr(value) for value in values] == ["49.9", "29.0", "0"]
