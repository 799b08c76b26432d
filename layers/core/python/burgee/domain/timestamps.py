"""RFC 3339 moments: what people write, what contexts carry, seconds in between."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from math import isfinite

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any

# Patterns stay texts, compiled by `re` at their first use: not one of them at a cold start.
_MOMENT = (
    r"\d{4}-\d{2}-\d{2}"
    r"([Tt ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)?)?"
)
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_DATE = r"\d{4}-\d{2}-\d{2}"
_DURATION = r"(\d{1,6})(s|m|h|d|w)"
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_MILLISECONDS_FROM = 100_000_000_000  # larger numbers are milliseconds, as JavaScript counts

DAY_SECONDS = 86_400


def seconds_of(moment: Any) -> float | None:
    """Seconds since 1970 of an RFC 3339 text or a number; None for anything else.

    A date alone is its midnight in UTC, a time without an offset is UTC, a number of 1e11 and
    more is milliseconds.

    >>> seconds_of("1970-01-02"), seconds_of("1970-01-01T01:00:00+01:00"), seconds_of("soon")
    (86400.0, 0.0, None)
    """
    if isinstance(moment, bool):
        return None
    if isinstance(moment, int | float):
        return _seconds_of_number(moment)
    if not isinstance(moment, str) or not re.fullmatch(_MOMENT, moment, re.ASCII):
        return None
    try:
        parsed = datetime.fromisoformat(_six_decimals(moment).upper())
        zoned = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        return zoned.timestamp()
    except (ValueError, OverflowError):
        return None


def _seconds_of_number(number: float) -> float | None:
    try:
        seconds = number / 1000 if abs(number) >= _MILLISECONDS_FROM else float(number)
    except OverflowError:  # a whole number of more than 308 digits
        return None
    return seconds if isfinite(seconds) else None


def _six_decimals(moment: str) -> str:
    return re.sub(r"(\.\d{6})\d+", r"\1", moment)


def timestamp_problem(text: Any) -> str | None:
    """Why a text is no moment, in words for its author; None if it is one."""
    if isinstance(text, str) and seconds_of(text) is not None:
        return None
    return f"{text!r} is not a date or time; write 2026-11-21 or 2026-11-21T09:30:00Z"


def duration_seconds(text: Any) -> int | None:
    """Seconds of `90s`, `15m`, `12h`, `30d` or `2w`; None for anything else.

    >>> duration_seconds("15m"), duration_seconds("soon")
    (900, None)
    """
    match = re.fullmatch(_DURATION, text, re.ASCII) if isinstance(text, str) else None
    return int(match[1]) * _SECONDS[match[2]] if match else None


def iso(seconds: float) -> str:
    """RFC 3339 in UTC with milliseconds.

    >>> iso(0.25)
    '1970-01-01T00:00:00.250Z'
    """
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse_time(text: Any) -> time | None:
    """`22:30` or `22:30:15` as a time of day; None for anything else."""
    try:
        return time.fromisoformat(text) if re.fullmatch(_TIME, text, re.ASCII) else None
    except TypeError:
        return None


def parse_date(text: Any) -> date | None:
    """`2026-12-25` as a date; None for anything else."""
    try:
        return date.fromisoformat(text) if re.fullmatch(_DATE, text, re.ASCII) else None
    except (TypeError, ValueError):
        return None
