"""Part `assigning`: experiments on the way to an answer: time, sessions, memory."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks import (
    lambda_stand_in,
    own_experiments,
    own_flags,
    own_publishing,
    own_ruleset,
    own_stack,
    processes,
    report,
)
from burgee.domain.evaluation import Evaluator

FLAGS, EXPERIMENTS = 10_000, 100
RUNS, SESSIONS = 5, 2
UNITS, REQUESTS = 10_000, 1000
ASSIGNMENT_MS, EVALUATION_MS, MEMORY_MB = 10.0, 50.0, 50.0
Figures = dict[str, float]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = _files()
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        figures = {
            **_fresh(folder),
            **_sessions(folder),
            "assignment": _assignments(own_ruleset.evaluator(files)),
            **_requests(),
        }
    show(figures)
    report.save("assigning", figures)


def _files() -> dict[str, bytes]:
    flags = own_experiments.flags(FLAGS, EXPERIMENTS)
    running = own_experiments.running(EXPERIMENTS)
    published = own_publishing.publication(own_flags.ENVIRONMENT, flags, experiments=running)
    return own_publishing.files(published)


def _fresh(folder: str) -> dict[str, Figures]:
    """Fresh processes in turn: bare, with a first answer, with every flag used."""
    samples: dict[str, list[Figures]] = {"bare": [], "first_assigned": [], "used": []}
    for number in range(RUNS + 1):
        for name, some in samples.items():
            given = () if name == "bare" else (folder,)
            measured = processes.ask("benchmarks.own_child", name, *given)
            if number:  # the first run compiles bytecode
                some.append(measured)
    return {name: processes.medians(some) for name, some in samples.items()}


def _sessions(folder: str) -> dict[str, Figures]:
    """Whether fresh processes, which hash texts differently, give every unit the same variants."""
    answers = [
        processes.ask("benchmarks.own_child", "sessions", folder, PYTHONHASHSEED=str(seed + 1))
        for seed in range(SESSIONS)
    ]
    same = all(answer == answers[0] for answer in answers)
    return {"sessions": {"same": float(same), "decided": answers[0]["decided"]}}


def _assignments(evaluator: Evaluator) -> Figures:
    """Milliseconds of the assignment alone: conditions, gates, split."""
    assigner = evaluator.assigner("experiment-0")
    assert assigner is not None
    contexts = [{**own_ruleset.FINN, "targetingKey": f"unit-{number}"} for number in range(UNITS)]
    return _spread(_timed(lambda context: assigner.outcome(context), contexts))


def _requests() -> dict[str, Figures]:
    """Milliseconds per invocation of `evaluate`, moto behind: units that are new, that come back
    to the same sandbox, and a flag without an experiment beside them."""
    from moto import mock_aws

    os.environ.update(lambda_stand_in.environment())
    with mock_aws():
        own_stack.publish(1000, lambda_stand_in.TABLE, EXPERIMENTS)
        from functions.evaluate.handler import handler

        token = own_stack.client_key().text
        events = [_event(token, number) for number in range(REQUESTS)]
        plain = [lambda_stand_in.single_event(token, "w2_1", own_ruleset.FINN)] * REQUESTS

        def ask(event: dict[str, Any]) -> None:
            assert handler(event, None)["statusCode"] == 200

        ask(_event(token, REQUESTS))
        return {
            "first exposure": _spread(_timed(ask, events)),
            "returning unit": _spread(_timed(ask, events)),
            "no experiment": _spread(_timed(ask, plain)),
        }


def _event(token: str, number: int) -> dict[str, Any]:
    context = {**own_ruleset.FINN, "targetingKey": f"unit-{number}"}
    return lambda_stand_in.single_event(token, own_experiments.flag_key(0), context)


def _timed(do: Callable[[Any], Any], given: Iterable[Any]) -> list[float]:
    gc.collect()
    taken = []
    for each in given:
        start = time.perf_counter_ns()
        do(each)
        taken.append((time.perf_counter_ns() - start) / 1e6)
    return taken


def _spread(taken: list[float]) -> Figures:
    cuts = statistics.quantiles(taken, n=100)
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def show(figures: dict[str, Figures]) -> None:
    report.heading(f"experiments, ms: {EXPERIMENTS} running, {FLAGS} flags")
    for name in ("assignment", "first exposure", "returning unit", "no experiment"):
        cells = "".join(f"{label:>7} {figure:8.4f}" for label, figure in figures[name].items())
        print(f"  {name:18}{cells}")
    sessions = figures["sessions"]
    print(f"  {sessions['decided']:.0f} of 100,000 assignments are to a variant")
    for name, figure, target, unit in (
        ("assignment: p95", figures["assignment"]["p95"], ASSIGNMENT_MS, "ms"),
        ("evaluate, first exposure: p95", figures["first exposure"]["p95"], EVALUATION_MS, "ms"),
        ("evaluate, returning unit: p95", figures["returning unit"]["p95"], EVALUATION_MS, "ms"),
        ("fresh process, files -> first answer", figures["first_assigned"]["first_ms"], 50, "ms"),
        ("processes that assign otherwise", 1 - sessions["same"], 0, ""),
        ("memory over bare Python, every flag used", _memory(figures), MEMORY_MB, "MB"),
    ):
        print(report.verdict(name, figure, target, unit))


def _memory(figures: dict[str, Figures]) -> float:
    return figures["used"]["rss_mb"] - figures["bare"]["rss_mb"]


if __name__ == "__main__":
    main()
