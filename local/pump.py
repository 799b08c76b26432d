"""Carries stream records to the functions of the catalog, as an event source mapping does.

Batches per shard, in order, at least once; a failing batch is halved until the record that
fails stands alone, is tried again with growing pauses, and is parked in the end.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from functions.catalog import Function, Stream
from local.streams import Batch, Record, sequence_of

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 1.0


class Reads(Protocol):
    """A position in a stream."""

    def read(self, limit: int) -> list[Batch]: ...


class Takes(Protocol):
    """What batches are delivered to."""

    def take(self, batch: Batch) -> None: ...


class PumpStopped(Exception):
    """The pump was stopped while a record waited for its next try; it stays undelivered."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A record that its function never took."""

    function: str
    record: Record
    failure: str


class Delivery:
    """Delivers batches to one function as its catalog row says."""

    def __init__(
        self,
        function: Function,
        invoke: Callable[[Any], Any],
        *,
        pause: Callable[[float], None],
        parked: Callable[[Parked], None] | None = None,
    ) -> None:
        if function.stream is None:
            raise ValueError(f"{function.name} is fed by no stream")
        self._name = function.name
        self._stream: Stream = function.stream
        self._invoke = invoke
        self._pause = pause
        self._park = parked or report_parked

    def take(self, batch: Batch) -> None:
        """Deliver the records that the function asked for; returns when each was taken or parked.

        Raises PumpStopped when there was no time for that.
        """
        wanted = [record for record in batch.records if self._is_wanted(record)]
        for begin in range(0, len(wanted), self._stream.batch_size):
            self._deliver(wanted[begin : begin + self._stream.batch_size])

    def _is_wanted(self, record: Record) -> bool:
        partition: str = record["dynamodb"]["Keys"]["pk"]["S"]
        return partition.startswith(self._stream.partition_prefixes)

    def _deliver(self, records: Sequence[Record]) -> None:
        attempt = 0
        while records:
            failure, records = self._attempt(records)
            if failure is None:
                return
            if len(records) > 1:
                half = len(records) // 2
                self._deliver(records[:half])
                records = records[half:]
            elif attempt == self._stream.retry_attempts:
                self._park(Parked(self._name, records[0], failure))
                return
            else:
                attempt += 1
                print(f"{self._name} failed, try {attempt}: {failure}", file=sys.stderr)
                self._pause(_pause_seconds(attempt))

    def _attempt(self, records: Sequence[Record]) -> tuple[str | None, Sequence[Record]]:
        """What went wrong, if anything, and the records that are still to be taken."""
        try:
            answer = self._invoke({"Records": list(records)})
        except Exception as failure:  # noqa: BLE001 - any failure of a function is retried
            return repr(failure), records
        return _reported(answer, records)


class Pump:
    """One thread per consumer, each with its own position; ends cleanly."""

    def __init__(self, wait: Callable[[int, float], int], wake: Callable[[], None]) -> None:
        self._wait = wait
        self._wake = wake
        self._stopping = threading.Event()
        self._consumers: list[Consumer] = []

    def add(self, name: str, reader: Reads, taker: Takes, *, limit: int = 100) -> Consumer:
        """Feed what `reader` reads to `taker`, once the pump is started."""
        consumer = Consumer(name, reader, taker, limit)
        self._consumers.append(consumer)
        return consumer

    def start(self) -> None:
        for consumer in self._consumers:
            consumer.thread = threading.Thread(
                target=self._run, args=(consumer,), name=f"pump-{consumer.name}", daemon=True
            )
            consumer.thread.start()

    def pause(self, seconds: float) -> None:
        """Wait between two tries. Raises PumpStopped as soon as the pump is stopped."""
        if self._stopping.wait(seconds):
            raise PumpStopped

    def stop(self, seconds: float = 2.0) -> None:
        """End the threads after the batch at hand."""
        self._stopping.set()
        self._wake()
        for consumer in self._consumers:
            if consumer.thread is not None:
                consumer.thread.join(seconds)

    def _run(self, consumer: Consumer) -> None:
        written = -1
        while not self._stopping.is_set():
            newest = self._wait(written, LONGEST_WAIT_SECONDS)
            if newest == written:
                continue
            written = newest
            try:
                while not self._stopping.is_set() and consumer.step():
                    pass
                consumer.caught_up_with = newest
            except PumpStopped:
                return
            except Exception as failure:  # noqa: BLE001 - a pump outlives what it reads from
                written = -1
                print(f"pump {consumer.name}: {failure!r}; trying again", file=sys.stderr)
                self._stopping.wait(LONGEST_WAIT_SECONDS)


@dataclass(slots=True)
class Consumer:
    """One taker's way through a stream.

    `delivered` is the last sequence number it is done with, `caught_up_with` the number of the
    backend's writes (see `Backend.position`) of which it has missed none.
    """

    name: str
    reader: Reads
    taker: Takes
    limit: int
    delivered: int = 0
    caught_up_with: int = -1
    undelivered: list[Batch] = field(default_factory=list)
    thread: threading.Thread | None = None

    def step(self) -> bool:
        """Read and deliver once; whether there was anything. What a failure left comes first."""
        if not self.undelivered:
            self.undelivered = self.reader.read(self.limit)
        found = bool(self.undelivered)
        while self.undelivered:
            self.taker.take(self.undelivered[0])
            self.delivered = self.undelivered.pop(0).last_sequence
        return found


def report_parked(parked: Parked) -> None:
    """Say on stderr what a dead-letter queue would hold."""
    keys = parked.record["dynamodb"]["Keys"]
    print(f"{parked.function} never took {keys}: {parked.failure}", file=sys.stderr)


def _reported(answer: Any, records: Sequence[Record]) -> tuple[str | None, Sequence[Record]]:
    """A partial answer names records that failed: the lowest of them and all after stay."""
    failures = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
    if not failures:
        return None, ()
    named = {str(failure.get("itemIdentifier") or "") for failure in failures}
    for position, record in enumerate(records):
        if str(sequence_of(record)) in named:
            return "reported as failed", records[position:]
    return "reported as failed", records


def _pause_seconds(attempt: int) -> float:
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** (attempt - 1))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, hides nothing
