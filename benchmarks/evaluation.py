"""Part `evaluation`: W1 to W5 of every system in one process, beside the fastest peer."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks import report, timing, workload
from benchmarks.adapters.base import Adapter
from benchmarks.adapters.registry import OURS, OWN, PEERS, adapter
from benchmarks.checks import check_answers, check_bulk
from benchmarks.timing import Job, Timing

EMPTY = "(empty call)"
# Times the fastest peer.
TARGETS = {"w1": 0.25, "w2": 0.667, "w3": 0.333, "w4": 0.333, "w5": 0.125}
COLUMNS = tuple(TARGETS)
FLAGS, USERS, ROUNDS = 1000, 10_000, 15
SLOW = {"devcycle": 3000}  # how many users the gate asks about, where 10,000 take too long


@dataclass(slots=True)
class Row:
    """One system: what it is, the shares it gave and nanoseconds per column."""

    version: str
    note: str
    shares: dict[str, list[float]]
    timings: dict[str, Timing]


def main() -> None:
    logging.disable(logging.CRITICAL)
    rounds = int(os.environ.get("BENCH_ROUNDS", ROUNDS))
    users = workload.users(USERS)
    rows: dict[str, Row] = {EMPTY: Row("", "the harness and one Python call", {}, {})}
    jobs = [timing.job(EMPTY, "w1", lambda context: None, users)]
    for system in _systems():
        try:
            made, row, more = _prepare(system, users)
        except Exception:
            print(f"left out: {system}\n{traceback.format_exc(limit=-3)}", file=sys.stderr)
            continue
        rows[made.name] = row
        jobs += more
    for (name, column), measured in timing.interleave(jobs, rounds).items():
        rows[name].timings[column] = measured
    show(rows)
    report.save("evaluation", {name: _figures(row) for name, row in rows.items()})


def _figures(row: Row) -> dict[str, Any]:
    """A row as JSON; every single slice would be too much."""
    figures = asdict(row)
    for timed in figures["timings"].values():
        del timed["slices"]
    return figures


def _systems() -> tuple[str, ...]:
    """All, or those that the environment names: `BENCH_SYSTEMS=burgee,eppo`."""
    named = os.environ.get("BENCH_SYSTEMS")
    chosen = named.split(",") if named else (OURS, *PEERS)
    own = OWN if OURS in chosen else ()
    return (*own, *(system for system in chosen if system != OURS))


def _prepare(system: str, users: list[Any]) -> tuple[Adapter, Row, list[Job]]:
    """Load a system, put it through the gate, and say what to time."""
    made = adapter(system)
    made.load(made.build(FLAGS))
    made.use_every_operator()
    contexts = [made.context(user) for user in users]
    shares = check_answers(made, contexts[: SLOW.get(system, USERS)])
    calls = {kind: made.call(kind, key) for kind, key in workload.TIMED_KEYS.items()}
    calls["w5"] = made.bulk(FLAGS)
    check_bulk(made, contexts, calls)
    jobs = [timing.job(made.name, column, call, contexts) for column, call in calls.items()]
    jobs.append(timing.job(made.name, "context", made.context, users))
    return made, Row(made.version, made.note, shares, {}), jobs


def fastest_peer(rows: dict[str, Row], column: str) -> str:
    """The fastest system of a column that is not ours."""
    names = [name for name in rows if not name.startswith(OURS) and name != EMPTY]
    return min(names, key=lambda name: rows[name].timings[column].median)


def show(rows: dict[str, Row]) -> None:
    report.heading("ns per evaluation, median of rounds (x: times the fastest peer; W5 in us)")
    titles = "".join(f"{column.upper():>10}{'x':>7}" for column in COLUMNS)
    print(f"{'':18}{'version':>9}{titles}{'context':>9}")
    best = {column: rows[fastest_peer(rows, column)].timings[column] for column in COLUMNS}
    for name, row in rows.items():
        cells = "".join(_cell(row, column, best[column]) for column in COLUMNS)
        context = f"{row.timings['context'].median:9.0f}" if "context" in row.timings else ""
        print(f"{name:18}{row.version:>9}{cells}{context}")
    if OURS in rows:
        _show_verdicts(rows)


def _cell(row: Row, column: str, best: Timing) -> str:
    timed = row.timings.get(column)
    if timed is None:
        return f"{'-':>10}{'':7}"
    unit = 1000 if column == "w5" else 1
    return f"{timed.median / unit:10.0f}{timing.ratio(timed, best):7.2f}"


def _show_verdicts(rows: dict[str, Row]) -> None:
    for column, target in TARGETS.items():
        peer = fastest_peer(rows, column)
        times = timing.ratio(rows[OURS].timings[column], rows[peer].timings[column])
        print(report.verdict(f"{column.upper()}: {OURS} / {peer}", times, target, "x"))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # some SDKs leave threads that never end
