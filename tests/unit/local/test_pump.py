"""Stream records on their way to a function."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.catalog import Stream
from local.pump import Delivery, Parked, Pump, PumpStopped
from local.streams import Batch
from tests.unit.local.fakes import a_batch, a_function, a_record, never_pausing, sequences

ONE_TO_EIGHT = a_batch(*(a_record(number) for number in range(1, 9)))


@dataclass
class Taker:
    """A function that fails as long as `fails` says so, and what it was given."""

    fails: Callable[[list[int]], bool] = lambda _: False
    answer: Callable[[list[int]], Any] = lambda _: None
    calls: list[list[int]] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)

    def __call__(self, event: Any) -> Any:
        self.calls.append(sequences(event))
        self.events.append(event)
        if self.fails(self.calls[-1]):
            raise RuntimeError("no")
        return self.answer(self.calls[-1])


def _deliver(taker: Taker, batch: Batch, **stream: Any) -> list[Parked]:
    parked: list[Parked] = []
    function = a_function(stream=Stream("config", ("flag#",), **{"retry_attempts": 2, **stream}))
    _, pause = never_pausing()
    Delivery(function, taker, pause=pause, parked=parked.append).take(batch)
    return parked


def test_a_batch_is_delivered_at_once_and_in_order() -> None:
    taker = Taker()

    _deliver(taker, ONE_TO_EIGHT)

    assert taker.calls == [[1, 2, 3, 4, 5, 6, 7, 8]]


def test_no_batch_is_larger_than_the_catalog_says() -> None:
    taker = Taker()

    _deliver(taker, ONE_TO_EIGHT, batch_size=3)

    assert taker.calls == [[1, 2, 3], [4, 5, 6], [7, 8]]


def test_only_records_of_the_named_partitions_are_delivered() -> None:
    taker = Taker()

    _deliver(taker, a_batch(a_record(1, "current#flag"), a_record(2, "flag#a")))

    assert taker.calls == [[2]]


def test_a_batch_without_a_wanted_record_calls_nobody() -> None:
    taker = Taker()

    _deliver(taker, a_batch(a_record(1, "ruleset#production")))

    assert taker.calls == []


def test_a_failing_batch_is_halved_until_the_failing_record_stands_alone() -> None:
    taker = Taker(fails=lambda numbers: 6 in numbers)

    parked = _deliver(taker, ONE_TO_EIGHT)

    assert [one.record["dynamodb"]["SequenceNumber"] for one in parked] == ["6"]
    taken = [number for numbers in taker.calls if 6 not in numbers for number in numbers]
    assert taken == [1, 2, 3, 4, 5, 7, 8]


def test_a_record_that_failed_for_a_while_is_taken_and_not_parked() -> None:
    failures = iter([True, True, False])
    taker = Taker(fails=lambda _: next(failures))

    parked = _deliver(taker, a_batch(a_record(1)))

    assert taker.calls == [[1], [1], [1]]
    assert parked == []


def test_a_record_is_parked_after_as_many_tries_as_the_catalog_says() -> None:
    taker = Taker(fails=lambda _: True)

    parked = _deliver(taker, a_batch(a_record(1)), retry_attempts=3)

    assert len(taker.calls) == 1 + 3
    assert (parked[0].function, parked[0].failure) == ("publish", "RuntimeError('no')")


def test_pauses_between_tries_grow() -> None:
    pauses, pause = never_pausing()
    function = a_function(stream=Stream("config", ("flag#",), retry_attempts=8))
    delivery = Delivery(function, Taker(fails=lambda _: True), pause=pause, parked=lambda _: None)

    delivery.take(a_batch(a_record(1)))

    assert 0 < pauses[0] <= 0.1
    assert 2.5 <= pauses[-1] <= 5


def test_records_before_the_reported_one_are_not_delivered_again() -> None:
    reports = iter([{"batchItemFailures": [{"itemIdentifier": "3"}]}])
    taker = Taker(answer=lambda _: next(reports, None))

    _deliver(taker, a_batch(*(a_record(number) for number in (1, 2, 3))))

    assert taker.calls == [[1, 2, 3], [3]]


def test_a_report_without_a_number_fails_the_whole_batch() -> None:
    reports = iter([{"batchItemFailures": [{"itemIdentifier": ""}]}])
    taker = Taker(answer=lambda _: next(reports, None))

    _deliver(taker, a_batch(a_record(1)))

    assert taker.calls == [[1], [1]]


class Reader:
    """Gives what it is told, once; then waits for more."""

    def __init__(self, *batches: Batch) -> None:
        self._batches = list(batches)

    def read(self, limit: int) -> list[Batch]:
        return [self._batches.pop(0)] if self._batches else []


class Written:
    """A backend that is written to once per `wake`."""

    def __init__(self) -> None:
        self._number = 0
        self._changed = threading.Condition()

    def wait(self, after: int, seconds: float) -> int:
        with self._changed:
            self._changed.wait_for(lambda: self._number != after, seconds)
            return self._number

    def wake(self) -> None:
        with self._changed:
            self._number += 1
            self._changed.notify_all()


def test_a_pump_carries_everything_and_says_how_far_it_is() -> None:
    arrived = threading.Event()
    written = Written()
    pump = Pump(written.wait, written.wake)

    def note(numbers: list[int]) -> None:
        if 2 in numbers:
            arrived.set()

    taker = Taker(answer=note)
    delivery = Delivery(a_function(), taker, pause=pump.pause)
    consumer = pump.add("publish", Reader(a_batch(a_record(1)), a_batch(a_record(2))), delivery)

    pump.start()
    came = arrived.wait(5)
    pump.stop()

    assert came
    assert taker.calls == [[1], [2]]
    assert consumer.delivered == 2


def test_a_stopped_pump_ends_while_a_record_waits_for_its_next_try() -> None:
    tried = threading.Event()
    written = Written()
    pump = Pump(written.wait, written.wake)

    def fail(_: list[int]) -> bool:
        tried.set()
        return True

    taker = Taker(fails=fail)
    function = a_function(stream=Stream("config", ("flag#",), retry_attempts=1000))
    consumer = pump.add(
        "publish", Reader(a_batch(a_record(1))), Delivery(function, taker, pause=pump.pause)
    )

    pump.start()
    tried.wait(5)
    pump.stop()

    assert consumer.thread is not None
    assert not consumer.thread.is_alive()
    assert consumer.delivered == 0


def test_a_pause_of_a_stopped_pump_is_refused() -> None:
    written = Written()
    pump = Pump(written.wait, written.wake)
    pump.stop()

    with pytest.raises(PumpStopped):
        pump.pause(60)
