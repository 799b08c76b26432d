"""Part `folding`: what an event takes in `ingest` and `aggregate`, and how that grows.

Storage is a table in memory (`burgee.storage.memory_table`): items are packed, parsed and checked
as they are for DynamoDB, a write is a few dictionary operations. Times are of the processor.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from benchmarks import report
from benchmarks.deployment import DAY_SECONDS, Deployment
from benchmarks.shop import PLAN, Shop

ROUNDS, SLICE, BATCH = 8, 200, 100
BATCHES = (20, 100, 500)
UNITS = 1000
ACTIVE = 50  # units who take turns, where it is about what each of them did
MOST_UNITS, MOST_TIME = 1.1, 1.2  # at ten times the history
Figures = dict[str, float]
Act = Callable[[], None]
_ACTIVE_UNITS = [f"unit-{number}" for number in range(ACTIVE)]


@dataclass(slots=True)
class Side:
    """A deployment with some history; `act` lets somebody do something more."""

    deployment: Deployment
    act: Act


@dataclass(frozen=True, slots=True)
class Growth:
    """`make(size)` is a side whose history has that size."""

    name: str
    sizes: tuple[int, int]
    make: Callable[[int], Side]


def main() -> None:
    speeds = _speeds()
    growths = {growth.name: _grow(growth) for growth in GROWTHS}
    show(speeds, growths)
    report.save("folding", {"plan": PLAN, "microseconds": speeds, "growth": growths})


def _speeds() -> dict[str, Figures]:
    """Microseconds per event; rounds of all sizes in turn."""
    shop = Shop(units=UNITS)
    taken: dict[tuple[str, int], list[float]] = {}
    for number in range(ROUNDS + 1):
        for batch in BATCHES:
            count = max(SLICE, batch)
            ingest = _timed(lambda size=batch, of=count: _ingest(shop, of, size)) / count
            fold = _timed(lambda size=batch: shop.deployment.settle(size)) / count
            if number:
                taken.setdefault(("ingest", batch), []).append(ingest)
                taken.setdefault(("aggregate", batch), []).append(fold)
    return {
        name: {str(batch): statistics.median(taken[name, batch]) for batch in BATCHES}
        for name in ("ingest", "aggregate")
    }


def _ingest(shop: Shop, count: int, batch: int) -> None:
    for begin in range(0, count, batch):
        size = min(batch, count - begin)
        shop.deployment.send(*[shop.event() for _ in range(size)])


def _timed(do: Callable[[], None]) -> float:
    """Microseconds of this thread, garbage collected before."""
    gc.collect()
    start = time.thread_time_ns()
    do()
    return (time.thread_time_ns() - start) / 1000


def _grow(growth: Growth) -> Figures:
    """Units and time of the small history, of the large one, and how many times as much."""
    sides = [growth.make(size) for size in growth.sizes]
    for side in sides:
        _slice(side)
        _reset(side)
    times = [[_slice(side) / SLICE for side in sides] for _ in range(ROUNDS)]
    writes, reads = zip(*[_units(side) for side in sides], strict=True)
    small, large = (statistics.median(each) for each in zip(*times, strict=True))
    return {
        "small": growth.sizes[0],
        "large": growth.sizes[1],
        "writes": writes[1],
        "x writes": writes[1] / writes[0],
        "reads": reads[1],
        "x reads": reads[1] / reads[0],
        "us small": small,
        "us large": large,
        "x time": statistics.median(large / small for small, large in times),
    }


def _slice(side: Side) -> float:
    """Some events, from being sent to being counted."""

    def do() -> None:
        for _ in range(SLICE):
            side.act()
        side.deployment.settle(BATCH)

    return _timed(do)


def _reset(side: Side) -> None:
    for bill in (side.deployment.bills.request, side.deployment.bills.stream):
        bill.writes, bill.reads = 0, 0.0


def _units(side: Side) -> tuple[float, float]:
    bills = side.deployment.bills
    events = ROUNDS * SLICE
    return (
        (bills.request.writes + bills.stream.writes) / events,
        (bills.request.reads + bills.stream.reads) / events,
    )


def _more_units(size: int) -> Side:
    """So many units were exposed and did something; any of them act."""
    shop = Shop(units=size)
    _each_once(shop, size)
    return Side(shop.deployment, shop.act)


def _more_days(size: int) -> Side:
    """The run has gone on for so many days, with as many units on each; any of them act."""
    shop = Shop(units=UNITS, days=size)
    _each_once(shop, UNITS)
    return Side(shop.deployment, shop.act)


def _older_days(size: int) -> Side:
    """As above, but only those act who were exposed today."""
    shop = Shop(units=ACTIVE * size, days=size)
    _each_once(shop, ACTIVE * size)
    return _acting(shop, [f"unit-{number * size + size - 1}" for number in range(ACTIVE)])


def _more_events(size: int) -> Side:
    """Each unit did so many things today, and goes on."""
    shop = Shop(units=ACTIVE)
    _past(shop, size, days=1)
    return _acting(shop, _ACTIVE_UNITS)


def _active_days(size: int) -> Side:
    """Each unit did something on so many days before it was exposed."""
    shop = Shop()
    _past(shop, size, days=size)
    for unit in _ACTIVE_UNITS:
        shop.meet(unit)
    shop.deployment.settle()
    return _acting(shop, _ACTIVE_UNITS)


def _acting(shop: Shop, units: list[str]) -> Side:
    turns = cycle(units)
    return Side(shop.deployment, lambda: shop.act(next(turns)))


def _each_once(shop: Shop, units: int) -> None:
    for number in range(units):
        shop.act(f"unit-{number}")
    shop.deployment.settle()


def _past(shop: Shop, events: int, *, days: int) -> None:
    now = shop.deployment.clock.now
    for day in range(days):
        shop.deployment.clock.now = now - (days - 1 - day) * DAY_SECONDS
        for _ in range(events // days):
            for unit in _ACTIVE_UNITS:
                shop.act(unit)
        shop.deployment.settle()


GROWTHS = (
    Growth("units exposed", (1000, 10_000), _more_units),
    Growth("events of each unit", (10, 100), _more_events),
    Growth("days on which a unit acted", (8, 80), _active_days),
    Growth("days of the run before today's units", (2, 20), _older_days),
    Growth("days of the run, units of all act", (2, 20), _more_days),
)


def show(speeds: dict[str, Figures], growths: dict[str, Figures]) -> None:
    report.heading(f"processor microseconds per event, by size of batch ({PLAN})")
    for name, row in speeds.items():
        cells = "".join(f"{batch:>8}: {figure:5.0f}" for batch, figure in row.items())
        print(f"  {name:12}{cells}")
    print(f"  events per second of aggregate, 500 a batch: {1e6 / speeds['aggregate']['500']:.0f}")
    report.heading(f"growth: sent one by one, {BATCH} records a batch; units and us per event")
    print(f"  {'':40}" + "".join(f"{title:>10}" for title in growths[GROWTHS[0].name]))
    for name, row in growths.items():
        print(f"  {name:40}" + "".join(f"{figure:10.2f}" for figure in row.values()))
    for growth in GROWTHS:
        row = growths[growth.name]
        for kind, most in (("writes", MOST_UNITS), ("reads", MOST_UNITS), ("time", MOST_TIME)):
            print(report.verdict(f"{growth.name}: {kind}", row[f"x {kind}"], most, "x"))


if __name__ == "__main__":
    main()
