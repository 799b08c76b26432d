"""Documents of every format that was ever stored, read as if they were written today."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import NewerFormat
from burgee.domain.experiments import Experiment
from burgee.domain.formats import FIRST_FORMAT, UPGRADES, newest_format, upgraded

PLAN = {"alpha": 0.01, "sequential": "pocock"}


def experiment_of_the_first_format(**fields: Any) -> dict[str, Any]:
    return {"key": "checkout", "environment": "production", **fields}


def a_run(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "salt": "s",
        "environment": "production",
        "bucket_by": "targeting_key",
        "assignment": "deterministic",
        "control": "control",
        "weights": {"control": 1, "new": 1},
        "metrics": {},
        "dimensions": [],
        "started_at": "2026-11-21T12:00:00.000Z",
        **fields,
    }


def test_a_run_without_a_plan_gets_its_experiments_plan() -> None:
    stored = experiment_of_the_first_format(plan=PLAN, runs=[a_run()])

    experiment = Experiment.model_validate(upgraded(Kind.EXPERIMENT, 1, stored))

    assert experiment.run is not None
    assert experiment.run.plan == experiment.plan
    assert experiment.run.plan.alpha == 0.01


def test_a_run_keeps_the_plan_that_was_frozen_with_it() -> None:
    stored = experiment_of_the_first_format(plan=PLAN, runs=[a_run(plan={"alpha": 0.1}), a_run(2)])

    first, second = upgraded(Kind.EXPERIMENT, 1, stored)["runs"]

    assert first["plan"] == {"alpha": 0.1}
    assert second["plan"] == PLAN


@pytest.mark.parametrize("fields", [{}, {"plan": PLAN}, {"runs": [a_run()]}])
def test_an_experiment_without_runs_or_plan_stays_as_it_is(fields: dict[str, Any]) -> None:
    stored = experiment_of_the_first_format(**fields)

    assert upgraded(Kind.EXPERIMENT, 1, stored) == stored


def test_what_has_the_newest_format_stays_as_it_is() -> None:
    stored = experiment_of_the_first_format(plan=PLAN, runs=[a_run()])

    assert upgraded(Kind.EXPERIMENT, newest_format(Kind.EXPERIMENT), stored) is stored


@pytest.mark.parametrize("kind", Kind)
def test_a_format_of_a_later_release_is_refused(kind: Kind) -> None:
    with pytest.raises(NewerFormat, match="a newer release wrote it"):
        upgraded(kind, newest_format(kind) + 1, {"key": "checkout"})


@pytest.mark.parametrize("kind", UPGRADES)
def test_upgrades_change_nothing_where_they_were_given(kind: Kind) -> None:
    given = experiment_of_the_first_format(plan=PLAN, runs=[a_run()])
    upgraded(kind, FIRST_FORMAT, given)

    assert given == experiment_of_the_first_format(plan=PLAN, runs=[a_run()])
