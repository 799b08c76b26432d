"""The harness: its gate stops wrong answers, and its parts and systems are all there."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks import checks, install, timing, workload
from benchmarks.__main__ import PARTS
from benchmarks.adapters import base, registry
from benchmarks.statistics_case import Answer, check_agreement
from benchmarks.statistics_systems import ENVIRONMENTS, burgee
from benchmarks.workload import User


def _is_w2(user: User) -> bool:
    spelled: dict[str, Callable[[Any, Any], bool]] = {
        "eq": lambda found, value: found == value,
        "in": lambda found, value: found in value,
        "gt": lambda found, value: found > value,
    }
    flag = workload.BenchFlag(1, "w2")
    return any(
        all(spelled[operator](user[name], value) for name, operator, value in rule)
        for rule in workload.rules(flag)
    )


def _w4(user: User) -> Any:
    quarter = user["num"] % 4
    return workload.VARIANTS[max(0, quarter - 1)][2]


RIGHT: dict[str, Callable[[User], Any]] = {
    "w1": lambda user: True,
    "w2": _is_w2,
    "w3": lambda user: user["num"] % 10 == 0,
    "w4": _w4,
}


class _System(base.Adapter):
    """A system that answers the workload rightly, but for what a test changes."""

    def __init__(self, **changed: Callable[[User], Any]) -> None:
        self._answers = {**RIGHT, **changed}

    def context(self, user: User) -> User:
        return user

    def call(self, kind: str, key: str) -> base.Call:
        return self._answers[kind]


def test_the_gate_lets_a_right_system_through() -> None:
    shares = checks.check_answers(_System(), workload.users())

    assert shares == {"w3": [0.1], "w4": [0.5, 0.25, 0.25]}


@pytest.mark.parametrize(
    "changed",
    [
        {"w1": lambda user: user["num"] != 7},
        {"w2": lambda user: True},
        {"w3": lambda user: user["num"] % 5 == 0},
        {"w4": lambda user: workload.VARIANTS[0][2]},
    ],
    ids=["w1", "w2", "w3", "w4"],
)
def test_the_gate_stops_a_system_that_answers_wrongly(
    changed: dict[str, Callable[[User], Any]],
) -> None:
    with pytest.raises(AssertionError):
        checks.check_answers(_System(**changed), workload.users())


@pytest.mark.parametrize("part", PARTS)
def test_every_part_on_offer_is_a_module(part: str) -> None:
    assert importlib.util.find_spec(f"benchmarks.{part}") is not None


@pytest.mark.parametrize("system", registry.SYSTEMS)
def test_every_system_has_an_adapter(system: str) -> None:
    adapter = registry.adapter(system)

    assert adapter.name
    assert adapter.imports


def test_a_timing_is_the_median_of_its_slices() -> None:
    measured = timing.summary([5.0, 1.0, 3.0, 100.0, 2.0])

    assert measured.median == 3.0


@pytest.mark.parametrize("column", burgee())
def test_statistics_that_agree_are_let_through(column: str) -> None:
    answer = burgee()[column]()

    check_agreement("a peer", answer, answer)


@pytest.mark.parametrize("field", Answer._fields)
def test_statistics_that_differ_in_the_sixth_digit_are_stopped(field: str) -> None:
    ours = Answer(effect=0.25, p_value=0.03, low=0.02, high=0.48)
    theirs = ours._replace(**{field: getattr(ours, field) * (1 + 3e-6)})

    with pytest.raises(AssertionError, match=field):
        check_agreement("a peer", theirs, ours)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_environment_of_statistics_has_its_pins(environment: str) -> None:
    assert (install.ROOT / "benchmarks" / f"requirements-{environment}.txt").exists()
