from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.experiment_changes import started
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiments import Experiment, Status
from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag
from burgee.domain.moments import (
    after_due_changes,
    end_due,
    is_start_due,
    next_change,
    next_moment,
    next_step,
)
from burgee.domain.rollout_changes import completed, settled
from burgee.domain.timestamps import iso
from tests.unit.domain.rollouts import in_stage, parsed
from tests.unit.services.builders import NOON, a_flag, settings
from tests.unit.services.designs import a_design

DAY = 86_400


def at(seconds: float, **change: Any) -> dict[str, Any]:
    """A scheduled change, so long after noon."""
    return {"at": iso(NOON + seconds), **change}


def flag(*changes: dict[str, Any], **parts: Any) -> Flag:
    section = settings(schedule=list(changes))
    return parse_flag(a_flag(environments={"production": section, "staging": settings()}, **parts))


def production(found: Flag) -> Any:
    return found.environments["production"]


def experiment(status: str = "draft", **parts: Any) -> Experiment:
    """A draft, or an experiment that started at noon."""
    draft = parse_experiment(a_design(**parts))
    begun = draft if status == "draft" else started(draft, salt="s", at=iso(NOON))
    return begun.model_copy(update={"status": Status(status)})


def test_a_flag_changes_next_at_the_first_of_its_times() -> None:
    assert next_change(flag(at(60, enabled=False), at(30, enabled=True))) == NOON + 30


@pytest.mark.parametrize("still", [flag(), flag(at(30, enabled=True), lifecycle="archived")])
def test_a_flag_without_a_schedule_or_archived_changes_by_itself_never(still: Flag) -> None:
    assert next_change(still) is None


def test_what_is_not_due_stays() -> None:
    waiting = flag(at(30, enabled=False))

    assert after_due_changes(waiting, NOON) is waiting


def test_what_is_due_is_made_oldest_first_and_leaves_the_schedule() -> None:
    rollout = {"variant": "on", "percentage": 10}
    waiting = flag(
        at(20, enabled=True, default_variant="off"),
        at(10, enabled=False, default_variant="on"),
        at(20, rollout=rollout),
        at(21, enabled=False),
    )

    after = after_due_changes(waiting, NOON + 20)

    section = production(after)
    assert (section.enabled, section.default_variant) == (True, "off")
    assert section.rollout.model_dump() == rollout | {"bucket_by": "targetingKey"}
    assert [change.at for change in section.schedule] == [iso(NOON + 21)]
    assert after.environments["staging"] == waiting.environments["staging"]


def test_what_was_made_is_due_no_more() -> None:
    once = after_due_changes(flag(at(10, enabled=False)), NOON + 10)

    assert after_due_changes(once, NOON + 10) is once


@pytest.mark.parametrize(
    ("found", "step"),
    [
        (experiment(), None),
        (experiment(start_at=iso(NOON + 5)), NOON + 5),
        (experiment("running"), NOON + 28 * DAY),
        (experiment("paused", maximum_days=9), NOON + 9 * DAY),
        (experiment("running", end_at=iso(NOON + 8 * DAY)), NOON + 8 * DAY),
        (experiment("running", end_at=iso(NOON + 90 * DAY)), NOON + 28 * DAY),
        (experiment("completed", end_at=iso(NOON + 8 * DAY)), None),
    ],
)
def test_an_experiment_moves_next_at_its_start_or_its_first_end(
    found: Experiment, step: float | None
) -> None:
    assert next_step(found) == step


def test_a_running_experiment_without_a_run_ends_by_its_date_alone() -> None:
    odd = experiment("running", end_at=iso(NOON + 8 * DAY)).model_copy(update={"runs": []})

    assert next_step(odd) == NOON + 8 * DAY


@pytest.mark.parametrize(
    ("found", "seconds", "is_due"),
    [
        (experiment(start_at=iso(NOON + 5)), 4, False),
        (experiment(start_at=iso(NOON + 5)), 5, True),
        (experiment(), 5, False),
        (experiment("running", start_at=iso(NOON)), 5, False),
    ],
)
def test_a_draft_starts_when_its_time_has_come(
    found: Experiment, seconds: float, is_due: bool
) -> None:
    assert is_start_due(found, NOON + seconds) is is_due


@pytest.mark.parametrize(
    ("found", "days", "why"),
    [
        (experiment(start_at=iso(NOON)), 50, None),
        (experiment("completed"), 50, None),
        (experiment("running"), 27.9, None),
        (experiment("running"), 28, "Its maximum of 28 days is over."),
        (experiment("paused"), 28, "Its maximum of 28 days is over."),
        (
            experiment("running", end_at=iso(NOON + 8 * DAY)),
            8,
            "Its end_at came: 2026-12-03T12:00:00.000Z.",
        ),
        (
            experiment("running", end_at=iso(NOON + 40 * DAY)),
            41,
            "Its maximum of 28 days is over.",
        ),
    ],
)
def test_a_run_ends_by_the_clock(found: Experiment, days: float, why: str | None) -> None:
    assert end_due(found, NOON + days * DAY) == why


def test_a_pending_rollout_moves_at_its_start() -> None:
    assert next_moment(parsed()) is None
    assert next_moment(parsed(start_at=iso(NOON))) == NOON


def test_a_ramping_rollout_moves_when_its_stage_is_over() -> None:
    assert next_moment(in_stage(0)) == NOON + 3600


def test_a_rollout_moves_at_its_last_day_at_the_latest() -> None:
    last_day = NOON + 86_400

    assert next_moment(in_stage(0, maximum_days=1, stages=[{"wait": "2d"}])) == last_day
    assert next_moment(in_stage(0, "holding", maximum_days=1)) == last_day


def test_a_completed_rollout_is_settled_at_once_and_then_rests() -> None:
    done = completed(in_stage(2, "completed"), NOON)

    assert next_moment(done) == NOON
    assert next_moment(settled(done)) is None


@pytest.mark.parametrize("status", ["rolled_back", "aborted"])
def test_a_rollout_that_has_ended_moves_no_more(status: str) -> None:
    assert next_moment(in_stage(0, status)) is None
