"""The usage of a flag, put together from days and hours."""

from __future__ import annotations

import pytest

from burgee.services.read_usage import FlagUsage, read_usage
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
