"""Part `cost`: what DynamoDB would bill for exposures and events, on the way and behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import report
from benchmarks.billing import Bill
from benchmarks.deployment import Deployment
from benchmarks.shop import PLAN, Feed, Shop, keep_up

BATCHES = (1, 5, 20, 50, 100, 200, 500)
UNITS = 1000
MOST_PER_EXPOSURE, MOST_PER_EVENT = 3.0, 4.0
TARGET_BATCH = 20
AGES = (1, 14)  # days on which the units of a run were exposed
Units = dict[str, float]


def main() -> None:
    requests = _requests()
    curves = {"exposures": _curve(_exposures)} | {
        f"events, units exposed on {days} day{'s' * (days > 1)}": _curve(_events(days))
        for days in AGES
    }
    show(requests, curves)
    report.save("cost", {"plan": PLAN, "requests": requests, "curves": curves})


def _requests() -> dict[str, Units]:
    """Units per request, of visitors who do the same one after the other."""
    shop = Shop()
    deployment = shop.deployment
    deployment.exposer.heads.secret()
    found: dict[str, Units] = {}

    def measure(name: str, do: Callable[[str], Any]) -> None:
        found[name] = _per(deployment.bills.request, UNITS, lambda: _each(do))

    def send_again(unit: str) -> None:
        deployment.send(events[unit])

    events = {f"unit-{number}": shop.event(f"unit-{number}") for number in range(UNITS)}
    shop.act("somebody")  # the names of events are noted once a day
    measure("first exposure", shop.meet)
    measure("returning unit, same sandbox", shop.meet)
    deployment.start_sandboxes()
    deployment.exposer.heads.secret()
    measure("returning unit, another sandbox", shop.meet)
    for _ in range(5):
        shop.act("somebody")
    measure("event", send_again)
    measure("event that was sent before", send_again)
    return found


def _each(do: Callable[[str], Any]) -> None:
    for number in range(UNITS):
        do(f"unit-{number}")


def _per(bill: Bill, count: int, do: Callable[[], Any]) -> Units:
    writes, reads = bill.writes, bill.reads
    do()
    return {"writes": (bill.writes - writes) / count, "reads": (bill.reads - reads) / count}


def _exposures() -> tuple[Deployment, Feed]:
    shop = Shop(units=UNITS)
    return shop.deployment, shop.meet_new


def _events(days: int) -> Callable[[], tuple[Deployment, Feed]]:
    def made() -> tuple[Deployment, Feed]:
        shop = Shop(units=UNITS, days=days)
        return shop.deployment, shop.act

    return made


def _curve(make: Callable[[], tuple[Deployment, Feed]]) -> dict[int, Units]:
    """Units per exposure or event, request and all that follows, by records per batch."""
    deployment, feed = make()
    return {batch: _at_batch(deployment, feed, batch) for batch in BATCHES}


def _at_batch(deployment: Deployment, feed: Feed, batch: int) -> Units:
    deployment.settle()
    keep_up(deployment, feed, batch, batch)  # the mixture of records in a batch settles
    request, stream = deployment.bills.request, deployment.bills.stream
    before = request.writes, request.reads, stream.writes, stream.reads, stream.calls["query"]
    fed = keep_up(deployment, feed, batch, max(UNITS, 3 * batch))
    return {
        "request writes": (request.writes - before[0]) / fed,
        "request reads": (request.reads - before[1]) / fed,
        "stream writes": (stream.writes - before[2]) / fed,
        "stream reads": (stream.reads - before[3]) / fed,
        "writes": (request.writes - before[0] + stream.writes - before[2]) / fed,
    }


def show(requests: dict[str, Units], curves: dict[str, dict[int, Units]]) -> None:
    report.heading("DynamoDB units per 1,000 requests")
    print(f"  {'':34}{'write':>8}{'read':>8}")
    for name, units in requests.items():
        print(f"  {name:34}{1000 * units['writes']:8.0f}{1000 * units['reads']:8.0f}")
    for name, curve in curves.items():
        report.heading(f"{name}: write units per 1,000, by records in a batch of one shard")
        print("".join(f"{title:>16}" for title in ("records", *curve[1])))
        for batch, units in curve.items():
            print(f"{batch:16}" + "".join(f"{1000 * each:16.0f}" for each in units.values()))
    _show_verdicts(requests, curves)


def _show_verdicts(requests: dict[str, Units], curves: dict[str, dict[int, Units]]) -> None:
    print()
    for name, kind, target in (
        ("first exposure", "writes", 1),
        ("returning unit, same sandbox", "writes", 0),
        ("returning unit, same sandbox", "reads", 0),
        ("returning unit, another sandbox", "writes", 0),
        ("returning unit, another sandbox", "reads", 0.5),
    ):
        print(report.verdict(f"{name}: {kind}", requests[name][kind], target, "u"))
    for name, curve in curves.items():
        most = MOST_PER_EXPOSURE if name == "exposures" else MOST_PER_EVENT
        label = f"{name}, {TARGET_BATCH} records on"
        print(report.verdict(label, curve[TARGET_BATCH]["writes"], most, "u"))


if __name__ == "__main__":
    main()
