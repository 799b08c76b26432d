from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.temporal import HEMISPHERES, MONTHS, SEASONS, season_of
from tests.unit.domain.matching import holds, refusal

BERLIN = "Europe/Berlin"
OFFICE = {"from": "09:00", "to": "17:30", "timezone": BERLIN}
NIGHT = {"from": "22:00", "to": "06:00", "timezone": BERLIN}
ALL_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-25T07:59:59.999Z", False),
        ("2026-11-25T08:00:00Z", True),
        ("2026-11-25T16:29:59.999Z", True),
        ("2026-11-25T16:30:00Z", False),
        ("2026-07-01T07:00:00Z", True),  # an hour earlier in summer time
    ],
)
def test_times_of_day_are_local_from_their_start_to_just_before_their_end(
    now: str, is_open: bool
) -> None:
    assert holds("time_of_day", OFFICE, now=now) is is_open


@pytest.mark.parametrize(
    ("now", "is_night"),
    [
        ("2026-11-25T20:59:59Z", False),
        ("2026-11-25T21:00:00Z", True),
        ("2026-11-25T23:30:00Z", True),
        ("2026-11-26T04:59:59Z", True),
        ("2026-11-26T05:00:00Z", False),
    ],
)
def test_times_of_day_may_reach_over_midnight(now: str, is_night: bool) -> None:
    assert holds("time_of_day", NIGHT, now=now) is is_night


@pytest.mark.parametrize(
    ("now", "is_within"),
    [
        ("2026-03-29T00:59:59Z", False),  # 01:59:59 in winter time
        ("2026-03-29T01:00:00Z", False),  # 03:00 in summer time: 02:30 did not come
        ("2026-10-25T00:30:00Z", True),  # 02:30 in summer time
        ("2026-10-25T01:30:00Z", True),  # 02:30 once more, in winter time
        ("2026-10-25T02:00:00Z", False),
    ],
)
def test_an_hour_that_is_left_out_never_comes_and_one_that_is_repeated_comes_twice(
    now: str, is_within: bool
) -> None:
    hour = {"from": "02:15", "to": "02:45", "timezone": BERLIN}

    assert holds("time_of_day", hour, now=now) is is_within


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", "wednesday"),
        ("Pacific/Kiritimati", "thursday"),
        ("Pacific/Honolulu", "wednesday"),
        ("Asia/Kathmandu", "wednesday"),
    ],
)
def test_a_day_of_the_week_is_that_of_the_zone(zone: str, day: str) -> None:
    found = [
        each
        for each in ALL_DAYS
        if holds("day_of_week", {"days": [each], "timezone": zone}, now="2026-11-25T11:00:00Z")
    ]

    assert found == [day]


def test_a_month_ends_where_the_zone_says() -> None:
    value = {"months": ["december"], "timezone": "Asia/Tokyo"}

    assert [
        holds("month", value, now=now) for now in ("2026-11-30T14:59:59Z", "2026-11-30T15:00:00Z")
    ] == [False, True]


@pytest.mark.parametrize(
    ("month", "north", "south"),
    [
        (12, "winter", "summer"),
        (2, "winter", "summer"),
        (3, "spring", "autumn"),
        (5, "spring", "autumn"),
        (6, "summer", "winter"),
        (8, "summer", "winter"),
        (9, "autumn", "spring"),
        (11, "autumn", "spring"),
    ],
)
def test_seasons_are_whole_months_and_turned_round_in_the_south(
    month: int, north: str, south: str
) -> None:
    assert (season_of(month, "north"), season_of(month, "south")) == (north, south)


@pytest.mark.parametrize("hemisphere", HEMISPHERES)
def test_every_month_is_of_one_season(hemisphere: str) -> None:
    counts = [
        sum(season_of(month, hemisphere) == season for month in range(1, len(MONTHS) + 1))
        for season in SEASONS
    ]

    assert counts == [3, 3, 3, 3]


def test_a_season_of_the_south_is_asked_of_the_local_month() -> None:
    value = {"seasons": ["summer"], "hemisphere": "south", "timezone": "Australia/Sydney"}

    assert [
        holds("season", value, now=now) for now in ("2026-11-30T12:59:59Z", "2026-11-30T13:00:00Z")
    ] == [False, True]


@pytest.mark.parametrize(
    ("now", "is_holiday"),
    [
        ("2026-12-25", True),
        ("2031-12-25", True),
        ("2026-05-14", True),
        ("2027-05-14", False),
        ("2028-02-29", True),
        ("2026-12-24T23:00:00+00:00", False),
    ],
)
def test_a_holiday_is_of_one_year_or_of_every_year(now: str, is_holiday: bool) -> None:
    value = {"dates": ["12-25", "2026-05-14", "02-29"]}

    assert holds("holiday", value, now=now) is is_holiday


def test_a_holiday_begins_at_midnight_of_its_zone() -> None:
    value = {"dates": ["01-01"], "timezone": "America/New_York"}

    assert [
        holds("holiday", value, now=now) for now in ("2027-01-01T04:59:59Z", "2027-01-01T05:00:00Z")
    ] == [False, True]


@pytest.mark.parametrize(
    ("value", "inside", "outside"),
    [
        ({"start": "2026-11-25"}, "2026-11-25", "2026-11-24T23:59:59Z"),
        ({"end": "2026-11-25"}, "2026-11-25T23:59:59Z", "2026-11-26"),
        ({"end": "2026-11-25T12:00:00Z"}, "2026-11-25T11:59:59Z", "2026-11-25T12:00:00Z"),
        (
            {"start": "2026-11-25", "end": "2026-11-25", "timezone": BERLIN},
            "2026-11-24T23:00:00Z",
            "2026-11-25T23:00:00Z",
        ),
        (
            {"start": "2026-11-25T12:00", "timezone": BERLIN},
            "2026-11-25T11:00:00Z",
            "2026-11-25T10:59:59Z",
        ),
        (
            {"start": "2026-11-25T12:00:00+05:30", "timezone": BERLIN},
            "2026-11-25T06:30:00Z",
            "2026-11-25T06:29:59Z",
        ),
        # the day on which summer time ends has 25 hours
        (
            {"start": "2026-10-25", "end": "2026-10-25", "timezone": BERLIN},
            "2026-10-25T22:59:59Z",
            "2026-10-25T23:00:00Z",
        ),
        # and one on which it begins at midnight starts at one o'clock
        (
            {"start": "2018-11-04", "timezone": "America/Sao_Paulo"},
            "2018-11-04T03:00:00Z",
            "2018-11-04T02:59:59Z",
        ),
        ({"start": "2026-01-01", "end": "9999-12-31"}, "2999-01-01", "2025-12-31"),
    ],
)
def test_dates_are_whole_days_of_the_zone_and_moments_are_exact(
    value: dict[str, Any], inside: str, outside: str
) -> None:
    assert [holds("date_between", value, now=now) for now in (inside, outside)] == [True, False]


@pytest.mark.parametrize(
    ("operator", "value", "said"),
    [
        ("date_between", {}, "a start, an end or both are needed"),
        ("date_between", {"start": "soon"}, "start: 'soon' is not a date or time"),
        ("date_between", {"start": "2026-11-25", "zone": "UTC"}, "the field 'zone' is unknown"),
        ("date_between", {"end": "2026-11-25", "timezone": "CET/x"}, "is not a time zone"),
        ("date_between", "2026", "the value is an object with start, end, timezone"),
        ("time_of_day", {"from": "9:00", "to": "17:00"}, "from: '9:00' is not a time such as"),
        ("time_of_day", {"from": "09:00", "to": "24:00"}, "to: '24:00' is not a time such as"),
        ("time_of_day", {"from": "09:00", "to": "09:00:00"}, "from and to are the same"),
        ("time_of_day", {"from": "09:00"}, "the field 'to' is missing"),
        ("day_of_week", {"days": []}, "days: a list of monday"),
        ("day_of_week", {"days": ["Monday"]}, "days: a list of monday"),
        ("month", {"months": [[]]}, "months: a list of january"),
        ("season", {"seasons": ["fall"], "hemisphere": "north"}, "seasons: a list of winter"),
        ("season", {"seasons": ["summer"], "hemisphere": "east"}, "hemisphere: one of north"),
        ("season", {"seasons": ["summer"]}, "the field 'hemisphere' is missing"),
        ("holiday", {"dates": []}, "a list of dates such as 2026-12-25"),
        ("holiday", {"dates": ["25-12"]}, "a list of dates such as 2026-12-25"),
        ("holiday", {"dates": ["12-25\n"]}, "a list of dates such as 2026-12-25"),
        ("holiday", {"dates": [1225]}, "a list of dates such as 2026-12-25"),
    ],
)
def test_what_is_no_time_is_refused_with_a_sentence(operator: str, value: Any, said: str) -> None:
    assert said in refusal(operator, value)


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("date_between", {"start": "2026-11-25", "end": "2026-12-24T18:00:00Z"}),
        ("time_of_day", NIGHT),
        ("day_of_week", {"days": ["monday"], "timezone": BERLIN}),
        ("month", {"months": ["december"]}),
        ("season", {"seasons": ["winter"], "hemisphere": "south"}),
        ("holiday", {"dates": ["12-25", "2026-05-14"]}),
    ],
)
def test_what_is_a_time_may_be_written(operator: str, value: Any) -> None:
    assert refusal(operator, value) == ""
