"""Fair timing: every job in every round, in random order, collection of garbage off.

A shared machine is slower for seconds at a time. So the slices of one column stand next to each
other within a round, and systems are compared round by round: see `ratio`.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

MOST_CALLS = 50_000


@dataclass(frozen=True, slots=True)
class Job:
    """`calls` calls of `call` over a ring of contexts are one slice of `row`, `column`."""

    row: str
    column: str
    call: Callable[[Any], Any]
    contexts: Sequence[Any]
    calls: int


@dataclass(frozen=True, slots=True)
class Timing:
    """Nanoseconds per call: median, the quartiles around it, and each round's slice."""

    median: float
    low: float
    high: float
    slices: tuple[float, ...]


def job(row: str, column: str, call: Callable[[Any], Any], contexts: Sequence[Any]) -> Job:
    """A job whose slice takes about 10 ms, so that few slices are interrupted."""
    call(contexts[0])
    start = time.perf_counter_ns()
    for context in contexts[:3]:
        call(context)
    per_call = (time.perf_counter_ns() - start) / 3
    return Job(row, column, call, contexts, max(1, min(MOST_CALLS, int(10_000_000 / per_call))))


def interleave(jobs: Sequence[Job], rounds: int) -> dict[tuple[str, str], Timing]:
    """The timing of every (row, column); a first round warms up and is not counted."""
    draw = random.Random(1)
    slices: dict[tuple[str, str], list[float]] = {(each.row, each.column): [] for each in jobs}
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        for each in _order(jobs, draw):
            nanoseconds = _slice(each, draw.randrange(len(each.contexts)))
            if number:
                slices[each.row, each.column].append(nanoseconds)
    return {name: summary(values) for name, values in slices.items()}


def summary(values: Sequence[float]) -> Timing:
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Timing(median, low, high, tuple(values))


def ratio(one: Timing, other: Timing) -> float:
    """How many times as long `one` takes as `other`: the median of the rounds' own ratios."""
    pairs = zip(one.slices, other.slices, strict=True)
    return statistics.median(ours / theirs for ours, theirs in pairs)


def _order(jobs: Sequence[Job], draw: random.Random) -> list[Job]:
    """Random, but that the jobs of a column stay together."""
    columns = {each.column: draw.random() for each in jobs}
    return sorted(jobs, key=lambda each: (columns[each.column], draw.random()))


def _slice(each: Job, start: int) -> float:
    size = len(each.contexts)
    contexts = [each.contexts[(start + step) % size] for step in range(each.calls)]
    call = each.call
    with without_collection():
        began = time.perf_counter_ns()
        for context in contexts:
            call(context)
        return (time.perf_counter_ns() - began) / each.calls


@contextmanager
def without_collection() -> Iterator[None]:
    """No garbage is collected inside."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
