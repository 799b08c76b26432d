from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.experiments import Run
from burgee.domain.look_times import is_look_due, settled_at
from burgee.domain.results import Look
from burgee.domain.timestamps import iso
from tests.looks import a_look
from tests.unit.services.builders import NOON
from tests.unit.services.experiments import a_run

DAY, HOUR = 86_400, 3_600


def run(looks: str = "daily", *, windows: tuple[str, ...] = ("14d",), **parts: Any) -> Run:
    """A run that was started at noon."""
    goals = [
        {"key": f"m{window}", "type": "count", "event_name": "buy", "window": window}
        for window in windows
    ]
    given = {"started_at": iso(NOON), "plan": {"looks": looks}, "metrics": {"goals": goals}}
    return Run.model_validate(a_run(**(given | parts)))


def look(at: float, **parts: Any) -> Look:
    return a_look(at=iso(at), **parts)


def test_a_daily_look_is_due_from_the_start_on() -> None:
    assert is_look_due(run(), None, NOON + 1)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (NOON, NOON + 11 * HOUR, False),
        (NOON, NOON + 12 * HOUR, True),  # midnight in UTC
        (NOON + 12 * HOUR, NOON + 36 * HOUR - 1, False),
        (NOON, NOON - DAY, False),
    ],
)
def test_a_daily_look_is_due_on_each_day_once(last: float, now: float, due: bool) -> None:
    assert is_look_due(run(), look(last), now) is due


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, NOON + 6 * DAY, False),
        (None, NOON + 7 * DAY - 1, True),
        (NOON + 7 * DAY, NOON + 13 * DAY, False),
        (NOON + 7 * DAY, NOON + 14 * DAY - 1, True),
    ],
)
def test_a_weekly_look_is_due_a_week_after_the_start_or_the_last(
    last: float | None, now: float, due: bool
) -> None:
    assert is_look_due(run("weekly"), None if last is None else look(last), now) is due


def test_after_a_final_look_none_is_due() -> None:
    assert not is_look_due(run(), look(NOON, is_final=True), NOON + 9 * DAY)


@pytest.mark.parametrize("last", [None, look(NOON)])
def test_after_the_end_a_look_is_due_when_the_longest_window_is_over(last: Look | None) -> None:
    over = run(windows=("2d", "5d", "1d"), ended_at=iso(NOON + 8 * DAY))

    assert settled_at(over) == NOON + 13 * DAY
    assert not is_look_due(over, last, NOON + 13 * DAY - 1)
    assert is_look_due(over, last, NOON + 13 * DAY)


def test_a_run_without_metrics_is_settled_at_its_end() -> None:
    assert settled_at(run(windows=(), ended_at=iso(NOON))) == NOON
