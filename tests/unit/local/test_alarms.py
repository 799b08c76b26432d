"""Alarms of the laptop look at metrics, and tell functions of their changes as EventBridge does."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from functions.catalog import Rule
from local.alarm_switch import AlarmSwitch
from local.alarms import AlarmWatch
from local.backend import Embedded
from local.events import HttpRequest, HttpResponse
from local.metrics import MetricStore, collect_metrics
from tests.unit.local.fakes import Clock, a_function

LISTENS = a_function(
    name="listener",
    stream=None,
    rules=(
        Rule(
            "alarms",
            {"source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"]},
        ),
    ),
)
DEAF = a_function(name="deaf", stream=None)


class Told:
    """Who was called, with what."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []

    def __call__(self, function: str, event: Any) -> None:
        self.events.append((function, event))


class Watched:
    """A watch over the embedded AWS, with its clock, metrics and what it told."""

    def __init__(self) -> None:
        self.backend = Embedded()
        self.clock = Clock()
        self.metrics = MetricStore(self.clock)
        self.told = Told()
        self.watch = AlarmWatch(
            self.backend.alarms,
            self.metrics,
            self.told,
            functions=[LISTENS, DEAF],
            now=self.clock,
        )

    def make(self, **given: Any) -> None:
        alarm: Any = {
            "AlarmName": "checkout-errors",
            "Namespace": "Burgee",
            "MetricName": "GuardrailValue",
            "Dimensions": [{"Name": "rollout", "Value": "checkout"}],
            "Statistic": "Average",
            "Period": 10,
            "EvaluationPeriods": 2,
            "Threshold": 0.05,
            "ComparisonOperator": "GreaterThanThreshold",
            **given,
        }
        self.backend.alarms.put_metric_alarm(**alarm)

    def write(self, value: float, rollout: str = "checkout") -> None:
        self.metrics.put(line(value, rollout))

    @property
    def states(self) -> list[str]:
        return [event["detail"]["state"]["value"] for _, event in self.told.events]


def line(value: float, rollout: str = "checkout") -> dict[str, Any]:
    return {
        "_aws": {
            "CloudWatchMetrics": [
                {
                    "Namespace": "Burgee",
                    "Dimensions": [["rollout"]],
                    "Metrics": [{"Name": "GuardrailValue", "Unit": "None"}],
                }
            ]
        },
        "rollout": rollout,
        "GuardrailValue": [value],
    }


@pytest.fixture
def watched() -> Iterator[Watched]:
    before = dict(os.environ)
    found = Watched()
    yield found
    found.backend.close()
    os.environ.clear()
    os.environ.update(before)


def _two_periods(watched: Watched, *values: float) -> None:
    for value in values:
        watched.write(value)
        watched.clock.now += 9


def test_an_alarm_goes_on_when_all_its_periods_lie_beyond_the_threshold(watched: Watched) -> None:
    watched.make()
    watched.watch.look()
    _two_periods(watched, 0.2, 0.3)

    watched.watch.look()

    assert watched.states == ["ALARM"]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param((0.2,), id="one period has no value yet"),
        pytest.param((0.2, 0.01), id="one period is fine"),
        pytest.param((0.05, 0.05), id="at the threshold"),
    ],
)
def test_an_alarm_stays_off_otherwise(watched: Watched, values: tuple[float, ...]) -> None:
    watched.make()
    _two_periods(watched, *values)

    watched.watch.look()

    assert watched.states == []


def test_a_metric_of_another_rollout_is_none_of_its_business(watched: Watched) -> None:
    watched.make(EvaluationPeriods=1)
    watched.write(0.9, rollout="another")

    watched.watch.look()

    assert watched.states == []


def test_a_metric_with_one_more_dimension_is_another_metric(watched: Watched) -> None:
    watched.make(EvaluationPeriods=1, Dimensions=[])
    watched.write(0.9)

    watched.watch.look()

    assert watched.states == []


def test_a_change_is_told_once_to_those_who_listen(watched: Watched) -> None:
    watched.make(EvaluationPeriods=1)
    watched.write(0.9)

    watched.watch.look()
    watched.watch.look()

    assert [function for function, _ in watched.told.events] == ["listener"]


def test_an_alarm_that_recovers_is_told_too(watched: Watched) -> None:
    watched.make(EvaluationPeriods=1)
    watched.write(0.9)
    watched.watch.look()
    watched.clock.now += 60
    watched.write(0.01)

    watched.watch.look()

    assert watched.states == ["ALARM", "OK"]


def test_the_event_has_the_shape_of_eventbridge(watched: Watched) -> None:
    watched.make(EvaluationPeriods=1)
    watched.write(0.9)

    watched.watch.look()

    [(_, event)] = watched.told.events
    detail = event["detail"]
    assert (event["source"], event["detail-type"]) == (
        "aws.cloudwatch",
        "CloudWatch Alarm State Change",
    )
    assert detail["alarmName"] == "checkout-errors"
    assert detail["previousState"]["value"] == "OK"
    assert "0.9" in detail["state"]["reason"]
    assert json.loads(detail["state"]["reasonData"])["recentDatapoints"] == [0.9]
    assert detail["state"]["timestamp"].endswith("+0000")


def test_an_alarm_set_against_its_metric_is_told_before_it_is_set_back(watched: Watched) -> None:
    watched.make(EvaluationPeriods=1)
    watched.write(0.01)
    watched.watch.look()
    watched.backend.alarms.set_alarm_state(
        AlarmName="checkout-errors", StateValue="ALARM", StateReason="By hand"
    )

    watched.watch.look()

    assert watched.states == ["ALARM", "OK"]


def test_metrics_that_functions_write_are_kept_where_somebody_watches(watched: Watched) -> None:
    from burgee.runtime.observability import new_metrics

    watched.metrics.watched = frozenset({"GuardrailValue"})
    undo = collect_metrics(watched.metrics)
    metrics = new_metrics()
    metrics.service = ""
    metrics.add_dimension("rollout", "checkout")
    metrics.add_metric("GuardrailValue", "Count", 0.25)
    metrics.flush_metrics()
    undo()

    kept = watched.metrics.values("Burgee", "GuardrailValue", {"rollout": "checkout"}, since=0)

    assert kept == [0.25]


class Elsewhere:
    async def answer(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(418, (), request.path.encode())


def _asked(watched: Watched, method: str, path: str, body: Any = None) -> HttpResponse:
    switch = AlarmSwitch(Elsewhere(), watched.backend.alarms)
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return asyncio.run(switch.answer(HttpRequest(method=method, path=path, body=sent)))


def test_an_alarm_that_is_set_by_hand_is_told(watched: Watched) -> None:
    answer = _asked(watched, "POST", "/local/alarms/made-up", {"state": "ALARM", "reason": "Try"})

    watched.watch.look()

    assert answer.status == 200
    assert watched.states == ["ALARM"]


@pytest.mark.parametrize("body", [b"no JSON", b"[]", b"{}", b'{"state": "LOUD"}', b'{"state": 1}'])
def test_a_state_that_is_none_is_refused(watched: Watched, body: bytes) -> None:
    answer = _asked(watched, "POST", "/local/alarms/made-up", body)

    assert answer.status == 400
    assert watched.backend.alarms.describe_alarms()["MetricAlarms"] == []


def test_every_other_request_goes_where_it_went(watched: Watched) -> None:
    answer = _asked(watched, "GET", "/local/alarmsandmore")

    assert (answer.status, answer.body) == (418, b"/local/alarmsandmore")
