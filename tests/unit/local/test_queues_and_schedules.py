"""Messages and schedules of the embedded AWS reach their functions."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from functions.catalog import FUNCTIONS, LATE_EXPOSURES, Queue
from local.backend import Embedded
from local.queues import QueuePump
from local.schedules import Clockwork
from local.services import SCHEDULE_GROUP, create_queues, queue_url
from tests.unit.local.fakes import Clock

# Timers that fire within five minutes, as they call.
RATES = sorted(
    (
        (function.name, dict(timer.payload))
        for function in FUNCTIONS
        for timer in function.timers
        if timer.expression in {"rate(1 minute)", "rate(5 minutes)"}
    ),
    key=str,
)
IMPATIENT = Queue("impatient", most_receives=2, visibility_seconds=0)


@pytest.fixture
def backend() -> Iterator[Embedded]:
    before = dict(os.environ)
    embedded = Embedded()
    create_queues(embedded.queues, [IMPATIENT])
    yield embedded
    embedded.close()
    os.environ.clear()
    os.environ.update(before)


class Taker:
    """A function that answers what it is told, and what it was given."""

    def __init__(self, answer: Any = None) -> None:
        self.answer = answer
        self.events: list[Any] = []

    def __call__(self, event: Any) -> Any:
        self.events.append(event)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer(event) if callable(self.answer) else self.answer


def _send(backend: Embedded, queue: Queue, *bodies: str) -> None:
    for body in bodies:
        backend.queues.send_message(QueueUrl=queue_url(queue), MessageBody=body)


def _bodies(taker: Taker) -> list[list[str]]:
    return [[record["body"] for record in event["Records"]] for event in taker.events]


def test_the_functions_find_their_queue_in_the_environment(backend: Embedded) -> None:
    assert os.environ["LATE_EXPOSURES_QUEUE"] == queue_url(LATE_EXPOSURES)


def test_messages_come_in_a_batch_and_are_gone_when_taken(backend: Embedded) -> None:
    taker = Taker()
    pump = QueuePump(backend.queues, LATE_EXPOSURES, taker)
    _send(backend, LATE_EXPOSURES, "a", "b")

    delivered = [pump.step(), pump.step()]

    assert delivered == [True, False]
    assert sorted(_bodies(taker)[0]) == ["a", "b"]
    assert pump.is_empty


def test_a_message_has_the_shape_that_lambda_gives(backend: Embedded) -> None:
    taker = Taker()
    attribute: Any = {"DataType": "String", "StringValue": "1"}
    backend.queues.send_message(
        QueueUrl=queue_url(LATE_EXPOSURES), MessageBody="a", MessageAttributes={"n": attribute}
    )

    QueuePump(backend.queues, LATE_EXPOSURES, taker).step()

    record = taker.events[0]["Records"][0]
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"].endswith(":late_exposures")
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["messageAttributes"] == {"n": {"dataType": "String", "stringValue": "1"}}


def test_a_message_that_is_being_tried_is_not_given_twice(backend: Embedded) -> None:
    pump = QueuePump(backend.queues, LATE_EXPOSURES, Taker(RuntimeError("no")))
    _send(backend, LATE_EXPOSURES, "a")

    delivered = [pump.step(), pump.step()]

    assert delivered == [True, False]
    assert not pump.is_empty


def test_a_message_that_always_fails_goes_to_the_queue_behind(backend: Embedded) -> None:
    taker = Taker(RuntimeError("no"))
    pump = QueuePump(backend.queues, IMPATIENT, taker)
    _send(backend, IMPATIENT, "poison")

    while pump.step():
        pass

    behind = backend.queues.receive_message(QueueUrl=queue_url(Queue("impatient_failures")))
    assert len(taker.events) == IMPATIENT.most_receives
    assert [message["Body"] for message in behind["Messages"]] == ["poison"]


def test_only_messages_that_are_reported_as_failed_come_again(backend: Embedded) -> None:
    def report_bad(event: Any) -> Any:
        bad = [r["messageId"] for r in event["Records"] if r["body"] == "bad"]
        return {"batchItemFailures": [{"itemIdentifier": one} for one in bad]}

    taker = Taker(report_bad)
    pump = QueuePump(backend.queues, IMPATIENT, taker)
    _send(backend, IMPATIENT, "good", "bad")

    while pump.step():
        pass

    assert _bodies(taker)[1:] == [["bad"]]


class Calls:
    """Functions that are called, and a way to wait for so many calls."""

    def __init__(self, failures: int = 0) -> None:
        self.made: list[tuple[str, Any]] = []
        self._failures = failures
        self._changed = threading.Condition()

    def __call__(self, function: str, event: Any) -> None:
        with self._changed:
            self.made.append((function, event))
            self._changed.notify_all()
            if len(self.made) <= self._failures:
                raise RuntimeError("no")

    def wait_for(self, number: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: len(self.made) >= number, 5)


def _schedule(backend: Embedded, name: str, at: str, **more: Any) -> None:
    arn = os.environ["SCHEDULE_TARGET_ARN"]
    target = {"Arn": arn, "RoleArn": os.environ["SCHEDULE_ROLE_ARN"], "Input": '{"key": "a"}'}
    backend.schedules.create_schedule(
        Name=name,
        GroupName=os.environ["SCHEDULE_GROUP"],
        ScheduleExpression=f"at({at})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target=target,  # type: ignore[arg-type]  # a plain dict
        **more,
    )


def _names(backend: Embedded) -> list[str]:
    listed = backend.schedules.list_schedules(GroupName=SCHEDULE_GROUP)["Schedules"]
    return [schedule["Name"] for schedule in listed]


def test_a_schedule_fires_at_its_time_and_is_gone(backend: Embedded) -> None:
    clock, calls = Clock(61.0), Calls()  # no timer is due for a minute
    clockwork = Clockwork(backend.schedules, calls, now=clock)
    _schedule(backend, "once", "1970-01-01T00:01:40", ActionAfterCompletion="DELETE")
    clock.now = 99
    clockwork.look()
    before = list(calls.made)
    clock.now = 100

    clockwork.look()

    assert before == []
    assert calls.wait_for(1)
    assert calls.made == [("apply_schedule", {"key": "a"})]
    assert _names(backend) == []


def test_a_schedule_that_stays_fires_once(backend: Embedded) -> None:
    clock, calls = Clock(61.0), Calls()  # no timer is due for a minute
    clockwork = Clockwork(backend.schedules, calls, now=clock)
    _schedule(backend, "stays", "1970-01-01T00:01:40")
    clock.now = 110

    clockwork.look()
    clockwork.look()

    calls.wait_for(1)
    assert len(calls.made) == 1
    assert _names(backend) == ["stays"]
    backend.schedules.delete_schedule(GroupName=SCHEDULE_GROUP, Name="stays")


def test_timers_of_the_catalog_fire_with_their_payload(backend: Embedded) -> None:
    clock, calls = Clock(0.0), Calls()
    clockwork = Clockwork(backend.schedules, calls, now=clock)
    clock.now = 300

    clockwork.look()

    assert calls.wait_for(len(RATES))
    assert sorted(calls.made, key=str) == RATES


def test_catching_up_fires_the_rates(backend: Embedded) -> None:
    calls = Calls()

    Clockwork(backend.schedules, calls, now=Clock(0.0)).catch_up()

    assert calls.wait_for(len(RATES))
    assert sorted(calls.made, key=str) == RATES


def test_a_call_that_failed_is_made_again(
    backend: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.schedules.PAUSE_SECONDS", 0.01)
    calls = Calls(failures=2)

    Clockwork(backend.schedules, calls, now=Clock(0.0)).catch_up()

    assert calls.wait_for(len(RATES) + 2)
