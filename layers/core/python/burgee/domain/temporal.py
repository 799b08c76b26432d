"""Operators that ask what time it is, each in a named time zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

from burgee.domain.predicates import Context, Json, Operator, Predicate, Scope, needs_fields
from burgee.domain.timestamps import parse_date, parse_time, seconds_of, timestamp_problem

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SEASONS = ("winter", "spring", "summer", "autumn")
HEMISPHERES = ("north", "south")

_YEARLY = r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"


def season_of(month: int, hemisphere: str) -> str:
    """The meteorological season: whole months, winter being December to February in the north.

    >>> season_of(1, "north"), season_of(1, "south")
    ('winter', 'summer')
    """
    shift = 0 if hemisphere == "north" else 2
    return SEASONS[(month % 12 // 3 + shift) % 4]


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo  # 4 ms to load, and few rulesets ask for the time

    return ZoneInfo(name)


def _zone_problem(value: Json) -> str | None:
    try:
        _zone(value)
    except (KeyError, TypeError, ValueError, OSError):
        return f"{value!r} is not a time zone such as Europe/Berlin"
    return None


def _names(known: tuple[str, ...]) -> Callable[[Json], str | None]:
    def problem(value: Json) -> str | None:
        if isinstance(value, list) and value and all(name in known for name in value):
            return None
        return f"a list of {', '.join(known)}"

    return problem


def _one_of(known: tuple[str, ...]) -> Callable[[Json], str | None]:
    return lambda value: None if value in known else f"one of {', '.join(known)}"


def _time_problem(value: Json) -> str | None:
    return None if parse_time(value) else f"{value!r} is not a time such as 22:30"


def _dates_problem(value: Json) -> str | None:
    fits = isinstance(value, list) and value
    if fits and all(parse_date(day) or _is_yearly(day) for day in value):
        return None
    return "a list of dates such as 2026-12-25, or 12-25 for every year"


def _is_yearly(day: Any) -> bool:
    return isinstance(day, str) and re.fullmatch(_YEARLY, day, re.ASCII) is not None


def _local_seconds(moment: str, zone: tzinfo, *, is_end: bool) -> float | None:
    """A bound in a zone: a date alone begins, or as an end closes, its local day."""
    day = parse_date(moment)
    if day is not None:
        if is_end and day == date.max:  # people write 9999-12-31 for "never ends"
            return None
        shifted = day + timedelta(days=1) if is_end else day
        return datetime(shifted.year, shifted.month, shifted.day, tzinfo=zone).timestamp()
    if moment[-1] in "Zz" or re.search(r"[+-]\d{2}:\d{2}$", moment):
        return seconds_of(moment)
    return datetime.fromisoformat(moment).replace(tzinfo=zone).timestamp()


def _date_between(_attribute: str, value: Json, scope: Scope) -> Predicate:
    zone, clock = _zone(value.get("timezone", "UTC")), scope.clock
    start = _local_seconds(value["start"], zone, is_end=False) if "start" in value else None
    end = _local_seconds(value["end"], zone, is_end=True) if "end" in value else None

    def is_between(_context: Context) -> bool:
        now = clock()
        return (start is None or start <= now) and (end is None or now < end)

    return is_between


def _date_between_problem(value: Json) -> str | None:
    fields = {"start": timestamp_problem, "end": timestamp_problem, "timezone": _zone_problem}
    wrong = needs_fields({}, fields)(value)
    if wrong or "start" in value or "end" in value:
        return wrong
    return "a start, an end or both are needed"


def _time_of_day(value: Json) -> Callable[[datetime], bool]:
    start, end = time.fromisoformat(value["from"]), time.fromisoformat(value["to"])
    if start < end:
        return lambda now: start <= now.time() < end
    return lambda now: now.time() >= start or now.time() < end


def _time_of_day_problem(value: Json) -> str | None:
    wrong = needs_fields({"from": _time_problem, "to": _time_problem}, {"timezone": _zone_problem})
    return wrong(value) or (
        "from and to are the same; leave the condition out for the whole day"
        if parse_time(value["from"]) == parse_time(value["to"])
        else None
    )


def _day_of_week(value: Json) -> Callable[[datetime], bool]:
    days = frozenset(DAYS.index(day) for day in value["days"])
    return lambda now: now.weekday() in days


def _month(value: Json) -> Callable[[datetime], bool]:
    months = frozenset(MONTHS.index(month) + 1 for month in value["months"])
    return lambda now: now.month in months


def _season(value: Json) -> Callable[[datetime], bool]:
    seasons, hemisphere = frozenset(value["seasons"]), value["hemisphere"]
    return lambda now: season_of(now.month, hemisphere) in seasons


def _holiday(value: Json) -> Callable[[datetime], bool]:
    once = frozenset(filter(None, map(parse_date, value["dates"])))
    yearly = frozenset(day for day in value["dates"] if _is_yearly(day))
    return lambda now: _date_of(now) in once or now.strftime("%m-%d") in yearly


def _date_of(now: datetime) -> date:
    return now.date()


def _by_local_time(
    make_test: Callable[[Json], Callable[[datetime], bool]],
) -> Callable[[str, Json, Scope], Predicate]:
    def build(_attribute: str, value: Json, scope: Scope) -> Predicate:
        zone, clock, test = _zone(value.get("timezone", "UTC")), scope.clock, make_test(value)
        return lambda _context: test(datetime.fromtimestamp(clock(), zone))

    return build


def _zoned(required: dict[str, Callable[[Json], str | None]]) -> Callable[[Json], str | None]:
    return needs_fields(required, {"timezone": _zone_problem})


def _temporal(
    problem: Callable[[Json], str | None], build: Callable[[str, Json, Scope], Predicate]
) -> Operator:
    return Operator(problem, build, takes_attribute=False)


TEMPORAL: dict[str, Operator] = {
    "date_between": _temporal(_date_between_problem, _date_between),
    "time_of_day": _temporal(_time_of_day_problem, _by_local_time(_time_of_day)),
    "day_of_week": _temporal(_zoned({"days": _names(DAYS)}), _by_local_time(_day_of_week)),
    "month": _temporal(_zoned({"months": _names(MONTHS)}), _by_local_time(_month)),
    "season": _temporal(
        _zoned({"seasons": _names(SEASONS), "hemisphere": _one_of(HEMISPHERES)}),
        _by_local_time(_season),
    ),
    "holiday": _temporal(_zoned({"dates": _dates_problem}), _by_local_time(_holiday)),
}
