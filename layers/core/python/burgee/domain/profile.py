"""A unit's profile: what it did on which days, as behavioural conditions read it.

    {"purchase": {"last": 1795600000000, "days": {"2026-11-25": {"count": 2, "value": 305000}}}}

`value` sums the property `value` at the fixed scale; `last` is in ms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from burgee.domain.tracking import DAY_MS, TrackingEvent, day_of

PROFILE_DAYS = 90
MOST_ACTIONS = 50  # those that happened last; a profile has to fit into one item

Profile = Mapping[str, Any]


def with_action(profile: Profile, event: TrackingEvent, now: int) -> Profile:
    """The profile with one more event, without what is 90 days past at `now` (ms)."""
    action = profile.get(event.name, {"last": 0, "days": {}})
    day = day_of(event.at)
    tally = action["days"].get(day, {"count": 0, "value": 0})
    grown = {
        "count": tally["count"] + 1,
        "value": tally["value"] + event.numbers.get("value", 0),
    }
    changed = {
        "last": max(action["last"], event.at),
        "days": {**action["days"], day: grown},
    }
    return _latest(_pruned({**profile, event.name: changed}, day_of(now - PROFILE_DAYS * DAY_MS)))


def lacked(profile: Profile, events: Sequence[TrackingEvent]) -> list[TrackingEvent]:
    """Those that a profile may lack, of all events of its unit.

    It counts them by action and day: where it has as many as there are, it has each of them.
    """
    there_are = Counter((event.name, event.at // DAY_MS) for event in events)
    short = {cell for cell, count in there_are.items() if _count(profile, *cell) != count}
    return [event for event in events if (event.name, event.at // DAY_MS) in short]


def _count(profile: Profile, name: str, day: int) -> int:
    days = profile[name]["days"] if name in profile else {}
    tally = days.get(day_of(day * DAY_MS))
    return tally["count"] if tally else 0


def _pruned(profile: dict[str, Any], oldest: str) -> dict[str, Any]:
    if all(min(action["days"]) >= oldest for action in profile.values()):
        return profile  # as it is with all events of a day but the first
    pruned = {}
    for name, action in profile.items():
        days = {day: tally for day, tally in action["days"].items() if day >= oldest}
        if days:
            pruned[name] = {**action, "days": days}
    return pruned


def _latest(profile: dict[str, Any]) -> Profile:
    if len(profile) <= MOST_ACTIONS:
        return profile
    ranked = sorted(profile, key=lambda name: (profile[name]["last"], name), reverse=True)
    return {name: profile[name] for name in ranked[:MOST_ACTIONS]}
