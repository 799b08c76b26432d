"""Records on their way to a function: batches, windows, retries, and whatever may go wrong."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from functions.catalog import Stream
from local.deliveries import (
    NASTY,
    BeforeWrite,
    Deliveries,
    Invocation,
    Mishap,
    Nastiness,
    drive,
)
from local.shards import RESTLESS_SHARDS, InventedShards
from tests.unit.local.fakes import a_record, sequences

STREAM = Stream("config", ("flag#",), batch_size=3, retry_attempts=2)
WINDOWED = Stream("config", ("flag#",), batch_size=3, retry_attempts=2, tumbling_window_seconds=60)


def _deliveries(stream: Stream = STREAM, **given: Any) -> Deliveries:
    deliveries = Deliveries(stream, random.Random(1), **given)
    deliveries.open("shard-1")
    return deliveries


def _filled(*numbers: int, stream: Stream = STREAM, **given: Any) -> Deliveries:
    deliveries = _deliveries(stream, **given)
    for number in numbers:
        deliveries.append("shard-1", a_record(number))
    return deliveries


def _at(number: int, second: float) -> Any:
    return a_record(number, ApproximateCreationDateTime=second)


class Taker:
    """A function that fails as long as `fails` says so, and what it was given."""

    def __init__(
        self,
        fails: Callable[[list[int]], bool] = lambda _: False,
        answer: Callable[[Any], Any] = lambda _: {"state": {}},
        writes: int = 0,
    ) -> None:
        self.calls: list[list[int]] = []
        self.events: list[Any] = []
        self._fails = fails
        self._answer = answer
        self._writes = writes

    def __call__(self, event: Any, before_write: BeforeWrite) -> Any:
        self.calls.append(sequences(event))
        self.events.append(event)
        for _ in range(self._writes):
            before_write()
        if self._fails(self.calls[-1]):
            raise RuntimeError("no")
        return self._answer(event)


def test_batches_are_full_and_in_order() -> None:
    taker = Taker()

    drive(_filled(1, 2, 3, 4, 5), taker)

    assert taker.calls == [[1, 2, 3], [4, 5]]


def test_records_of_other_partitions_are_left_out() -> None:
    deliveries, taker = _filled(1), Taker()
    deliveries.append("shard-1", a_record(2, "current#flag"))

    drive(deliveries, taker)

    assert taker.calls == [[1]]


def test_a_shard_has_one_invocation_at_a_time() -> None:
    deliveries = _filled(1, 2, 3, 4)
    deliveries.next()

    second = deliveries.next()

    assert second is None
    assert not deliveries.is_drained


def test_shards_are_delivered_side_by_side() -> None:
    deliveries = _filled(1)
    deliveries.open("shard-2")
    deliveries.append("shard-2", a_record(9))

    shards = {
        invocation.shard for invocation in (deliveries.next(), deliveries.next()) if invocation
    }

    assert shards == {"shard-1", "shard-2"}


def test_a_child_waits_until_its_parent_has_ended_and_is_taken() -> None:
    deliveries = _filled(1)
    deliveries.open("child", ["shard-1"])
    deliveries.append("child", a_record(2))
    first = _next(deliveries)
    deliveries.settle(first, None)
    before = deliveries.next()
    deliveries.close("shard-1")

    after = _next(deliveries)

    assert before is None
    assert sequences(after.event) == [2]


def test_a_fuller_batch_is_waited_for() -> None:
    stream = Stream("config", ("flag#",), batch_size=3, batching_window_seconds=2)
    deliveries = _deliveries(stream)
    deliveries.append("shard-1", a_record(1), arrived=100)

    early, late = deliveries.next(101.9), deliveries.next(102)

    assert early is None
    assert late is not None


def test_a_full_batch_waits_for_nothing() -> None:
    stream = Stream("config", ("flag#",), batch_size=1, batching_window_seconds=2)
    deliveries = _deliveries(stream)
    deliveries.append("shard-1", a_record(1), arrived=100)

    assert deliveries.next(100) is not None


def test_a_failing_batch_is_halved_until_the_failing_record_is_parked() -> None:
    deliveries, taker = _filled(1, 2, 3, 4), Taker(fails=lambda numbers: 3 in numbers)

    drive(deliveries, taker)

    assert [one.record["dynamodb"]["SequenceNumber"] for one in deliveries.parked] == ["3"]
    assert [numbers for numbers in taker.calls if 3 not in numbers] == [[1], [2], [4]]
    assert taker.calls.count([3]) == 1 + 2


def test_a_failed_record_is_tried_again_after_growing_pauses() -> None:
    deliveries = _deliveries(Stream("config", ("flag#",), retry_attempts=20))
    deliveries.append("shard-1", a_record(1))
    pauses = []
    for _ in range(10):
        deliveries.fail(_next(deliveries, 0), "no", now=0)
        pauses.append(next(tenth / 10 for tenth in range(100) if _is_due(deliveries, tenth / 10)))

    assert pauses[0] <= 0.1
    assert 2.5 <= pauses[-1] <= 5


def test_records_before_the_reported_one_do_not_come_again() -> None:
    reports = iter([{"batchItemFailures": [{"itemIdentifier": "3"}, {"itemIdentifier": "2"}]}])
    taker = Taker(answer=lambda _: next(reports, None))

    drive(_filled(1, 2, 3), taker)

    assert taker.calls[:2] == [[1, 2, 3], [2]]
    assert taker.calls[-1] == [3]


def test_a_report_without_a_known_number_fails_the_whole_batch() -> None:
    reports = iter([{"batchItemFailures": [{"itemIdentifier": ""}]}])
    taker = Taker(answer=lambda _: next(reports, None))

    drive(_filled(1), taker)

    assert taker.calls == [[1], [1]]


def test_a_window_carries_state_and_ends_with_a_final_call() -> None:
    deliveries = _deliveries(WINDOWED)
    for number, second in ((1, 60), (2, 119.9), (3, 120)):
        deliveries.append("shard-1", _at(number, second))
    taker = Taker(answer=lambda event: {"state": {"calls": event["state"].get("calls", 0) + 1}})

    drive(deliveries, taker)

    seen = [(e["isFinalInvokeForWindow"], e["state"], len(e["Records"])) for e in taker.events]
    one = {"calls": 1}
    assert seen == [(False, {}, 2), (True, one, 0), (False, {}, 1), (True, one, 0)]
    assert taker.events[0]["window"] == {
        "start": "1970-01-01T00:01:00Z",
        "end": "1970-01-01T00:02:00Z",
    }
    assert taker.events[0]["shardId"] == "shard-1"


def test_a_window_ends_by_the_clock_when_nothing_follows() -> None:
    deliveries = _deliveries(WINDOWED)
    deliveries.append("shard-1", _at(1, 60))
    deliveries.settle(_next(deliveries, 61), {"state": {}}, 61)

    early, late = deliveries.next(119.9), deliveries.next(120)

    assert early is None
    assert late is not None
    assert late.event["isFinalInvokeForWindow"] is True


def test_a_window_whose_state_is_too_large_ends_early() -> None:
    deliveries = _deliveries(WINDOWED)
    deliveries.append("shard-1", _at(1, 60))
    deliveries.settle(_next(deliveries, 61), {"state": {"large": "x" * 2**20}}, 61)

    event = _next(deliveries, 61).event

    assert (event["isFinalInvokeForWindow"], event["isWindowTerminatedEarly"]) == (True, True)


def test_an_answer_without_state_is_a_failure_where_there_are_windows() -> None:
    answers: Iterator[dict[str, Any]] = iter([{"batchItemFailures": []}])
    taker = Taker(answer=lambda _: next(answers, {"state": {}}))

    drive(_filled(1, stream=WINDOWED), taker)

    assert taker.calls == [[1], [1], []]


def test_a_final_call_that_fails_for_ever_is_given_up() -> None:
    deliveries, taker = _filled(1, stream=WINDOWED), Taker(fails=lambda numbers: not numbers)

    drive(deliveries, taker)

    assert taker.calls == [[1], [], [], []]
    assert deliveries.parked == []


def test_a_crash_strikes_at_its_write_and_the_records_come_again() -> None:
    deliveries = _filled(*range(20), nastiness=Nastiness(crash=0.5))
    taker = Taker(writes=20)

    drive(deliveries, taker)

    taken = {number for numbers in taker.calls for number in numbers}
    assert taken == set(range(20))
    assert len(taker.calls) > 7
    assert deliveries.parked == []


def test_an_overtaken_invocation_ends_after_its_successor() -> None:
    deliveries = _filled(1, nastiness=Nastiness(overtaken=0.9))
    ended: list[int] = []
    begun: list[int] = []

    def invoke(_: Any, before_write: BeforeWrite) -> None:
        number = len(begun)
        begun.append(number)
        for _ in range(20):
            before_write()
        ended.append(number)

    drive(deliveries, invoke)

    assert len(ended) > 1
    assert ended == sorted(begun, reverse=True)


def test_what_an_overtaken_invocation_answers_moves_nothing() -> None:
    deliveries = _filled(1, 2)
    zombie = _next(deliveries)
    deliveries.fail(zombie, "given up")
    successor = _next(deliveries)

    deliveries.settle(zombie, None)

    assert not deliveries.is_drained
    assert sequences(successor.event) == [1]


@pytest.mark.parametrize("seed", range(20))
def test_nasty_deliveries_bring_every_record_of_an_item_in_order_at_least_once(seed: int) -> None:
    chance = random.Random(seed)
    stream = Stream("units", ("unit#",), 7, retry_attempts=3, tumbling_window_seconds=60)
    deliveries = Deliveries(stream, chance, nastiness=NASTY)
    shards = InventedShards(deliveries, chance, RESTLESS_SHARDS)
    given = defaultdict(list)
    for number in range(200):
        unit = f"unit#{chance.randrange(6)}"
        given[unit].append(number)
        keys = {"pk": {"S": unit}, "sk": {"S": "profile"}}
        image = {"number": number}
        shards.write({"dynamodb": {"SequenceNumber": "", "Keys": keys, "NewImage": image}})
    shards.flush()
    first: dict[str, list[int]] = defaultdict(list)
    calls: list[int] = []

    def invoke(event: Any, before_write: BeforeWrite) -> Any:
        for record in event["Records"]:
            before_write()
            number = record["dynamodb"]["NewImage"]["number"]
            calls.append(number)
            unit = record["dynamodb"]["Keys"]["pk"]["S"]
            if number not in first[unit]:
                first[unit].append(number)
        return {"state": {}}

    drive(deliveries, invoke)

    assert first == given
    assert len(calls) > 200
    assert deliveries.is_drained
    assert deliveries.parked == []


def test_the_same_seed_brings_the_same_deliveries() -> None:
    calls = []
    for _ in range(2):
        taker = Taker(writes=3)
        drive(_filled(*range(1, 30), nastiness=NASTY), taker)
        calls.append(taker.calls)

    assert calls[0] == calls[1]


def test_every_mishap_has_its_chance() -> None:
    deliveries = _filled(1, nastiness=Nastiness(crash=0.4, overtaken=0.3, interleaved=0.3))
    seen = set()
    for _ in range(100):
        deliveries.append("shard-1", a_record(1))
        invocation = _next(deliveries)
        seen.add(invocation.mishap)
        deliveries.settle(invocation, None)

    assert seen >= set(Mishap)


def test_it_says_how_far_each_shard_is() -> None:
    deliveries = _filled(1, 2, 3, 4)

    deliveries.settle(_next(deliveries), None)

    assert deliveries.delivered() == {"shard-1": "3"}


def _next(deliveries: Deliveries, now: float | None = None) -> Invocation:
    invocation = deliveries.next() if now is None else deliveries.next(now)
    assert invocation is not None
    return invocation


def _is_due(deliveries: Deliveries, now: float) -> bool:
    invocation = deliveries.next(now)
    if invocation is None:
        return False
    deliveries.fail(invocation, "only asked", now=-100)
    return True
