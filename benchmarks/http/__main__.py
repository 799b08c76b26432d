"""Part `http`: requests a second and latencies of single and bulk, by the number of flags."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import report, workload
from benchmarks.checks import SIGMAS
from benchmarks.http import building, wrk
from benchmarks.http.servers import Burgee, Flagd, GoFeatureFlag, Server, UnleashEdge
from benchmarks.http.wrk import Slice

COUNTS = (100, 1000, 10_000)
CONNECTIONS = (1, 8)
SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
KINDS = ("single", "bulk")
USERS, DRAWN = 400, 600
KEYS = [workload.TIMED_KEYS[kind] for kind in workload.KINDS]

Build = Callable[[], Path]
SERVERS: dict[type[Server], Build] = {
    Burgee: lambda: Path(sys.executable),
    Flagd: building.flagd,
    GoFeatureFlag: building.relay,
    UnleashEdge: building.unleash_edge,
}


class UvicornAlone(Burgee):
    """What is left of our server without us: the most that it could answer."""

    name, note = "uvicorn alone", "one fixed answer, nothing evaluated"
    answers_bulk = False

    def __init__(self, program: Path, _: int) -> None:
        super().__init__(program, 0)

    def _await(self) -> None:
        self.count = 1
        super()._await()


def main() -> int:
    try:
        wrk.check_installed()
    except wrk.NoLoad as problem:
        print(problem, file=sys.stderr)
        return 1
    programs = dict(_programs())
    rows = [row for count in COUNTS for row in _measured(programs, count)]
    show(rows)
    report.save("http", rows)
    return 0


def _programs() -> Iterator[tuple[type[Server], Path]]:
    """The servers that are to be had here; for the others, why not."""
    for server, build in SERVERS.items():
        try:
            yield server, build()
        except building.CannotBuild as problem:
            print(f"without {server.name}: {problem}", file=sys.stderr)
    yield UvicornAlone, Path(sys.executable)


def _measured(programs: dict[type[Server], Path], count: int) -> list[dict[str, Any]]:
    """All servers with so many flags, in turns; a first round warms up and is not counted."""
    with ExitStack() as stack:
        servers = [stack.enter_context(each(path, count)) for each, path in programs.items()]
        for server in servers:
            check(server, count)
        rows = []
        for kind in KINDS:
            asked = [each for each in servers if kind == "single" or each.answers_bulk]
            for connections in CONNECTIONS:
                rows += _in_turns(asked, kind, connections)
    return rows


def _in_turns(servers: Sequence[Server], kind: str, connections: int) -> list[dict[str, Any]]:
    """One row for each server; the first one is that which the others are compared with."""
    rounds = [[_slice(each, kind, connections) for each in servers] for _ in range(ROUNDS + 1)]
    columns = list(zip(*rounds[1:], strict=True))
    return [
        {
            "server": server.name,
            "flags": servers[0].count,
            "kind": kind,
            "connections": connections,
            **_medians(column),
            "times ours": _ratio(column, columns[0]),
            "megabytes": server.resident_megabytes(),
        }
        for server, column in zip(servers, columns, strict=True)
    ]


def _slice(server: Server, kind: str, connections: int) -> Slice:
    paths = [server.single.format(key=key) for key in KEYS] if kind == "single" else [server.bulk]
    users = workload.users(USERS)
    return wrk.run(server, paths, users, connections=connections, seconds=SECONDS)


def _medians(slices: Sequence[Slice]) -> dict[str, float]:
    figures = [asdict(each) for each in slices]
    return {name: statistics.median(each[name] for each in figures) for name in figures[0]}


def _ratio(slices: Sequence[Slice], ours: Sequence[Slice]) -> float:
    """How many times as many requests a second: the median of the rounds' own ratios."""
    pairs = zip(slices, ours, strict=True)
    return statistics.median(one.per_second / own.per_second for one, own in pairs)


def check(server: Server, count: int) -> None:
    """A server that answers wrongly is not timed: AssertionError."""
    if not server.answers_bulk:
        return
    w1, w2, w3, w4 = (server.single.format(key=key) for key in KEYS)
    users = workload.users(DRAWN)
    assert server.value(server.ask(w1, users[0])) is True, f"{server.name}: w1 is on"
    for user, wanted in workload.PROBES:
        assert server.value(server.ask(w2, user)) is wanted, f"{server.name}: w2 of {user}"
    drawn = [server.value(server.ask(w3, user)) for user in users]
    _check_share(server, drawn.count(True), workload.SHARE / 100)
    shown = [server.value(server.ask(w4, user)) for user in users]
    for _, weight, value in workload.VARIANTS:
        _check_share(server, shown.count(value), weight / 100)
    answers = server.answers(server.ask(server.bulk, users[0]))
    assert answers == count, f"{server.name}: {answers} answers in bulk"


def _check_share(server: Server, shown: int, wanted: float) -> None:
    sigma = (wanted * (1 - wanted) / DRAWN) ** 0.5
    share = shown / DRAWN
    assert abs(share - wanted) < SIGMAS * sigma, f"{server.name}: {share}, expected {wanted}"


def show(rows: list[dict[str, Any]]) -> None:
    report.heading(f"HTTP on this machine: {SECONDS} s slices, medians of {ROUNDS}")
    names = "".join(f"{name:>9}" for name in ("req/s", "x ours", "p50", "p95", "p99 ms"))
    print(f"  {'':16}{'flags':>7}  {'':6}{'at once':>8}{names}")
    for row in sorted(rows, key=lambda row: (row["kind"] != "single", row["connections"])):
        places = f"{row['flags']:>7}  {row['kind']:6}{row['connections']:>8}"
        speed = f"{row['per_second']:9.0f}{row['times ours']:9.2f}"
        latencies = "".join(f"{row[name]:9.2f}" for name in ("p50", "p95", "p99"))
        print(f"  {row['server']:16}{places}{speed}{latencies}")


if __name__ == "__main__":
    sys.exit(main())
