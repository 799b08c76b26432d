"""A thousand experiments without an effect: p-values, shares and counters are what they must be.

`make simulate` runs all of them. Elsewhere fewer do; what is allowed is as improbable as with all.
Seeds are fixed: a run passes always or never.
"""

from __future__ import annotations

import math
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from typing import Any

import pytest

from burgee.domain import assignment, contributions, totals
from tests.simulation.trials import TOGETHER, TREATMENT, Result, distance, mismatches, trials

Patch = pytest.MonkeyPatch

ALL = 1000
EXPERIMENTS = int(os.environ.get("BURGEE_EXPERIMENTS", "100"))
FARTHEST = 0.055  # of the p-values of all
MOST_MISMATCHES = 6  # among all: once in 12,000 if one is expected
PLANTED, FEW = 40, 12  # experiments with a planted bug


def _all(count: int) -> list[Result]:
    numbers = range(count // TOGETHER)
    if count < ALL:
        return list(chain.from_iterable(map(trials, numbers)))
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=spawning) as pool:
        return list(chain.from_iterable(pool.map(trials, numbers, chunksize=5)))


def _farthest(count: int) -> float:
    return FARTHEST * math.sqrt(ALL / count)


def _most_mismatches(count: int) -> int:
    return max(1, MOST_MISMATCHES * count // ALL)


@pytest.fixture(scope="module")
def results() -> Sequence[Result]:
    return _all(EXPERIMENTS)


def test_every_counter_is_what_happened_whatever_else_came_in(results: Sequence[Result]) -> None:
    assert [result.differences for result in results if result.differences] == []


def test_p_values_are_uniform(results: Sequence[Result]) -> None:
    assert distance(results) <= _farthest(len(results))


def test_shares_set_off_an_alarm_as_often_as_chance_does(results: Sequence[Result]) -> None:
    assert mismatches(results) <= _most_mismatches(len(results))


def test_a_biased_split_sets_off_alarms(monkeypatch: Patch) -> None:
    make_choice = assignment._make_choice

    def biased(form: Mapping[str, Any]) -> Callable[..., Any]:
        choose = make_choice(form)

        def chosen(context: Mapping[str, Any], units: Any) -> Any:
            why, variant = choose(context, units)
            is_favoured = context["targetingKey"][-1] in "37"
            return why, TREATMENT if is_favoured else variant

        return chosen

    monkeypatch.setattr(assignment, "_make_choice", biased)

    assert mismatches(_all(FEW)) > _most_mismatches(FEW)


def test_a_variance_that_is_too_small_shows_in_the_p_values(monkeypatch: Patch) -> None:
    products = contributions._products

    def careless(numbers: Mapping[str, int]) -> dict[str, Any]:
        found = products(numbers)
        return {**found, "yy": found["yy"] // 3} if "yy" in found else found

    monkeypatch.setattr(contributions, "_products", careless)

    assert distance(_all(PLANTED)) > _farthest(PLANTED)


def test_exposures_that_count_twice_are_noticed(monkeypatch: Patch) -> None:
    unit_sums = contributions._unit_sums
    monkeypatch.setattr(contributions, "_unit_sums", lambda body: {**unit_sums(body), "n": 2})

    assert all(result.differences for result in trials(0))


def test_events_before_the_exposure_that_count_are_noticed(monkeypatch: Patch) -> None:
    measured = totals._measured

    def careless(metric: Any, state: Any, body: Any, event: Any, resolve: Any) -> Any:
        early = {**body, "at": min(body["at"], event.at)}
        return measured(metric, state, early, event, resolve)

    monkeypatch.setattr(totals, "_measured", careless)

    assert all(result.differences for result in trials(0))


def test_units_in_both_variants_that_count_are_noticed(monkeypatch: Patch) -> None:
    monkeypatch.setattr(contributions, "excluded_as", lambda _: "")

    assert all(result.differences for result in trials(0))
