"""`make conformance`: OFREP as its contract says, and as its real clients see it.

Exit status 0: nothing failed. 1: something did. 2: it could not be run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.conformance.calls import Calls
from tests.conformance.checks import bulk, cors, credentials, errors, etags, single, throttling
from tests.conformance.clients import node, python
from tests.conformance.expected import Expected, Unusable, read_expected
from tests.conformance.machine import Server, serving
from tests.conformance.report import Level, Report

HERE = Path(__file__).parent
GROUPS = ("raw", "throttle", "python", "server", "web", "react")


def main(words: Sequence[str]) -> int:
    options = _options(words)
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    report = Report(quiet=options.quiet)
    try:
        expected = read_expected(options.expected)
        if options.base_url:
            _check_elsewhere(options, expected, report)
        else:
            _check_here(options, expected, report)
    except Unusable as problem:
        print(f"conformance: {problem}", file=sys.stderr)
        return 2
    if options.report:
        report.write(options.report)
    print(f"{report.summary()}\n{_verdict(report)}")
    is_failed = report.count(Level.FAIL) or (options.strict and report.count(Level.WARN))
    return 1 if is_failed else 0


def _check_here(options: argparse.Namespace, expected: Expected, report: Report) -> None:
    """On a server of our own with these flags, and on one that limits requests."""
    if options.groups - {"throttle"}:
        with serving(options.flags, expected) as server:
            _check_server(server, options, expected, report)
    if "throttle" in options.groups and options.throttle:
        with serving(options.flags, expected, is_limited=True) as server:
            throttling.check(server.calls, expected, report, requests=options.throttle)


def _check_elsewhere(options: argparse.Namespace, expected: Expected, report: Report) -> None:
    """On a server that runs, and has the flags. Its limit is reached last, if at all."""
    calls = Calls(options.base_url, options.api_key)
    try:
        _check_server(Server(calls, ""), options, expected, report)
        if "throttle" in options.groups and options.throttle:
            throttling.check(calls, expected, report, requests=options.throttle)
    finally:
        calls.close()


def _check_server(
    server: Server, options: argparse.Namespace, expected: Expected, report: Report
) -> None:
    command = options.mutate_cmd or server.change
    calls, change = server.calls, _changing(command)
    by_group: dict[str, Callable[[], None]] = {
        "raw": lambda: check_raw(
            calls,
            expected,
            report,
            change=change,
            origin=options.cors_origin,
            both_headers=options.auth_both,
        ),
        "python": lambda: python.check(calls, expected, report),
        "server": lambda: node.check("server", calls, expected, report),
        "web": lambda: node.check("web", calls, expected, report, change=command),
        "react": lambda: node.check("react", calls, expected, report),
    }
    for name, check in by_group.items():
        if name in options.groups:
            _to_its_end(name, check, report)


def _to_its_end(name: str, check: Callable[[], None], report: Report) -> None:
    """A check that breaks off is a failure of the server, and never passes."""
    try:
        check()
    except Exception as fault:  # noqa: BLE001 - whatever the server brought it to
        report.group(name).check("checks ran to their end", False, repr(fault))


def check_raw(
    calls: Calls,
    expected: Expected,
    report: Report,
    *,
    change: Callable[[], None] | None = None,
    origin: str = "",
    both_headers: bool = False,
) -> None:
    """Everything that plain HTTP shows."""
    for subject in (single, errors, bulk):
        subject.check(calls, expected, report)
    etags.check(calls, expected, report, change)
    if calls.key:
        credentials.check(calls, expected, report, both_headers=both_headers)
    if origin:
        cors.check(calls, expected, report, origin=origin)


def _changing(command: str) -> Callable[[], None] | None:
    if not command:
        return None
    return lambda: subprocess.run(command, shell=True, check=True) and None  # noqa: S602


def _verdict(report: Report) -> str:
    return ", ".join(f"{count} {level}" for level, count in report.totals().items())


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make conformance", description=__doc__)
    add = parser.add_argument
    add("--flags", type=Path, default=HERE / "flags", help="folder of YAML or JSON documents")
    add("--expected", type=Path, default=HERE / "expected.json", help="what they answer")
    add("--base-url", default="", help="a server that runs and has the flags, instead of our own")
    add("--api-key", default="", help="its key; without one nothing of keys is checked")
    add("--auth-both", action=argparse.BooleanOptionalAction, default=True)
    add("--cors-origin", default="http://shop.example", help="'' checks nothing of CORS")
    add("--mutate-cmd", default="", help="changes an answer, and the second time back")
    add("--throttle", type=int, default=500, help="so many requests have to be too many; 0: none")
    add("--only", default=",".join(GROUPS), help="some of the groups, with commas between")
    add("--strict", action="store_true", help="a WARN fails, too")
    add("--report", type=Path, help="write all results there, as JSON")
    add("--quiet", action="store_true", help="say the sums alone")
    options = parser.parse_args(words)
    options.groups = set(options.only.split(","))
    if not options.groups <= set(GROUPS):
        parser.error(f"--only: there are {', '.join(GROUPS)}")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
