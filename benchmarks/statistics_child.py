"""The systems of one environment: `python -m benchmarks.statistics_child <environment>`.

None is timed before all were found to agree with Burgee on the case.
"""

from __future__ import annotations

import sys
import warnings
from importlib.metadata import version
from typing import Any

from benchmarks import timing
from benchmarks.processes import answer
from benchmarks.statistics_case import check_agreement
from benchmarks.statistics_systems import ENVIRONMENTS, OURS, Calls

ROUNDS = 25


def main(environment: str) -> None:
    warnings.simplefilter("ignore")  # of the peers, about each other
    systems = {name: make() for name, make in ENVIRONMENTS[environment].items()}
    _check(systems)
    jobs = [
        timing.job(name, column, lambda _, call=call: call(), [None])  # type: ignore[misc]  # bound
        for name, calls in systems.items()
        for column, call in calls.items()
    ]
    timings = timing.interleave(jobs, ROUNDS)
    figures: dict[str, Any] = {"numpy": version("numpy"), "systems": {}}
    for (name, column), measured in timings.items():
        row = figures["systems"].setdefault(name, {"version": _version(name), "columns": {}})
        row["columns"][column] = {
            "us": measured.median / 1000,
            "low": measured.low / 1000,
            "high": measured.high / 1000,
            "times": timing.ratio(measured, timings[OURS, column]),
        }
    answer(figures)


def _check(systems: dict[str, Calls]) -> None:
    for name, calls in systems.items():
        for column, call in calls.items():
            check_agreement(f"{name}, {column}", call(), systems[OURS][column]())


def _version(name: str) -> str:
    return "" if name == OURS else version(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
