"""Which records a function gets, when, and again: an event source mapping without its threads.

Pure: no clock, no thread, no I/O. A test drives it to the end in one thread:

    deliveries = Deliveries(stream, random.Random(seed), nastiness=NASTY)
    shards = InventedShards(deliveries, random.Random(seed), RESTLESS_SHARDS)
    shards.write(record)          # for each record of the table's stream, also while driving
    drive(deliveries, invoke)     # invoke(event, before_write) gives the function's answer

`local.pump` drives the same object by the clock, with a thread per invocation.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from functions.catalog import Stream
from local.windows import Windows

Record = Mapping[str, Any]

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
MOST_WRITES_BEFORE_A_MISHAP = 8
MOST_MEANWHILE = 3
KEPT_FOR_REPLAY = 2000  # delivered records of a shard that a replay can reach
UNKNOWN_ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/units/stream/local"


class Mishap(StrEnum):
    """What befalls an invocation at one of its writes."""

    CRASH = "crash"  # it dies there, and its records come again
    OVERTAKEN = "overtaken"  # it is given up, its records come again, and then it goes on
    INTERLEAVED = "interleaved"  # invocations of other shards come and go meanwhile


@dataclass(frozen=True, slots=True)
class Nastiness:
    """How often what may happen does happen: chances per invocation.

    `replay`: a shard goes back to any record that it delivered before, at most `most_replays`
    times. `ragged`: a batch ends anywhere instead of where it is full.
    """

    crash: float = 0.0
    overtaken: float = 0.0
    interleaved: float = 0.0
    replay: float = 0.0
    most_replays: int = 3
    ragged: float = 0.0


CALM = Nastiness()
NASTY = Nastiness(crash=0.15, overtaken=0.1, interleaved=0.15, replay=0.2, ragged=0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Invocation:
    """One call of the function: `event` is what Lambda would hand over.

    `records` is empty in the final call of a window. A `mishap` strikes before the write that
    follows `after_writes` others; a crash strikes at the latest before the answer.
    """

    shard: str
    event: dict[str, Any]
    records: tuple[Record, ...] = ()
    begin: int = 0
    mishap: Mishap | None = None
    after_writes: int = 0


@dataclass(frozen=True, slots=True)
class Parked:
    """A record that its function never took."""

    record: Record
    failure: str


@dataclass(slots=True)
class _Lane:
    """One shard: its records, how far it is, and what its next call has to heed."""

    name: str
    parents: Collection[str]
    windows: Windows | None
    records: list[Record] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    forgotten: int = 0  # records that were let go; positions count them too
    position: int = 0
    furthest: int = 0
    is_closed: bool = False
    running: Invocation | None = None
    most: int | None = None  # records of the next batch, after a failure
    attempts: int = 0
    not_before: float = -math.inf
    replays: int = 0

    @property
    def end(self) -> int:
        return self.forgotten + len(self.records)

    @property
    def following(self) -> Record | None:
        waiting = self.position < self.end
        return self.records[self.position - self.forgotten] if waiting else None

    @property
    def is_over(self) -> bool:
        return self.is_closed and self.position == self.end and not self.running

    def forget(self, kept: int) -> None:
        spare = self.position - kept - self.forgotten
        if spare > 0:
            del self.records[:spare]
            del self.arrived[:spare]
            self.forgotten += spare


class Deliveries:
    """The shards of one stream on their way to one function, as its catalog row says.

    A shard has one invocation at a time (besides those that were given up), begins after its
    parents have ended, and goes on only when its records were taken, or parked after
    `retry_attempts`. Whoever drives it ends each invocation by `settle` or `fail`.
    """

    def __init__(
        self,
        stream: Stream,
        chance: random.Random,
        *,
        nastiness: Nastiness = CALM,
        arn: str = UNKNOWN_ARN,
    ) -> None:
        self.parked: list[Parked] = []
        self._stream = stream
        self._chance = chance
        self._nastiness = nastiness
        self._arn = arn
        self._lanes: dict[str, _Lane] = {}
        self._delivered: dict[str, str] = {}

    def open(self, shard: str, parents: Collection[str] = ()) -> None:
        """A new shard. Parents that are not known count as delivered."""
        if shard not in self._lanes:
            seconds = self._stream.tumbling_window_seconds
            windows = Windows(seconds, shard, self._arn) if seconds else None
            self._lanes[shard] = _Lane(shard, parents, windows)

    def append(self, shard: str, record: Record, arrived: float = -math.inf) -> None:
        """The next record of a shard, left out if the function did not ask for it."""
        keys = record["dynamodb"]["Keys"]
        is_wanted = keys["pk"]["S"].startswith(self._stream.partition_prefixes)
        if is_wanted and keys["sk"]["S"] not in self._stream.passed_over:
            self._lanes[shard].records.append(record)
            self._lanes[shard].arrived.append(arrived)

    def close(self, shard: str) -> None:
        """No more records come in this shard: its children may begin once it is delivered."""
        self._lanes[shard].is_closed = True

    @property
    def is_drained(self) -> bool:
        """Whether every record was taken or parked, and none is on its way (again)."""
        return all(lane.position == lane.end and not lane.running for lane in self._lanes.values())

    def delivered(self) -> dict[str, str]:
        """The newest sequence number that was taken (or parked) of each shard."""
        return dict(self._delivered)

    def next(self, now: float = math.inf) -> Invocation | None:
        """A call to make at `now` (seconds since 1970), or None if nothing is due.

        Without `now` nothing is waited for: no fuller batch, no pause before another try.
        """
        self._drop_what_is_over()
        due = [lane for lane in self._lanes.values() if self._is_due(lane, now)]
        if not due:
            return None
        lane = self._chance.choice(due)
        lane.running = self._call(lane, now)
        return lane.running

    def settle(self, invocation: Invocation, answer: Any, now: float = -math.inf) -> None:
        """The function answered. Records that it reports as failed come again."""
        lane = self._lane_of(invocation)
        if lane is None:
            return
        if lane.windows and not _keeps_state(lane.windows, invocation, answer):
            self.fail(invocation, "the answer has no state", now)
            return
        taken = _number_taken(answer, invocation.records)
        self._go_to(lane, invocation.begin + taken)
        if taken or not invocation.records:
            lane.attempts, lane.most = 0, None
        if taken < len(invocation.records):
            rest = len(invocation.records) - taken
            self._retry(lane, rest, "reported as failed", now, is_own=True)
            return
        lane.running = None
        self._maybe_replay(lane)
        lane.forget(KEPT_FOR_REPLAY if self._nastiness.replay else 0)

    def fail(self, invocation: Invocation, failure: str, now: float = -math.inf) -> None:
        """The function raised, or was given up: its records come again, fewer at a time.

        An invocation that was given up before changes nothing any more. What a mishap brought
        about does not count as a try.
        """
        lane = self._lane_of(invocation)
        if lane is not None:
            is_own = invocation.mishap in {None, Mishap.INTERLEAVED}
            self._retry(lane, len(invocation.records), failure, now, is_own=is_own)

    def _lane_of(self, invocation: Invocation) -> _Lane | None:
        lane = self._lanes.get(invocation.shard)
        return lane if lane and lane.running is invocation else None

    def _is_due(self, lane: _Lane, now: float) -> bool:
        if lane.running or lane.not_before > now or any(map(self._is_awaited, lane.parents)):
            return False
        if lane.windows and lane.windows.must_end(lane.following, now):
            return True
        if lane.following is None:
            return False
        oldest = lane.arrived[lane.position - lane.forgotten]
        is_full = lane.end - lane.position >= self._stream.batch_size
        is_old = now - oldest >= self._stream.batching_window_seconds
        return is_full or is_old or lane.is_closed

    def _is_awaited(self, parent: str) -> bool:
        lane = self._lanes.get(parent)
        return lane is not None and not (lane.is_closed and lane.furthest == lane.end)

    def _call(self, lane: _Lane, now: float) -> Invocation:
        if lane.windows and lane.windows.must_end(lane.following, now):
            return Invocation(lane.name, lane.windows.event((), is_final=True), begin=lane.position)
        records = self._batch(lane)
        event = lane.windows.event(records) if lane.windows else {"Records": list(records)}
        mishap = self._mishap()
        after = self._chance.randrange(MOST_WRITES_BEFORE_A_MISHAP) if mishap else 0
        return Invocation(lane.name, event, records, lane.position, mishap, after)

    def _batch(self, lane: _Lane) -> tuple[Record, ...]:
        most = lane.most or self._stream.batch_size
        if self._chance.random() < self._nastiness.ragged:
            most = self._chance.randint(1, most)
        begin = lane.position - lane.forgotten
        records = lane.records[begin : begin + most]
        if lane.windows:
            first = lane.windows.of(records[0])
            while lane.windows.of(records[-1]) != first:
                records.pop()
        return tuple(records)

    def _mishap(self) -> Mishap | None:
        chances = [self._nastiness.crash, self._nastiness.overtaken, self._nastiness.interleaved]
        drawn = self._chance.random()
        for mishap, chance in zip(Mishap, chances, strict=True):
            if drawn < chance:
                return mishap
            drawn -= chance
        return None

    def _retry(self, lane: _Lane, records: int, failure: str, now: float, *, is_own: bool) -> None:
        lane.running = None
        if records > 1:
            lane.most = max(1, records // 2)
            return
        lane.attempts += is_own
        if lane.attempts <= self._stream.retry_attempts:
            lane.not_before = now + _pause_seconds(max(1, lane.attempts), self._chance)
            return
        lane.attempts, lane.most = 0, None
        if records and lane.following:
            self.parked.append(Parked(lane.following, failure))
            self._go_to(lane, lane.position + 1)
        elif lane.windows:
            lane.windows.end()

    def _go_to(self, lane: _Lane, position: int) -> None:
        lane.position = position
        if position > lane.furthest:
            lane.furthest = position
            newest = lane.records[position - 1 - lane.forgotten]
            self._delivered[lane.name] = _sequence(newest)

    def _maybe_replay(self, lane: _Lane) -> None:
        may = lane.replays < self._nastiness.most_replays and lane.position > lane.forgotten
        if may and self._chance.random() < self._nastiness.replay:
            lane.replays += 1
            lane.position = self._chance.randrange(lane.forgotten, lane.position)

    def _drop_what_is_over(self) -> None:
        done = [lane.name for lane in self._lanes.values() if lane.is_over]
        for name in done:
            windows = self._lanes[name].windows
            if windows is None or windows.number is None:
                del self._lanes[name]


class Crashed(BaseException):
    """A function's process ended at this write. No function can catch it."""


BeforeWrite = Callable[[], None]
Invoke = Callable[[dict[str, Any], BeforeWrite], Any]


def drive(deliveries: Deliveries, invoke: Invoke) -> None:
    """Make every call that is due until nothing is left, mishaps and all, in one thread.

    `invoke` calls the function; the storage that the function writes to calls `before_write`
    before each single write, which raises Crashed, or makes other calls in between: `invoke`
    is then entered again before it has returned.
    """
    while (invocation := deliveries.next()) is not None:
        _make(deliveries, invocation, invoke)


def _make(deliveries: Deliveries, invocation: Invocation, invoke: Invoke) -> None:
    writes = 0

    def before_write() -> None:
        nonlocal writes
        writes += 1
        if writes == invocation.after_writes + 1 and invocation.mishap:
            _strike(deliveries, invocation, invoke)

    try:
        answer = invoke(invocation.event, before_write)
    except Crashed:
        deliveries.fail(invocation, "crashed")
    except Exception as failure:  # noqa: BLE001 - any failure of a function is retried
        deliveries.fail(invocation, repr(failure))
    else:
        if invocation.mishap is Mishap.CRASH:  # after its last write, before its answer
            deliveries.fail(invocation, "crashed")
        deliveries.settle(invocation, answer)


def _strike(deliveries: Deliveries, invocation: Invocation, invoke: Invoke) -> None:
    if invocation.mishap is Mishap.CRASH:
        raise Crashed
    if invocation.mishap is Mishap.OVERTAKEN:
        deliveries.fail(invocation, "given up")
    for _ in range(MOST_MEANWHILE):
        other = deliveries.next()
        if other is None:
            return
        _make(deliveries, other, invoke)


def _sequence(record: Record) -> str:
    number: str = record["dynamodb"]["SequenceNumber"]
    return number


def _keeps_state(windows: Windows, invocation: Invocation, answer: Any) -> bool:
    """Whether the answer has a state, which the next call of the window gets."""
    if not isinstance(answer, Mapping) or "state" not in answer:
        return False
    if invocation.records:
        windows.keep(answer["state"])
    else:
        windows.end()
    return True


def _number_taken(answer: Any, records: Sequence[Record]) -> int:
    """How many records come before the first that a partial answer reports as failed."""
    failures = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
    if not failures:
        return len(records)
    named = {str(failure.get("itemIdentifier") or "") for failure in failures}
    positions = (n for n, record in enumerate(records) if _sequence(record) in named)
    return next(positions, 0)


def _pause_seconds(attempt: int, chance: random.Random) -> float:
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(attempt - 1, 10))
    return longest * chance.uniform(0.5, 1.0)
