"""Moments, dates and times of day, read character by character."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

DAY_OF_1970 = date(1970, 1, 1).toordinal()
UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


def seconds_of(value: Any) -> float | None:
    """Seconds since 1970 of a text or a number; None for what is no moment."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _seconds_of_number(value)
    parts = _parts(value) if isinstance(value, str) else None
    if parts is None:
        return None
    day, clock, offset = parts
    microseconds = ((day.toordinal() - DAY_OF_1970) * 86_400 - (offset or 0)) * 1_000_000 + clock
    return microseconds / 1_000_000


def _seconds_of_number(number: float) -> float | None:
    try:
        double = float(number)
    except OverflowError:
        return None
    if not isfinite(double):
        return None
    return number / 1000 if abs(double) >= 1e11 else double


def _parts(text: str) -> tuple[date, int, int | None] | None:
    """The day, microseconds into it, and seconds east of UTC if they are said."""
    day = date_of(text[:10])
    if day is None:
        return None
    if len(text) == 10:
        return day, 0, None
    if text[10] not in "Tt ":
        return None
    clock, offset = _split_offset(text[11:])
    microseconds = _clock(clock)
    if microseconds is None or offset is False:
        return None
    return day, microseconds, offset


def _split_offset(text: str) -> tuple[str, Any]:
    """The time and its offset: seconds, None if there is none, False if it is wrong."""
    if text[-1:] in ("Z", "z"):
        return text[:-1], 0
    if text[-6:-5] not in ("+", "-"):
        return text, None
    minutes = _clock(text[-5:])
    if minutes is None:
        return text, False
    seconds = minutes // 1_000_000
    return text[:-6], seconds if text[-6] == "+" else -seconds


def _clock(text: str) -> int | None:
    """Microseconds of `hh:mm`, `hh:mm:ss` and up to nine decimals, cut after six."""
    whole, point, decimals = text.partition(".")
    numbers = [_number(part, 2) for part in whole.split(":")]
    if len(numbers) not in (2, 3) or (point and len(numbers) == 2):
        return None
    hour, minute, second = (*numbers, 0)[:3]
    if hour is None or minute is None or second is None or max(hour - 23, 0) or minute > 59:
        return None
    if second > 59 or (point and not (1 <= len(decimals) <= 9 and _is_digits(decimals))):
        return None
    return (hour * 3600 + minute * 60 + second) * 1_000_000 + int((decimals + "000000")[:6])


def _number(text: str, digits: int) -> int | None:
    return int(text) if len(text) == digits and _is_digits(text) else None


def _is_digits(text: str) -> bool:
    return all(character in "0123456789" for character in text)


def date_of(text: Any) -> date | None:
    """`2026-12-25` as a date; None for anything else."""
    if not isinstance(text, str) or len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    year, month, day = _number(text[:4], 4), _number(text[5:7], 2), _number(text[8:], 2)
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def microseconds_of_day(text: str) -> int:
    """A time of day such as `22:30` that is known to be one."""
    clock = _clock(text)
    assert clock is not None
    return clock


def duration_seconds(text: str) -> int:
    return int(text[:-1]) * UNIT_SECONDS[text[-1]]


def local(now: float, zone: str) -> datetime:
    return datetime.fromtimestamp(now, ZoneInfo(zone))


def bound_in_zone(text: str, zone: str, *, is_end: bool) -> float:
    """A moment of `date_between`: without an offset it is local; an end that is a day closes it."""
    parts = _parts(text)
    assert parts is not None
    day, microseconds, offset = parts
    if offset is not None:
        moment = seconds_of(text)
        assert moment is not None
        return moment
    if len(text) == 10 and is_end:
        if day == date.max:
            return float("inf")
        day += timedelta(days=1)
    seconds, rest = divmod(microseconds, 1_000_000)
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    hours = start.replace(hour=seconds // 3600, minute=seconds // 60 % 60, second=seconds % 60)
    return hours.replace(microsecond=rest).timestamp()
