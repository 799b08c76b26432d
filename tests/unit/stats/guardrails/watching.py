"""Runs of a rollout as tests need them; builders fill in what a test ignores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from burgee.domain.judgements import Judgement
from burgee.domain.results import Part
from burgee.domain.rollouts import Signal
from burgee.domain.sums import Breakdown, MetricSums, RunSums
from burgee.stats.guardrails.judge import judge_guardrails
from burgee.stats.guardrails.questions import GuardrailQuestion, WatchQuestion
from burgee.stats.judging.questions import MetricQuestion

RUN = "rollout:checkout.1"
START = 1_795_262_400.0
MINUTE = 60.0
Bins = list[tuple[str, str, int]]


def a_guardrail(key: str = "errors", **parts: Any) -> GuardrailQuestion:
    """A rate of errors, where less is good; `metric_*` changes its metric."""
    given: dict[str, Any] = {"type": "conversion_rate", "direction": "decrease"}
    own = {name: value for name, value in parts.items() if name in _OWN}
    given |= {name: value for name, value in parts.items() if name not in _OWN}
    metric = MetricQuestion(key, Part.GUARDRAIL, **given)
    return GuardrailQuestion(**{"signal": Signal.ERROR_RATE, "metric": metric, **own})


_OWN = frozenset({"signal", "criterion", "window_seconds"})


def rates(**seen: tuple[int, int]) -> dict[str, dict[str, Any]]:
    """Variant -> numbers of a rate, from (units with the event, units)."""
    return {
        variant: {"units": n, "moved": x, "y": str(x), "yy": str(x), "x": "0", "xx": "0"}
        for variant, (x, n) in seen.items()
    }


def means(**seen: tuple[int, float, float]) -> dict[str, dict[str, Any]]:
    """Variant -> numbers of a mean, from (units, mean, standard deviation)."""
    return {
        variant: {
            "units": n,
            "moved": n,
            "y": repr(n * mean),
            "yy": repr(n * mean * mean + (n - 1) * deviation**2),
            "x": "0",
            "xx": "0",
        }
        for variant, (n, mean, deviation) in seen.items()
    }


def run_sums(
    units: Mapping[str, int],
    metrics: Mapping[str, Mapping[str, dict[str, Any]]],
    histograms: Mapping[str, Mapping[str, Bins]] | None = None,
) -> RunSums:
    return RunSums(
        run=RUN,
        generation=1,
        building=None,
        inexact=(),
        control="old",
        units=Breakdown({variant: {"n": n} for variant, n in units.items()}, {}),
        units_by={},
        metrics={
            key: MetricSums("any", Breakdown(variants, {}), {}, {**(histograms or {}).get(key, {})})
            for key, variants in metrics.items()
        },
    )


def a_question(sums: RunSums, *guardrails: GuardrailQuestion, **parts: Any) -> WatchQuestion:
    """A run at 50 %, one hour old, with an alpha of 0.05 of its own."""
    given: dict[str, Any] = {
        "weights": {"new": 50_000, "old": 50_000},
        "old": "old",
        "new": "new",
        "guardrails": guardrails or (a_guardrail(),),
        "alpha": 0.05,
        "started": START,
        "at": START + 60 * MINUTE,
    }
    return WatchQuestion(sums, **(given | parts))


def errors(
    old: tuple[int, int], new: tuple[int, int], *guardrails: GuardrailQuestion, **parts: Any
) -> WatchQuestion:
    """A run of one guardrail, from (units with an error, units) of each variant."""
    units = {"new": new[1], "old": old[1]}
    keys = [each.key for each in guardrails] or ["errors"]
    metrics = {key: rates(new=new, old=old) for key in keys}
    return a_question(run_sums(units, metrics), *guardrails, **parts)


def only_new(new: tuple[int, int], *guardrails: GuardrailQuestion, **parts: Any) -> WatchQuestion:
    """A run at 100 %: there is no old variant."""
    metrics = {each.key: rates(new=new) for each in guardrails or (a_guardrail(),)}
    sums = run_sums({"new": new[1]}, metrics)
    return a_question(sums, *guardrails, **({"weights": {"new": 100_000}} | parts))


def minute_by_minute(questions: list[WatchQuestion]) -> list[Judgement]:
    """Each question a minute after the one before, knowing what that found."""
    found: list[Judgement] = []
    for minute, question in enumerate(questions, start=1):
        past = found[-1] if found else None
        asked = replace(question, at=question.started + minute * MINUTE, past=past)
        found.append(judge_guardrails(asked))
    return found
