"""Looks at whole experiments, alone in a process: `python -m benchmarks.own_looks`.

From exact sums to everything that a look holds: every comparison at its family's level, segments,
checks, beliefs, the verdict. What is kept between looks is thrown away before each, as a function
that looks once a day has nothing of the day before. Garbage collection is on.
"""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import replace
from typing import Any

from benchmarks.processes import answer
from burgee.domain.results import Look, Part
from burgee.domain.sums import Breakdown, MetricSums, Numbers, RunSums
from burgee.stats.group_sequential import look_scale
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan, MetricQuestion, RunQuestion
from burgee.stats.judging.scales import SHAPES
from burgee.stats.spending import Spending

VARIANTS, METRICS, SEGMENTS = 10, 20, 5
UNITS, UNITS_OF_SEGMENT = 10_000, 2_000
PARTS = (Part.GOAL, Part.SECONDARY, Part.GUARDRAIL)
AT = "2026-11-21T12:00:00.000Z"
ROUNDS = 15


def experiment(variants: int, metrics: int, segments: int, looks: int = 1) -> RunQuestion:
    """A run of rates and of means with a covariate, half of each, before its look of this number.
    By then each variant has 10,000 of 20,000 planned units."""
    draw = random.Random(1)
    names = [f"variant-{number}" for number in range(variants)]
    sums = {
        f"metric-{number}": _metric(draw, names, segments, is_rate=bool(number % 2))
        for number in range(metrics)
    }
    run = _run_of(sums, names)
    question = RunQuestion(
        sums=run,
        weights=dict.fromkeys(names, 1),
        metrics=[
            MetricQuestion(key, PARTS[number % len(PARTS)], each.type)
            for number, (key, each) in enumerate(sums.items())
        ],
        plan=AnalysisPlan(planned_units=2 * UNITS),
        at=AT,
        days=14.0,
    )
    return replace(question, past=_past(question, looks))


def main() -> None:
    started = time.perf_counter()
    analyse_run(experiment(2, 1, 0))
    first = (time.perf_counter() - started) * 1000
    cases = {
        "one metric, 2 variants, first look": experiment(2, 1, 0),
        "whole experiment, first look": experiment(VARIANTS, METRICS, SEGMENTS),
        "whole experiment, 20th look": experiment(VARIANTS, METRICS, SEGMENTS, looks=20),
        "whole experiment, 60th look": experiment(VARIANTS, METRICS, SEGMENTS, looks=60),
    }
    figures: dict[str, Any] = {name: _measured(question) for name, question in cases.items()}
    answer({"first_ms": first, "looks": figures})


def _measured(question: RunQuestion) -> dict[str, float]:
    """Milliseconds: the median by the clock, and of processor time."""
    walls, processors = [], []
    for _ in range(ROUNDS + 1):
        look_scale.cache_clear()
        wall, processor = time.perf_counter(), time.process_time()
        look = analyse_run(question)
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    return {
        "comparisons": _comparisons(look),
        "ms": statistics.median(walls[1:]),
        "cpu_ms": statistics.median(processors[1:]),
    }


def _comparisons(look: Look) -> int:
    panels = [look.metrics, *(segment.metrics for segment in look.segments)]
    return sum(len(metric.comparisons) for metrics in panels for metric in metrics)


def _metric(draw: random.Random, names: list[str], segments: int, *, is_rate: bool) -> MetricSums:
    cell = _rate if is_rate else _mean
    by = {
        f"country-{number}": Breakdown({name: cell(draw, UNITS_OF_SEGMENT) for name in names}, {})
        for number in range(segments)
    }
    return MetricSums(
        type="conversion_rate" if is_rate else "sum",
        all=Breakdown({name: cell(draw, UNITS) for name in names}, {}),
        by={"country": by},
        histogram={},
    )


def _rate(draw: random.Random, units: int) -> Numbers:
    y = str(int(units * draw.uniform(0.095, 0.105)))
    return {"units": units, "moved": int(y), "y": y, "yy": y, "x": "0", "xx": "0", "yx": "0"}


def _mean(draw: random.Random, units: int) -> Numbers:
    y = units * 5 + draw.randint(-50, 50)
    sums = {"y": f"{y}.25", "yy": f"{y * 8}.125", "x": str(units * 4), "xx": str(units * 30)}
    return {"units": units, "moved": units, **sums, "yx": str(units * 22)}


def _run_of(metrics: dict[str, MetricSums], names: list[str]) -> RunSums:
    return RunSums(
        run="bench.1",
        generation=1,
        building=None,
        inexact=(),
        control=names[0],
        units=Breakdown({name: {"n": UNITS} for name in names}, {}),
        units_by={},
        metrics=metrics,
    )


def _past(question: RunQuestion, looks: int) -> list[Look]:
    """The looks before, at even steps of the units that are there now."""
    last = analyse_run(question)
    before = [last.information * number // looks for number in range(1, looks)]
    planned = (question.plan.planned_units or 0) * len(question.weights)
    spending = Spending(SHAPES[question.plan.sequential])
    return [
        replace(
            last,
            number=number,
            information=units,
            fraction=units / planned,
            spent=spending.spent(question.plan.alpha, units / planned),
        )
        for number, units in enumerate(before, start=1)
    ]


if __name__ == "__main__":
    main()
