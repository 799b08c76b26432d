"""What the counters of a history have to say, by a plain count over what was accepted.

Written from the meaning of metrics, not from the code that folds: it keeps every event in a list
and looks at all of them at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from itertools import product
from typing import Any

from burgee.domain.histogram import bin_of
from burgee.domain.tracking import Exposure, TrackingEvent
from tests.exactness.histories import (
    DAY_MS,
    DIMENSIONS,
    EXPERIMENTS,
    Erase,
    Expose,
    Leave,
    Mix,
    OptOutStep,
    Record,
    Step,
)

Place = tuple[str, str, str]
Numbers = dict[str, int]


class Truth:
    """What stands after the steps, in the order in which they reached storage."""

    def __init__(self) -> None:
        self.events: dict[str, dict[str, TrackingEvent]] = defaultdict(dict)
        self.exposures: dict[tuple[str, str], Exposure] = {}
        self.mixed: set[tuple[str, str]] = set()
        self.left: dict[tuple[str, str], str] = {}
        self.out: dict[str, tuple[int, bool]] = {}
        self.erased: set[str] = set()

    def take(self, step: Step) -> None:
        if isinstance(step, Record):
            self.events[step.unit].setdefault(step.event.id, step.event)
        elif isinstance(step, Expose):
            self.exposures.setdefault((step.unit, step.exposure.run), step.exposure)
        elif isinstance(step, Mix) and (step.unit, step.run) in self.exposures:
            self.mixed.add((step.unit, step.run))
        elif isinstance(step, Leave) and (step.unit, step.run) in self.exposures:
            self.left.setdefault((step.unit, step.run), step.why)
        elif isinstance(step, OptOutStep) and step.at > self.out.get(step.unit, (-1, False))[0]:
            self.out[step.unit] = (step.at, step.out)
        elif isinstance(step, Erase):
            self.erased.add(step.unit)

    def sums(self, run: str) -> dict[Place, Any]:
        """Every sum of a run that is not 0."""
        found: dict[Place, Any] = {}
        for (unit, exposed_run), exposure in self.exposures.items():
            if exposed_run == run and unit not in self.erased:
                self._add_unit(found, unit, exposure)
        return found

    def profile(self, unit: str) -> dict[str, Any]:
        """What a unit did, per action and day."""
        actions: dict[str, Any] = {}
        for event in [] if unit in self.erased else self.events[unit].values():
            action = actions.setdefault(event.name, {"last": 0, "days": {}})
            tally = action["days"].setdefault(_day(event.at), {"count": 0, "value": 0})
            tally["count"] += 1
            tally["value"] += event.numbers.get("value", 0)
            action["last"] = max(action["last"], event.at)
        return actions

    def _add_unit(self, found: dict[Place, Any], unit: str, exposure: Exposure) -> None:
        run, variant, day = exposure.run, exposure.variant, _day(exposure.received)
        if (unit, run) in self.mixed:
            _add(found, (day, "_units", ""), (variant, "mixed"), 1)
            return
        if self.out.get(unit, (0, False))[1]:
            _add(found, (day, "_units", ""), (variant, "opted_out"), 1)
            return
        key = run.removesuffix(".1")
        values = {name: exposure.dimensions.get(name, "") for name in DIMENSIONS[key]}
        events = list(self.events[unit].values())
        _add(found, (day, "_units", ""), (variant, "n"), 1)
        if exposure.late:
            _add(found, (day, "_units", ""), (variant, "late"), 1)
        if (unit, run) in self.left:
            _add(found, (day, "_units", ""), (variant, "left", self.left[unit, run]), 1)
        for name, value in values.items():
            _add(found, (day, "_units", name), (variant, value, "n"), 1)
        names = {name for metric in EXPERIMENTS[key] for name in _names(metric)}
        early = sum(1 for event in events if event.name in names and event.at < exposure.at)
        _add(found, (day, "_units", ""), (variant, "before"), early)
        for metric in EXPERIMENTS[key]:
            self._add_metric(found, metric, exposure, events, values)

    def _add_metric(
        self,
        found: dict[Place, Any],
        metric: Mapping[str, Any],
        exposure: Exposure,
        events: Sequence[TrackingEvent],
        values: Mapping[str, str],
    ) -> None:
        day, key, variant = _day(exposure.received), metric["key"], exposure.variant
        after, before = _windows(metric, exposure, events)
        numbers = _numbers(metric, exposure, after, before)
        _add_vector(found, (day, key, ""), (variant,), numbers)
        if numbers and metric["type"] in {"sum", "count", "quantile", "time_to_event"}:
            _add(found, (day, key, ""), (variant, "h", str(bin_of(numbers.get("y", 0)))), 1)
        for name, value in values.items():
            _add_vector(found, (day, key, name), (variant, value), numbers)
        if "attribution" in metric:
            label = metric["attribution"]
            for part in {event.attribution[label] for event in after if label in event.attribution}:
                share = [event for event in after if event.attribution.get(label) == part]
                parts = _numbers(metric, exposure, share, [])
                _add_vector(found, (day, key, f"@{label}"), (variant, part), parts)


def _windows(
    metric: Mapping[str, Any], exposure: Exposure, events: Sequence[TrackingEvent]
) -> tuple[list[TrackingEvent], list[TrackingEvent]]:
    begin = exposure.at + DAY_MS * (metric["type"] == "retention")
    end = exposure.at + int(metric.get("window", "14d").removesuffix("d")) * DAY_MS
    after = [event for event in events if begin <= event.at < end]
    before = [
        event for event in events if event.at < exposure.at and event.received < exposure.received
    ]
    return after, [] if metric["type"] == "time_to_event" else before


def _names(metric: Mapping[str, Any]) -> set[str]:
    over = metric.get("denominator", {}).get("event_name", metric["event_name"])
    return {metric["event_name"], over, *metric.get("after", [])}


def _numbers(
    metric: Mapping[str, Any],
    exposure: Exposure,
    after: Sequence[TrackingEvent],
    before: Sequence[TrackingEvent],
) -> Numbers:
    numbers: Numbers = {}
    for (top, bottom), events in ((("y", "z"), after), (("x", "w"), before)):
        value = _value(metric, exposure, events)
        if value is not None and "cap" in metric:
            cap = metric["cap"] * 10_000
            if top == "y" and value > cap:
                numbers["above"] = value - cap
            value = min(value, cap)
        if value or (value is not None and metric["type"] == "time_to_event"):
            numbers[top] = value
        if over := _over(metric, events):
            numbers[bottom] = over
    return numbers


def _value(
    metric: Mapping[str, Any], exposure: Exposure, events: Sequence[TrackingEvent]
) -> int | None:
    mine = [event for event in events if event.name == metric["event_name"]]
    valued = [event for event in mine if "value" in event.numbers]
    numbers = [event.numbers["value"] for event in valued]
    match metric["type"], metric.get("aggregation", ""):
        case (("conversion_rate" | "retention"), _):
            return 10_000 * bool(mine)
        case "time_to_event", _:
            return (
                min((event.at for event in mine), default=exposure.at - 1) * 10 - (exposure.at * 10)
                if mine
                else None
            )
        case "funnel_step", _:
            return 10_000 * _is_walked([*metric["after"], metric["event_name"]], events)
        case _, "unique_count":
            return 10_000 * len(
                {event.texts.get("sku", event.numbers.get("sku")) for event in mine} - {None}
            )
        case _, "last":
            return max(
                ((event.at, event.id, event.numbers["value"]) for event in valued),
                default=(0, "", 0),
            )[2]
        case _, "average":
            return round(Fraction(sum(numbers), len(numbers))) if numbers else 0
    return sum(numbers)


def _over(metric: Mapping[str, Any], events: Sequence[TrackingEvent]) -> int:
    if metric["type"] == "ratio":
        name = metric["denominator"]["event_name"]
        return 10_000 * sum(1 for event in events if event.name == name)
    if metric["type"] == "average_value":
        return 10_000 * sum(
            1 for event in events if event.name == metric["event_name"] and "value" in event.numbers
        )
    return 0


def _is_walked(names: Sequence[str], events: Sequence[TrackingEvent]) -> bool:
    """By trying every combination of events."""
    choices = [[event.at for event in events if event.name == name] for name in names]
    return any(list(times) == sorted(times) for times in product(*choices))


def _add_vector(
    found: dict[Place, Any], place: Place, path: tuple[str, ...], numbers: Numbers
) -> None:
    if not numbers:
        return
    _add(found, place, (*path, "n"), 1)
    ordered = [name for name in "yzxw" if name in numbers]
    for position, first in enumerate(ordered):
        _add(found, place, (*path, first), numbers[first])
        for second in ordered[position:]:
            _add(found, place, (*path, first + second), numbers[first] * numbers[second])
    if above := numbers.get("above"):
        sums = {"c": 1, "e": above, "ee": above**2, "ez": above * numbers.get("z", 0)}
        for name, number in sums.items():
            _add(found, place, (*path, name), number)


def _add(found: dict[Place, Any], place: Place, path: tuple[str, ...], number: int) -> None:
    """Add a number in; branches that come to nothing are cut."""
    if not number:
        return
    branches = [found.setdefault(place, {})]
    for name in path[:-1]:
        branches.append(branches[-1].setdefault(name, {}))
    branches[-1][path[-1]] = branches[-1].get(path[-1], 0) + number
    if not branches[-1][path[-1]]:
        del branches[-1][path[-1]]


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%d")
