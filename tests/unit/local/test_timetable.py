"""When timers and schedules are due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from functions.catalog import FUNCTIONS
from local.timetable import UnknownExpression, moment, recurring

TIMERS = [timer for function in FUNCTIONS for timer in function.timers]


def _second(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def _is_due(expression: str, minute: str) -> bool:
    at = _second(minute)
    return recurring(expression, begun=0)(at - 1, at)


def test_a_rate_is_due_once_per_interval() -> None:
    is_due = recurring("rate(5 minutes)", begun=100)

    due = [second for second in range(101, 1001) if is_due(second - 1, second)]

    assert due == [400, 700, 1000]


@pytest.mark.parametrize(
    ("expression", "minute", "due"),
    [
        ("cron(30 3 * * ? *)", "2026-11-21T03:30:00", True),
        ("cron(30 3 * * ? *)", "2026-11-21T03:31:00", False),
        ("cron(0/15 * * * ? *)", "2026-11-21T09:45:00", True),
        ("cron(*/15 * * * ? *)", "2026-11-21T09:46:00", False),
        ("cron(0 8 ? * 2-6 *)", "2026-11-21T08:00:00", False),  # a Saturday
        ("cron(0 8 ? * 2-6 *)", "2026-11-23T08:00:00", True),
        ("cron(0 8 1,15 * ? 2026)", "2026-11-15T08:00:00", True),
    ],
)
def test_a_cron_expression_names_minutes(expression: str, minute: str, due: bool) -> None:
    assert _is_due(expression, minute) is due


def test_a_minute_that_was_slept_through_is_still_due() -> None:
    is_due = recurring("cron(30 3 * * ? *)", begun=0)

    due = is_due(_second("2026-11-21T03:29:59"), _second("2026-11-21T04:10:00"))

    assert due


@pytest.mark.parametrize(
    "expression", ["rate(5)", "cron(* * *)", "cron(0 8 ? * MON *)", "every day", "rate(1 week)"]
)
def test_what_is_not_understood_is_refused(expression: str) -> None:
    with pytest.raises(UnknownExpression):
        recurring(expression, begun=0)


def test_a_schedule_is_due_by_the_clock_of_its_place() -> None:
    assert moment("at(2026-11-21T12:00:00)", "Europe/Vienna") == _second("2026-11-21T11:00:00")


def test_a_schedule_that_recurs_is_refused() -> None:
    with pytest.raises(UnknownExpression):
        moment("rate(5 minutes)")


@pytest.mark.parametrize("timer", TIMERS, ids=lambda timer: timer.expression)
def test_the_catalogs_timers_are_understood(timer: object) -> None:
    assert callable(recurring(timer.expression, begun=0))  # type: ignore[attr-defined]  # a Timer
