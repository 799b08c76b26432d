"""Fair timing: every job in every round, in random order, collection of garbage off."""

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
    """Nanoseconds per call: median, and the quartiles around it."""

    median: float
    low: float
    high: float


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
    order = list(jobs)
    slices: dict[tuple[str, str], list[float]] = {(each.row, each.column): [] for each in jobs}
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        draw.shuffle(order)
        for each in order:
            nanoseconds = _slice(each, draw.randrange(len(each.contexts)))
            if number:
                slices[each.row, each.column].append(nanoseconds)
    return {name: summary(values) for name, values in slices.items()}


def summary(values: Sequence[float]) -> Timing:
    low, _, high = statistics.quantiles(values, n=4)
    return Timing(statistics.median(values), low, high)


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
