"""Part `handler`: warm invocations of `evaluate`, event in, response out, ruleset cached."""

from __future__ import annotations

import gc
import json
import os
import statistics
import time
from typing import Any

from benchmarks import lambda_stand_in, own_stack, report, workload
from benchmarks.adapters.burgee import Adapter

SINGLES, BULKS, WARM_UP = 4000, 400, 50
FLAGS = 1000
TARGET_MS = {"single": 1.0, "bulk of 1000": 5.0}
Figures = dict[str, float]


def main() -> None:
    from moto import mock_aws

    os.environ.update(lambda_stand_in.environment())
    with mock_aws():
        own_stack.publish(FLAGS, lambda_stand_in.TABLE)
        from functions.evaluate.handler import handler

        singles, bulks = _events()
        figures = {
            "single": _measure(handler, singles, _check_single),
            "bulk of 1000": _measure(handler, bulks, _check_bulk),
        }
    show(figures)
    report.save("handler", figures)


def _events() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Events of different users, single ones going round the four kinds of flag."""
    token = own_stack.client_key().text
    adapter = Adapter()
    contexts = [adapter.context(user) for user in workload.users(SINGLES + WARM_UP)]
    keys = [workload.TIMED_KEYS[kind] for kind in workload.KINDS]
    singles = [
        lambda_stand_in.single_event(token, keys[number % 4], context)
        for number, context in enumerate(contexts)
    ]
    bulks = [lambda_stand_in.bulk_event(token, each) for each in contexts[: BULKS + WARM_UP]]
    return singles, bulks


def _check_single(response: dict[str, Any]) -> None:
    assert response["statusCode"] == 200, response
    assert "value" in json.loads(response["body"]), response["body"]


def _check_bulk(response: dict[str, Any]) -> None:
    assert response["statusCode"] == 200, response
    answers = json.loads(response["body"])["flags"]
    assert len(answers) == FLAGS, len(answers)


def _measure(handler: Any, events: list[dict[str, Any]], check: Any) -> Figures:
    """Milliseconds per invocation; garbage is collected as in a function, moto's left aside.

    `cpu p95` is processor time: what is left where others keep the machine busy.
    """
    lambda_context = lambda_stand_in.LambdaContext()
    for event in events[:WARM_UP]:
        check(handler(event, lambda_context))
    gc.collect()
    gc.freeze()
    taken, worked = [], []
    for event in events[WARM_UP:]:
        start, started = time.perf_counter_ns(), time.thread_time_ns()
        response = handler(event, lambda_context)
        taken.append((time.perf_counter_ns() - start) / 1e6)
        worked.append((time.thread_time_ns() - started) / 1e6)
        check(response)
    cuts, cpu = statistics.quantiles(taken, n=100), statistics.quantiles(worked, n=100)
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "cpu p95": cpu[94]}


def show(figures: dict[str, Figures]) -> None:
    report.heading("warm evaluate invocations, ms: HTTP API event in, response out")
    for name, row in figures.items():
        cells = "".join(f"{label:>9} {figure:7.3f}" for label, figure in row.items())
        print(f"  {name:14}{cells}")
    for name, target in TARGET_MS.items():
        print(report.verdict(f"{name}: p95", figures[name]["p95"], target, "ms"))


if __name__ == "__main__":
    main()
