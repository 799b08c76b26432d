"""What a unit did, counted the long way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import isfinite
from typing import Any

from tests.reference.moments import date_of, duration_seconds, seconds_of

FIRST_DAY = date(1, 1, 1)


def actions_of(context: dict[str, Any]) -> dict[str, Any]:
    return as_object(context.get("actions"))


def as_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def day_before(now: float, seconds: int) -> date:
    """The UTC day that lies so long before `now`; the first of all days if there is none."""
    try:
        return (datetime.fromtimestamp(now, UTC) - timedelta(seconds=seconds)).date()
    except OverflowError:
        return FIRST_DAY


def tallies(action: Any, since: date) -> list[tuple[date, dict[str, Any]]]:
    """The days of one action from `since` on that hold an object."""
    found = []
    for text, tally in as_object(as_object(action).get("days")).items():
        day = date_of(text)
        if day is not None and day >= since and isinstance(tally, dict):
            found.append((day, tally))
    return found


def is_total_within(value: dict[str, Any], context: dict[str, Any], now: float, name: str) -> bool:
    since = FIRST_DAY
    if "within" in value:
        since = day_before(now, duration_seconds(value["within"]))
    action = actions_of(context).get(value["action"])
    amounts = [tally.get(name) for _, tally in tallies(action, since)]
    numbers = [n for n in amounts if isinstance(n, int | float) and not isinstance(n, bool)]
    if not all(abs(n) < 2**1024 and n == n for n in numbers):
        return False
    try:
        total = float(sum(map(Fraction, numbers), Fraction(0)))
    except OverflowError:
        return False
    return isfinite(total) and is_within(total, value)


def is_within(amount: float, limits: dict[str, Any]) -> bool:
    if "at_least" in limits and not amount >= limits["at_least"]:
        return False
    return not ("at_most" in limits and not amount <= limits["at_most"])


def is_recent(value: dict[str, Any], context: dict[str, Any], now: float) -> bool:
    last = seconds_of(as_object(actions_of(context).get(value["action"])).get("last"))
    limits: dict[str, Any] = {
        n: duration_seconds(value[n]) for n in ("at_least", "at_most") if n in value
    }
    return last is not None and is_within(now - last, limits)


def engagement_of(context: dict[str, Any], now: float) -> str:
    """The level by distinct days of any action in the last 28 days, today among them."""
    since = day_before(now, 27 * 86_400)
    days = {day for action in actions_of(context).values() for day, _ in tallies(action, since)}
    if len(days) >= 12:
        return "high"
    if len(days) >= 4:
        return "medium"
    return "low" if days else "none"
