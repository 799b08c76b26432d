"""Replay over HTTP: what `explain` says of an earlier ruleset, by its number or by a moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.functions.evaluate_api import (
    PLAIN,
    UNLIMITED,
    EvaluateApi,
    HttpAnswer,
    a_switch,
    deployed,
)

NOON, ONE = "2026-11-25T12:00:00.000Z", "2026-11-25T13:00:00.000Z"


@pytest.fixture(scope="module")
def api() -> Iterator[EvaluateApi]:
    """A flag that is off from noon on (ruleset 1), and on from one o'clock on (ruleset 2)."""
    with deployed(**UNLIMITED) as running:
        token = running.new_key("server")
        running.create(a_switch("shown")).publish(NOON)
        running.change(a_switch("shown", rollout={"variant": "on", "percentage": 100}))
        running.publish(ONE)
        yield EvaluateApi(token)


def _explained(api: EvaluateApi, **parts: Any) -> HttpAnswer:
    body = {"context": {"user_id": "ann"}, **parts}
    return api.post(f"{PLAIN}/shown/explain", body)


@pytest.mark.parametrize(
    ("named", "number", "value"),
    [
        ({}, 2, True),
        ({"ruleset": 1}, 1, False),
        ({"ruleset": 2}, 2, True),
        ({"at": NOON}, 1, False),
        ({"at": "2026-11-25T12:59:59Z"}, 1, False),
        ({"at": ONE}, 2, True),
        ({"at": 1_795_608_001}, 1, False),
        ({"at": 1_795_608_001_000}, 1, False),
        ({"ruleset": 1, "at": ONE}, 1, False),
        ({"ruleset": None, "at": None}, 2, True),
    ],
)
def test_the_named_ruleset_answers(
    api: EvaluateApi, named: dict[str, Any], number: int, value: bool
) -> None:
    trace = _explained(api, **named).json

    assert (trace["ruleset"]["number"], trace["answer"]["value"]) == (number, value)


@pytest.mark.parametrize("named", [{"ruleset": 3}, {"ruleset": 10**30}, {"at": "2020-01-01"}])
def test_a_ruleset_that_never_was_is_404(api: EvaluateApi, named: dict[str, Any]) -> None:
    answer = _explained(api, **named)

    assert (answer.status, answer.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "named",
    [
        {"ruleset": 0},
        {"ruleset": -1},
        {"ruleset": "1"},
        {"ruleset": 1.0},
        {"ruleset": True},
        {"at": "soon"},
        {"at": True},
        {"at": []},
        {"at": 10**400},
    ],
)
def test_what_names_no_ruleset_is_400(api: EvaluateApi, named: dict[str, Any]) -> None:
    answer = _explained(api, **named)

    assert (answer.status, answer.code) == (400, "MALFORMED_REQUEST")
