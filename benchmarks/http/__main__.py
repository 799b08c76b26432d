"""Part `http`: requests a second and latencies of single and bulk, by the number of flags."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable, Iterator
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
SECONDS = int(os.environ.get("BENCH_SECONDS", "3"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
USERS, DRAWN = 400, 600
KEYS = [workload.TIMED_KEYS[kind] for kind in workload.KINDS]

Build = Callable[[], Path]
SERVERS: dict[type[Server], Build] = {
    Burgee: lambda: Path(sys.executable),
    Flagd: lambda: building.go_program("flagd", "github.com/open-feature/flagd/flagd"),
    GoFeatureFlag: lambda: building.go_program(
        "relayproxy", "github.com/thomaspoignant/go-feature-flag/cmd/relayproxy"
    ),
    UnleashEdge: building.unleash_edge,
}


class UvicornAlone(Burgee):
    """What is left of our server without us: the most that it could answer."""

    name, note = "uvicorn alone", "one fixed answer, nothing evaluated"

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
    """All servers with so many flags, in turns."""
    users = workload.users(USERS)
    with ExitStack() as stack:
        servers = [stack.enter_context(each(path, count)) for each, path in programs.items()]
        for server in servers:
            check(server, count)
        jobs = [
            (server, kind, connections)
            for kind in ("single", "bulk")
            for connections in CONNECTIONS
            for server in servers
            if kind == "single" or not isinstance(server, UvicornAlone)
        ]
        slices: dict[Any, list[Slice]] = {job: [] for job in jobs}
        for _ in range(ROUNDS):
            for job in jobs:
                slices[job].append(_slice(*job, users))
        memory = {server: server.resident_megabytes() for server in servers}
    return [_row(*job, count, seen, memory[job[0]]) for job, seen in slices.items()]


def _slice(server: Server, kind: str, connections: int, users: list[workload.User]) -> Slice:
    paths = [server.single.format(key=key) for key in KEYS] if kind == "single" else [server.bulk]
    return wrk.run(server, paths, users, connections=connections, seconds=SECONDS)


def _row(
    server: Server, kind: str, connections: int, count: int, seen: list[Slice], memory: float
) -> dict[str, Any]:
    figures = [asdict(each) for each in seen]
    medians = {name: statistics.median(each[name] for each in figures) for name in figures[0]}
    what = {"server": server.name, "flags": count, "kind": kind, "connections": connections}
    return {**what, **medians, "megabytes": memory}


def check(server: Server, count: int) -> None:
    """A server that answers wrongly is not timed: AssertionError."""
    if isinstance(server, UvicornAlone):
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
    print(f"  {'':16}{'flags':>7}{'':8}{'at once':>8}{'req/s':>9}{'p50':>9}{'p95':>9}{'p99 ms':>9}")
    for row in sorted(rows, key=lambda row: (row["kind"] != "single", row["connections"])):
        places = f"{row['flags']:>7}  {row['kind']:6}{row['connections']:>8}"
        latencies = "".join(f"{row[name]:9.2f}" for name in ("p50", "p95", "p99"))
        print(f"  {row['server']:16}{places}{row['per_second']:9.0f}{latencies}")


if __name__ == "__main__":
    sys.exit(main())
