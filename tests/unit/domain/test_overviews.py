from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.experiments import Experiment
from burgee.domain.overviews import RunningExperiment, running_experiment
from tests.looks import a_look, a_verdict
from tests.unit.services.builders import NOON
from tests.unit.services.experiments import an_experiment


def seen(**parts: Any) -> RunningExperiment:
    look = parts.pop("look", None)
    body = an_experiment(**parts)
    return running_experiment(Experiment.model_validate(body), units=12, look=look, now=NOON)


def test_an_experiment_says_how_far_it_is() -> None:
    found = seen(plan={"planned_units": 4000}, look=a_look(verdict=a_verdict(sentence="Wait.")))

    assert found.days == pytest.approx(5 + 4 / 24)
    assert (found.units, found.planned_units, found.planned_days) == (12, 8000, 28)
    assert found.verdict is not None
    assert found.verdict.sentence == "Wait."


def test_an_end_that_is_set_is_when_it_ends() -> None:
    assert seen(end_at="2026-11-30T08:00:00Z").planned_days == 10


def test_without_a_plan_or_a_look_there_is_none() -> None:
    found = seen()

    assert (found.planned_units, found.verdict) == (None, None)


def test_one_that_never_ran_is_no_day_old() -> None:
    found = seen(runs=[], end_at="2026-11-30T12:00:00Z")

    assert (found.started_at, found.days, found.planned_days) == (None, 0.0, 5)
