"""Stream records on their way to a function, by the clock and in threads."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from functions.catalog import Stream
from local.deliveries import CALM, Deliveries, Invocation, Mishap, Nastiness
from local.mishaps import Interruption, watch_writes
from local.pump import StreamPump
from local.sandbox import Sandbox
from tests.unit.local.fakes import a_function, a_record, sequences

Handler = Callable[[Any, Any], Any]
STREAM = Stream("config", ("flag#",), retry_attempts=1000)


@contextmanager
def _pumping(
    handler: Handler,
    *,
    stream: Stream = STREAM,
    nastiness: Nastiness = CALM,
    sandboxes: int = 1,
    seed: int = 1,
) -> Iterator[StreamPump]:
    function = a_function(stream=stream)
    running = [Sandbox(function, load=lambda _: handler) for _ in range(sandboxes)]
    pump = StreamPump(
        "publish", Deliveries(stream, random.Random(seed), nastiness=nastiness), running
    )
    pump.open("shard-1")
    pump.start()
    yield pump
    pump.stop()
    for sandbox in running:
        sandbox.close()


def _until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


def test_it_carries_everything_and_says_how_far_it_is() -> None:
    taken: list[int] = []
    with _pumping(lambda event, _: taken.extend(sequences(event))) as pump:
        for number in range(1, 6):
            pump.append("shard-1", a_record(number))

        came = _until(lambda: pump.rest() is not None and len(taken) == 5)

        assert came
        assert taken == [1, 2, 3, 4, 5]
        assert pump.delivered() == {"shard-1": "5"}


def test_it_rests_only_when_nothing_is_on_its_way() -> None:
    go_on = threading.Event()
    with _pumping(lambda *_: go_on.wait(5)) as pump:
        before = pump.rest()
        pump.append("shard-1", a_record(1))
        during = pump.rest()
        go_on.set()

        rested = _until(lambda: pump.rest() == 1)

    assert (before, during, rested) == (0, None, True)


def test_a_failure_is_said_and_the_record_comes_again(capsys: pytest.CaptureFixture[str]) -> None:
    failures = iter([RuntimeError("no")])
    taken: list[int] = []

    def handler(event: Any, _: Any) -> None:
        for failure in failures:
            raise failure
        taken.extend(sequences(event))

    with _pumping(handler) as pump:
        pump.append("shard-1", a_record(1))

        came = _until(lambda: taken == [1])

    assert came
    assert "publish failed: RuntimeError('no')" in capsys.readouterr().err


def test_a_record_that_is_never_taken_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    stream = Stream("config", ("flag#",), retry_attempts=0)

    def handler(*_: Any) -> None:
        raise RuntimeError("no")

    with _pumping(handler, stream=stream) as pump:
        pump.append("shard-1", a_record(1))

        _until(lambda: pump.rest() == 1)

    assert "publish never took {'pk': {'S': 'flag#a'}" in capsys.readouterr().err


def test_two_shards_are_delivered_at_once() -> None:
    together = threading.Barrier(2)
    met: list[int] = []

    def handler(*_: Any) -> None:
        met.append(together.wait(5))

    with _pumping(handler, sandboxes=2) as pump:
        pump.open("shard-2")
        pump.append("shard-1", a_record(1))
        pump.append("shard-2", a_record(2))

        came = _until(lambda: len(met) == 2)

    assert came


def test_a_stopped_pump_ends_while_a_record_waits_for_its_next_try() -> None:
    def handler(*_: Any) -> None:
        raise RuntimeError("no")

    with _pumping(handler) as pump:
        pump.append("shard-1", a_record(1))
        begun = time.monotonic()
        pump.stop()

    assert time.monotonic() - begun < 2
    assert pump.rest() is None


class Writes:
    """A client of boto in the eyes of `watch_writes`: a handler that writes so many items."""

    def __init__(self, number: int, written: list[int]) -> None:
        from botocore.client import BaseClient

        self._client = BaseClient
        self._number = number
        self.written = written
        self.calls = 0

    def __call__(self, event: Any, _: Any) -> None:
        self.calls += 1
        for number in range(self._number):
            client: Any = self._client
            client._make_api_call(self, "PutItem", {})
            self.written.append(number)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """What reached a table: one number per write of a call."""
    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", lambda *_: {})
    undo = watch_writes()
    yield []
    undo()


def test_a_crash_ends_a_function_between_two_writes(
    written: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    writes = Writes(9, written)
    with _pumping(writes, nastiness=Nastiness(crash=0.9)) as pump:
        pump.append("shard-1", a_record(1))

        taken = _until(lambda: pump.rest() is not None)

    assert taken
    assert writes.calls > 1
    assert len(written) < 9 * writes.calls
    assert capsys.readouterr().err == ""


def test_an_overtaken_call_goes_on_after_its_successor_began(written: list[int]) -> None:
    writes = Writes(9, written)
    with _pumping(writes, nastiness=Nastiness(overtaken=0.7), sandboxes=2, seed=3) as pump:
        pump.append("shard-1", a_record(1))

        taken = _until(lambda: pump.rest() is not None and len(written) == 9 * writes.calls)

    assert taken
    assert writes.calls > 1
    assert written != list(range(9)) * writes.calls


def test_a_write_outside_an_invocation_is_never_struck(written: list[int]) -> None:
    Writes(9, written)(None, None)

    assert len(written) == 9


def test_a_mishap_strikes_once(written: list[int]) -> None:
    interruption = Interruption(Invocation("s", {}, mishap=Mishap.INTERLEAVED, after_writes=2))

    with interruption:
        Writes(9, written)(None, None)

    assert len(written) == 9
    assert not interruption.has_struck
