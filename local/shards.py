"""The shards that an embedded stream lacks: invented, split now and then, as DynamoDB does.

Pure: no clock, no thread; whatever is left to chance comes from a `random.Random`.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

Record = Mapping[str, Any]

SEQUENCE_DIGITS = 40
_HALF_BITS = 32
_END = 1 << 2 * _HALF_BITS
_MOST_FIRST_SEQUENCE = 10**24
_MOST_GAP = 10**6


class ShardSink(Protocol):
    """Where shards and their records go."""

    def open(self, shard: str, parents: Collection[str] = ()) -> None: ...

    def append(self, shard: str, record: Record) -> None: ...

    def close(self, shard: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Habits:
    """How an invented stream behaves.

    `first_shards`: how many it begins with. `split`: the chance that a record is the last of its
    shard. `within`: the chance that such a split goes through a partition, so that the items of
    one partition go on in two shards (as with large item collections). `mixed`: up to so many
    records change places, where they are of different items.
    """

    first_shards: int = 2
    split: float = 0.002
    within: float = 0.5
    mixed: int = 1


QUIET_SHARDS = Habits()
RESTLESS_SHARDS = Habits(first_shards=2, split=0.04, mixed=8)


@dataclass(slots=True)
class _Shard:
    """An open shard: the keys from `low` to below `high`."""

    name: str
    low: int
    high: int
    sequence: int


@dataclass(slots=True)
class InventedShards:
    """Spreads the records of one stream over shards and hands them to `sink`.

    The records of one item keep their order; those of two items do not, and each shard counts its
    own sequence numbers: 40 digits, rising, with gaps. A shard that ends has two children (or one
    that only follows it), whose numbers begin above its own. `generation` makes names that no
    earlier stream had; the first shards begin after its shards, `parents`, have ended.
    """

    sink: ShardSink
    chance: random.Random
    habits: Habits = QUIET_SHARDS
    generation: str = "0"
    parents: Collection[str] = ()
    _open: list[_Shard] = field(default_factory=list)
    _waiting: list[Record] = field(default_factory=list)
    _made: int = 0

    def __post_init__(self) -> None:
        bounds = [_END * n // self.habits.first_shards for n in range(self.habits.first_shards + 1)]
        for low, high in pairwise(bounds):
            self._add(low, high, self.chance.randrange(_MOST_FIRST_SEQUENCE), self.parents)

    def write(self, record: Record) -> None:
        """Take the next record of the stream; it may be handed on a few records later."""
        self._waiting.append(record)
        while len(self._waiting) >= self.habits.mixed:
            self._hand_on()

    def flush(self) -> None:
        """Hand on what still waits."""
        while self._waiting:
            self._hand_on()

    def _hand_on(self) -> None:
        chosen = self._waiting[self.chance.randrange(len(self._waiting))]
        item = item_of(chosen)
        first = next(n for n, record in enumerate(self._waiting) if item_of(record) == item)
        record = self._waiting.pop(first)
        position = position_of(item)
        shard = next(one for one in self._open if one.low <= position < one.high)
        shard.sequence += self.chance.randint(1, _MOST_GAP)
        self.sink.append(shard.name, with_sequence(record, shard.sequence))
        if self.chance.random() < self.habits.split:
            self._split(shard, position)

    def _split(self, shard: _Shard, position: int) -> None:
        """End a shard beside the record that was written last."""
        self._open.remove(shard)
        self.sink.close(shard.name)
        inside = self.chance.random() < self.habits.within
        at = position if inside else position >> _HALF_BITS << _HALF_BITS
        bounds = [shard.low, at, shard.high] if shard.low < at else [shard.low, shard.high]
        for low, high in pairwise(bounds):
            self._add(low, high, shard.sequence, (shard.name,))

    def _add(self, low: int, high: int, sequence: int, parents: Collection[str]) -> None:
        self._made += 1
        name = f"shardId-{self.generation}-{self._made:06d}"
        self._open.append(_Shard(name, low, high, sequence))
        self.sink.open(name, parents)


def item_of(record: Record) -> tuple[str, str]:
    """Partition and sort key of the item that was changed."""
    keys = record["dynamodb"]["Keys"]
    return keys["pk"]["S"], keys["sk"]["S"]


def position_of(item: tuple[str, str]) -> int:
    """Where an item lies among all keys: a partition is one range, its items spread inside it."""
    partition, sort = item
    return _hash(partition) << _HALF_BITS | _hash(f"{partition}\0{sort}")


def with_sequence(record: Record, sequence: int) -> Record:
    """The same record under another sequence number."""
    number = f"{sequence:0{SEQUENCE_DIGITS}d}"
    return {**record, "dynamodb": {**record["dynamodb"], "SequenceNumber": number}}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")
