"""What a unit's events add up to, whatever the order in which they come.

A state is JSON of whole numbers and texts; None before the first event. Adding the same events in
another order gives the same state, so that a recount finds what the stream found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from burgee.domain.metrics import MOST_UNIQUE
from burgee.domain.tracking import SCALE, TrackingEvent

MOST_TIMES = 20  # of each step in the middle of a funnel, the earliest are kept
TENTHS_OF_MS = SCALE // 1000  # a second is 1 at the fixed scale

State = Any


class Kind(StrEnum):
    """How events add up."""

    ANY = "any"
    COUNT = "count"
    COUNT_NUMBERS = "count_numbers"  # events that carry the property
    SUM = "sum"
    AVERAGE = "average"
    LAST = "last"
    UNIQUE = "unique"
    FIRST = "first"
    FUNNEL = "funnel"


@dataclass(frozen=True, slots=True)
class Term:
    """One accumulated number of a metric. `names`: of its events; of a funnel, its steps in order,
    the measured one last."""

    kind: Kind
    names: tuple[str, ...]
    value_property: str = "value"


def added(term: Term, state: State, event: TrackingEvent) -> State:
    """The state with one more event; the same object if the event changes nothing.

    >>> from burgee.domain.tracking import EventType
    >>> event = TrackingEvent("1", EventType.CUSTOM, "buy", 0, 0, {"value": 15_000})
    >>> added(Term(Kind.SUM, ("buy",)), 5_000, event)
    20000
    """
    return _ADDING[term.kind](term, state, event) if event.name in term.names else state


def number(term: Term, state: State, since: int) -> int | None:
    """The unit's number at the fixed scale; None where it has none. `since`: its exposure, ms.

    Only the time to an event is ever None; all else is 0 for a unit without events.

    >>> number(Term(Kind.AVERAGE, ("buy",)), [25_000, 2], 0)
    12500
    """
    if state is None:
        return None if term.kind is Kind.FIRST else 0
    return _NUMBERS[term.kind](term, state, since)


def _any(_: Term, __: State, ___: TrackingEvent) -> State:
    return 1


def _count(_: Term, state: State, __: TrackingEvent) -> State:
    return (state or 0) + 1


def _with_number(add: Callable[[State, int, TrackingEvent], State]) -> Callable[..., State]:
    def adding(term: Term, state: State, event: TrackingEvent) -> State:
        found = event.numbers.get(term.value_property)
        return state if found is None else add(state, found, event)

    return adding


def _add_sum(state: State, found: int, _: TrackingEvent) -> State:
    return (state or 0) + found


def _add_average(state: State, found: int, _: TrackingEvent) -> State:
    total, count = state or (0, 0)
    return [total + found, count + 1]


def _add_last(state: State, found: int, event: TrackingEvent) -> State:
    latest = [event.at, event.id, found]
    return latest if state is None or latest[:2] > state[:2] else state


def _unique(term: Term, state: State, event: TrackingEvent) -> State:
    found = event.texts.get(term.value_property)
    if found is None and term.value_property in event.numbers:
        found = f"#{event.numbers[term.value_property]}"
    if found is None or found in (state or ()):
        return state
    smallest = sorted([*(state or ()), found])[:MOST_UNIQUE]
    return state if smallest == state else smallest


def _first(_: Term, state: State, event: TrackingEvent) -> State:
    return event.at if state is None or event.at < state else state


def _funnel(term: Term, state: State, event: TrackingEvent) -> State:
    times = state or [[] for _ in term.names]
    steps = [
        _step_times(kept, event.at, step, len(term.names)) if name == event.name else kept
        for step, (name, kept) in enumerate(zip(term.names, times, strict=True))
    ]
    return state if steps == state else steps


def _step_times(kept: list[int], at: int, step: int, steps: int) -> list[int]:
    """The first step needs its earliest time, the last its latest; between them both may move
    apart, so that several are kept."""
    if step == 0:
        return [min([*kept, at])]
    if step == steps - 1:
        return [max([*kept, at])]
    return sorted({*kept, at})[:MOST_TIMES]


def _is_reached(term: Term, state: State) -> bool:
    """Whether the steps happened one after the other; two of one name are two events."""
    reached: int | None = None
    previous = ""
    for name, times in zip(term.names, state, strict=True):
        least = None if reached is None else reached + (name == previous)
        reached = min((at for at in times if least is None or at >= least), default=None)
        if reached is None:
            return False
        previous = name
    return True


def divided(numerator: int, denominator: int) -> int:
    """The nearest whole number, half to even; exact for numbers of any size.

    >>> divided(5, 2), divided(7, 2), divided(-5, 2)
    (2, 4, -2)
    """
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def _time_to(_: Term, state: State, since: int) -> int:
    return int(state - since) * TENTHS_OF_MS


_ADDING: Mapping[Kind, Callable[[Term, State, TrackingEvent], State]] = {
    Kind.ANY: _any,
    Kind.COUNT: _count,
    Kind.COUNT_NUMBERS: _with_number(lambda state, _, __: (state or 0) + 1),
    Kind.SUM: _with_number(_add_sum),
    Kind.AVERAGE: _with_number(_add_average),
    Kind.LAST: _with_number(_add_last),
    Kind.UNIQUE: _unique,
    Kind.FIRST: _first,
    Kind.FUNNEL: _funnel,
}

_NUMBERS: Mapping[Kind, Callable[[Term, State, int], int]] = {
    Kind.ANY: lambda _, __, ___: SCALE,
    Kind.COUNT: lambda _, state, __: int(state) * SCALE,
    Kind.COUNT_NUMBERS: lambda _, state, __: int(state) * SCALE,
    Kind.SUM: lambda _, state, __: int(state),
    Kind.AVERAGE: lambda _, state, __: divided(state[0], state[1]),
    Kind.LAST: lambda _, state, __: int(state[2]),
    Kind.UNIQUE: lambda _, state, __: len(state) * SCALE,
    Kind.FIRST: _time_to,
    Kind.FUNNEL: lambda term, state, _: SCALE if _is_reached(term, state) else 0,
}
