"""When a timer or a schedule is due: `rate(...)`, `cron(...)` and `at(...)` of EventBridge."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\(([^)]+)\)")
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))

IsDue = Callable[[float, float], bool]  # (last look, now), in seconds since 1970


class UnknownExpression(ValueError):
    """An expression that EventBridge would refuse, or that is not understood here."""


def recurring(expression: str, begun: float, minute: float = 60) -> IsDue:
    """Whether a timer is due between two looks; a rate counts from `begun`, in minutes of so many
    seconds.

    Days of a cron expression are numbers, and names are not understood. Raises UnknownExpression.

    >>> is_due = recurring("rate(5 minutes)", begun=0)
    >>> is_due(299, 300), is_due(300, 301)
    (True, False)
    """
    rate = _RATE.fullmatch(expression)
    if rate:
        every = int(rate[1]) * _SECONDS[rate[2]] * minute / 60
        return lambda last, now: (now - begun) // every > (last - begun) // every
    cron = _CRON.fullmatch(expression)
    if cron is None or len(cron[1].split()) != len(_FIELDS):
        raise UnknownExpression(expression)
    fields = [
        _numbers(*one) for one in zip(cron[1].split(), *zip(*_FIELDS, strict=True), strict=True)
    ]
    return lambda last, now: any(
        _matches(fields, minute * 60) for minute in range(int(last // 60) + 1, int(now // 60) + 1)
    )


def moment(expression: str, timezone: str = "UTC") -> float:
    """The second at which a one-time schedule is due. Raises UnknownExpression.

    >>> moment("at(1970-01-01T01:00:30)", "Europe/Vienna")
    30.0
    """
    at = _AT.fullmatch(expression)
    if at is None:
        raise UnknownExpression(expression)
    return datetime.fromisoformat(at[1]).replace(tzinfo=ZoneInfo(timezone)).timestamp()


def _matches(fields: list[set[int]], second: int) -> bool:
    at = datetime.fromtimestamp(second, UTC)
    weekday = at.isoweekday() % 7 + 1  # Sunday is 1
    parts = (at.minute, at.hour, at.day, at.month, weekday, at.year)
    return all(part in field for part, field in zip(parts, fields, strict=True))


def _numbers(field: str, low: int, high: int) -> set[int]:
    """The numbers that a field names: `*`, `?`, `5`, `1-5`, `*/10`, `0/15`, and lists of them."""
    numbers: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if not re.fullmatch(r"([*?]|\d+(-\d+)?)(/[1-9]\d*)?", part):
            raise UnknownExpression(field)
        begin, end = (low, high) if first in {"*", "?"} else (int(first), int(last or first))
        numbers |= set(range(begin, (high if step and not last else end) + 1, int(step or 1)))
    return numbers
