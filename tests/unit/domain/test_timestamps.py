from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.timestamps import (
    duration_seconds,
    iso,
    parse_date,
    parse_time,
    seconds_of,
    timestamp_problem,
)


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        ("1970-01-01", 0),
        ("1970-01-01T00:01Z", 60),
        ("1970-01-01t00:01:01z", 61),
        ("1970-01-01 01:00:00+01:00", 0),
        ("1969-12-31T23:00:00-01:30", 1800),
        ("1970-01-01T00:00:01", 1),
        ("1970-01-01T00:00:00.5Z", 0.5),
        ("1970-01-01T00:00:00.123456789Z", 0.123456),
        ("2028-02-29", 1_835_395_200),
        (60, 60),
        (-0.5, -0.5),
        (99_999_999_999, 99_999_999_999),
        (100_000_000_000, 100_000_000),
        (1_795_608_000_000, 1_795_608_000),
    ],
)
def test_a_moment_is_a_text_or_a_number_of_seconds_or_milliseconds(
    moment: Any, seconds: float
) -> None:
    assert seconds_of(moment) == seconds


@pytest.mark.parametrize(
    "found",
    [
        *("", "soon", "2026-02-29", "2026-13-01", "0000-01-01", "2026-11-25T24:00Z"),
        *("2026-11-25T12:00:60Z", "2026-11-25T12:00+24:00", "2026-11-25T12:00+01:60"),
        *("2026-11-25T12Z", "2026-11-25T12:00:00,5Z", "2026-11-25\n", "20261125", "2026-W48-3"),
        *(
            "\uff12\uff10\uff12\uff16-11-25",
            True,
            False,
            None,
            [],
            {},
            float("nan"),
            float("inf"),
            10**400,
        ),
    ],
)
def test_everything_else_is_no_moment(found: Any) -> None:
    assert seconds_of(found) is None


def test_an_author_is_told_how_a_moment_is_written() -> None:
    assert "write 2026-11-21 or 2026-11-21T09:30:00Z" in (timestamp_problem("tomorrow") or "")


def test_a_number_is_no_moment_for_an_author() -> None:
    assert timestamp_problem(1_795_608_000) is not None


def test_a_moment_in_text_may_be_written() -> None:
    assert timestamp_problem("2026-11-21T09:30:00Z") is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("12h", 43_200), ("30d", 2_592_000), ("2w", 1_209_600)],
)
def test_a_duration_is_a_number_and_a_letter(text: str, seconds: int) -> None:
    assert duration_seconds(text) == seconds


@pytest.mark.parametrize("found", ["", "d", "1.5h", "-1d", "1y", "30d\n", "1234567s", 30, None])
def test_everything_else_is_no_duration(found: Any) -> None:
    assert duration_seconds(found) is None


def test_milliseconds_are_written_and_cut_not_rounded() -> None:
    assert iso(1_795_608_000.9999) == "2026-11-25T12:00:00.999Z"


@pytest.mark.parametrize(
    "found", ["9:00", "24:00", "12:60", "12:00:60", "12:00\n", "noon", 12, None]
)
def test_what_is_no_time_of_day_is_none(found: Any) -> None:
    assert parse_time(found) is None


@pytest.mark.parametrize(
    "found", ["2026-02-29", "2026-1-1", "12-25", "2026-12-25\n", 20261225, None]
)
def test_what_is_no_date_is_none(found: Any) -> None:
    assert parse_date(found) is None
