"""The usage of a flag, put together from days and hours."""

from __future__ import annotations

import pytest

from burgee.services.read_usage import (
    FlagTimes,
    FlagUsage,
    read_environment_usage,
    read_usage,
)
from tests.unit.services.builders import NOON
from tests.unit.services.usage import PRODUCTION, MemoryUsage

COUNTS = {"shown|on|SPLIT": 3, "shown|off|DEFAULT": 2, "shown-too|on|SPLIT": 9}


@pytest.fixture
def usage() -> MemoryUsage:
    """Used on two days that are rolled up, and in two hours of today."""
    usage = MemoryUsage()
    usage.put_day(PRODUCTION, "2026-11-20", COUNTS)
    usage.put_day(PRODUCTION, "2026-11-24", COUNTS)
    usage.put_usage(PRODUCTION, "2026-11-25T03", "one", COUNTS)
    usage.put_usage(PRODUCTION, "2026-11-25T09", "one", COUNTS)
    usage.put_usage(PRODUCTION, "2026-11-25T09", "two", COUNTS)
    return usage


def _read(usage: MemoryUsage, flag_key: str = "shown", days: int = 7) -> FlagUsage:
    return read_usage(usage, PRODUCTION, flag_key, now=NOON, days=days)


def test_it_says_how_often_how_when_and_when_last(usage: MemoryUsage) -> None:
    assert _read(usage) == FlagUsage(
        flag_key="shown",
        environment=PRODUCTION,
        since="2026-11-19",
        evaluations=25,
        variants={"on": 15, "off": 10},
        reasons={"SPLIT": 15, "DEFAULT": 10},
        ways={"on|SPLIT": 15, "off|DEFAULT": 10},
        days={"2026-11-20": 5, "2026-11-24": 5, "2026-11-25": 15},
        hours={"2026-11-25T03": 5, "2026-11-25T09": 10},
        day_variants={
            "2026-11-20": {"on": 3, "off": 2},
            "2026-11-24": {"on": 3, "off": 2},
            "2026-11-25": {"on": 9, "off": 6},
        },
        hour_variants={
            "2026-11-25T03": {"on": 3, "off": 2},
            "2026-11-25T09": {"on": 6, "off": 4},
        },
        last_evaluation="2026-11-25T09:00:00Z",
        approximate=True,
    )


def test_today_alone_is_one_day(usage: MemoryUsage) -> None:
    assert _read(usage, days=1).days == {"2026-11-25": 15}


def test_hours_of_a_day_that_is_rolled_up_are_not_counted_twice(usage: MemoryUsage) -> None:
    usage.put_usage(PRODUCTION, "2026-11-24T22", "one", COUNTS)

    assert _read(usage).days["2026-11-24"] == 5


def test_a_day_that_was_not_rolled_up_yet_is_read_by_the_hour(usage: MemoryUsage) -> None:
    del usage.rolled_up[PRODUCTION, "2026-11-24"]
    usage.put_usage(PRODUCTION, "2026-11-24T22", "one", COUNTS)

    assert _read(usage).days["2026-11-24"] == 5


def test_a_day_is_the_last_evaluation_where_no_hour_is_known(usage: MemoryUsage) -> None:
    usage.written.clear()

    assert _read(usage).last_evaluation == "2026-11-24T00:00:00Z"


def test_a_flag_that_nobody_evaluated_says_so(usage: MemoryUsage) -> None:
    found = _read(usage, "unused")

    assert (found.evaluations, found.last_evaluation, found.days) == (0, None, {})


def test_another_environment_is_another_use(usage: MemoryUsage) -> None:
    assert read_usage(usage, "staging", "shown", now=NOON).evaluations == 0


def test_all_flags_of_an_environment_are_told_in_one_go(usage: MemoryUsage) -> None:
    found = read_environment_usage(usage, PRODUCTION, now=NOON)

    assert (found.environment, found.since) == (PRODUCTION, "2026-11-19")
    assert found.items == (
        FlagTimes("shown", 25, "2026-11-25T09:00:00Z"),
        FlagTimes("shown-too", 45, "2026-11-25T09:00:00Z"),
    )


def test_of_a_day_that_is_rolled_up_its_beginning_is_the_last_evaluation(
    usage: MemoryUsage,
) -> None:
    usage.put_day(PRODUCTION, "2026-11-23", {"seldom|on|STATIC": 1})

    found = {
        flag.flag_key: flag for flag in read_environment_usage(usage, PRODUCTION, now=NOON).items
    }

    assert found["seldom"] == FlagTimes("seldom", 1, "2026-11-23T00:00:00Z")


def test_what_was_evaluated_before_the_days_asked_for_is_not_told(usage: MemoryUsage) -> None:
    usage.put_day(PRODUCTION, "2026-11-23", {"seldom|on|STATIC": 1})

    found = read_environment_usage(usage, PRODUCTION, now=NOON, days=2)

    assert "seldom" not in {flag.flag_key for flag in found.items}
