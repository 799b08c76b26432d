"""Operators over what a unit did, from the `actions` of its context:

    {"purchase": {"last": "2026-11-20T08:00:00Z",
                  "days": {"2026-11-20": {"count": 2, "value": 30.5}}}}

Counts and values are kept per UTC day, so `within` reaches back by whole days. A purchase history
is the action `purchase`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from math import fsum, isfinite, nan

from burgee.domain.predicates import (
    Context,
    Json,
    Operator,
    Predicate,
    Scope,
    is_number,
    needs_fields,
    needs_number,
    needs_text,
)
from burgee.domain.timestamps import duration_seconds, parse_date, seconds_of

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any

# An engagement level is the number of distinct days with any action in the last 28.
ENGAGEMENT_DAYS = 28
ENGAGEMENT_LEVELS = {"none": 0, "low": 1, "medium": 4, "high": 12}


def engagement_level(active_days: int) -> str:
    """The level of that many active days in the last 28.

    >>> [engagement_level(days) for days in (0, 3, 4, 28)]
    ['none', 'low', 'medium', 'high']
    """
    reached = [level for level, least in ENGAGEMENT_LEVELS.items() if active_days >= least]
    return reached[-1]


def _actions(context: Context) -> Mapping[str, Any]:
    actions = context.get("actions")
    return actions if isinstance(actions, Mapping) else {}


def _days(action: Any, since: date) -> Iterator[tuple[date, Mapping[str, Any]]]:
    days = action.get("days") if isinstance(action, Mapping) else None
    for text, tally in days.items() if isinstance(days, Mapping) else ():
        day = parse_date(text)
        if day is not None and day >= since and isinstance(tally, Mapping):
            yield day, tally


def _since(now: float, within: int | None) -> date:
    if within is None:
        return date.min
    try:
        return (datetime.fromtimestamp(now, UTC) - timedelta(seconds=within)).date()
    except OverflowError:
        return date.min


def _total(context: Context, value: Json, now: float, field: str) -> float:
    since = _since(now, duration_seconds(value.get("within")))
    tallies = (tally for _, tally in _days(_actions(context).get(value["action"]), since))
    amounts: list[Any] = [tally.get(field) for tally in tallies]
    return _exact_sum(filter(is_number, amounts))


def _exact_sum(amounts: Iterable[float]) -> float:
    """The nearest number to the sum, in any order; one that is too large is within no limits."""
    try:
        total = fsum(amounts)
    except (OverflowError, ValueError):
        return nan
    return total if isfinite(total) else nan


def _is_within_limits(amount: float, value: Json) -> bool:
    return bool(amount >= value.get("at_least", amount) and amount <= value.get("at_most", amount))


def _action_total(field: str) -> Callable[[str, Json, Scope], Predicate]:
    def build(_attribute: str, value: Json, scope: Scope) -> Predicate:
        clock = scope.clock
        return lambda context: _is_within_limits(_total(context, value, clock(), field), value)

    return build


def _action_recency(_attribute: str, value: Json, scope: Scope) -> Predicate:
    clock = scope.clock
    limits = {
        name: duration_seconds(value[name]) for name in ("at_least", "at_most") if name in value
    }

    def is_recent(context: Context) -> bool:
        action = _actions(context).get(value["action"])
        last = seconds_of(action.get("last")) if isinstance(action, Mapping) else None
        return last is not None and _is_within_limits(clock() - last, limits)

    return is_recent


def _engagement_level(_attribute: str, value: Json, scope: Scope) -> Predicate:
    levels, clock = frozenset(value["levels"]), scope.clock

    def is_engaged(context: Context) -> bool:
        since = _since(clock(), (ENGAGEMENT_DAYS - 1) * 86_400)
        active = {day for action in _actions(context).values() for day, _ in _days(action, since)}
        return engagement_level(len(active)) in levels

    return is_engaged


def _duration_problem(value: Json) -> str | None:
    return None if duration_seconds(value) else f"{value!r} is not a duration such as 30d or 12h"


def _levels_problem(value: Json) -> str | None:
    known = tuple(ENGAGEMENT_LEVELS)
    if isinstance(value, list) and value and all(level in known for level in value):
        return None
    return f"a list of {', '.join(known)}"


def _limited(
    limit: Callable[[Json], str | None], optional: Mapping[str, Callable[[Json], str | None]]
) -> Callable[[Json], str | None]:
    fields = needs_fields({"action": needs_text}, {**optional, "at_least": limit, "at_most": limit})

    def problem(value: Json) -> str | None:
        if wrong := fields(value):
            return wrong
        has_limit = "at_least" in value or "at_most" in value
        return None if has_limit else "at_least, at_most or both are needed"

    return problem


def _behavioural(
    problem: Callable[[Json], str | None], build: Callable[[str, Json, Scope], Predicate]
) -> Operator:
    return Operator(problem, build, takes_attribute=False)


_totals_problem = _limited(needs_number, {"within": _duration_problem})

BEHAVIOURAL: dict[str, Operator] = {
    "action_count": _behavioural(_totals_problem, _action_total("count")),
    "action_value": _behavioural(_totals_problem, _action_total("value")),
    "action_recency": _behavioural(_limited(_duration_problem, {}), _action_recency),
    "engagement_level": _behavioural(
        needs_fields({"levels": _levels_problem}, {}), _engagement_level
    ),
}
