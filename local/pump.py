"""Carries the records of one stream to one function, a thread for each of its sandboxes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from local.deliveries import Deliveries, Invocation, Mishap, Record
from local.mishaps import Interruption
from local.sandbox import FunctionTimeout

BUSY_SECONDS = 0.05  # between two looks while records wait for a fuller batch or another try
IDLE_SECONDS = 0.5
STALL_LOOK_SECONDS = 0.01


class Runs(Protocol):
    """One sandbox of a function."""

    def submit(self, event: Any, within: Interruption | None = None) -> Future[Any]: ...

    def abandon(self, answer: Future[Any]) -> None: ...


class StreamPump:
    """Takes records shard by shard and makes the calls that `deliveries` asks for, by the clock.

    As many calls at once as there are sandboxes, one at a time per shard.
    """

    def __init__(
        self,
        name: str,
        deliveries: Deliveries,
        sandboxes: Sequence[Runs],
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._deliveries = deliveries
        self._sandboxes = sandboxes
        self._now = now
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._ended = 0
        self._reported = 0

    def open(self, shard: str, parents: Collection[str] = ()) -> None:
        with self._changed:
            self._deliveries.open(shard, parents)

    def append(self, shard: str, record: Record) -> None:
        with self._changed:
            self._deliveries.append(shard, record, self._now())
            self._changed.notify()

    def close(self, shard: str) -> None:
        with self._changed:
            self._deliveries.close(shard)

    def delivered(self) -> dict[str, str]:
        """The newest sequence number that the function has taken of each shard."""
        with self._changed:
            return self._deliveries.delivered()

    def rest(self) -> int | None:
        """None while records wait or are being delivered, else how many calls there were.

        The same number twice: nothing was called in between.
        """
        with self._changed:
            return self._ended if self._deliveries.is_drained else None

    def start(self) -> None:
        for number, sandbox in enumerate(self._sandboxes):
            name = f"pump-{self.name}-{number}"
            thread = threading.Thread(target=self._work, args=(sandbox,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, seconds: float = 2.0) -> None:
        """End after the calls at hand; what was not delivered stays so."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(seconds)

    def _work(self, sandbox: Runs) -> None:
        while not self._stopping.is_set():
            invocation = self._next()
            if invocation is not None:
                self._make(sandbox, invocation)

    def _next(self) -> Invocation | None:
        with self._changed:
            invocation = self._deliveries.next(self._now())
            if invocation is None:
                is_idle = self._deliveries.is_drained
                self._changed.wait(IDLE_SECONDS if is_idle else BUSY_SECONDS)
            return invocation

    def _make(self, sandbox: Runs, invocation: Invocation) -> None:
        interruption = Interruption(invocation)
        try:
            answer = _answer(sandbox, invocation, interruption)
        except Exception as failure:  # noqa: BLE001 - any failure of a function is retried
            self._fail(invocation, failure, was_struck=interruption.has_struck)
            return
        with self._changed:
            if invocation.mishap is Mishap.CRASH:  # after its last write, before its answer
                self._deliveries.fail(invocation, "crashed", self._now())
            self._deliveries.settle(invocation, answer, self._now())
            self._end()

    def _fail(self, invocation: Invocation, failure: Exception, *, was_struck: bool) -> None:
        if not was_struck:
            print(f"{self.name} failed: {failure!r}; trying again", file=sys.stderr)
        with self._changed:
            self._deliveries.fail(invocation, repr(failure), self._now())
            self._end()

    def _end(self) -> None:
        self._ended += 1
        self._changed.notify_all()
        for parked in self._deliveries.parked[self._reported :]:
            keys = parked.record["dynamodb"]["Keys"]
            print(f"{self.name} never took {keys}: {parked.failure}", file=sys.stderr)
        self._reported = len(self._deliveries.parked)


def _answer(sandbox: Runs, invocation: Invocation, interruption: Interruption) -> Any:
    """What the function answers; one that falls behind is given up. Raises what it raises."""
    answer = sandbox.submit(invocation.event, interruption)
    if invocation.mishap is Mishap.OVERTAKEN:
        while not answer.done():
            if interruption.has_stalled.wait(STALL_LOOK_SECONDS):
                sandbox.abandon(answer)
                raise FunctionTimeout("it fell behind")
    return answer.result()
