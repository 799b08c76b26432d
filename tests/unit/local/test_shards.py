"""Invented shards: what DynamoDB promises of a stream holds, and nothing more."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection
from itertools import pairwise

import pytest

from local.shards import (
    RESTLESS_SHARDS,
    Habits,
    InventedShards,
    Record,
    item_of,
)
from tests.unit.local.fakes import a_record


class Sink:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.parents: dict[str, Collection[str]] = {}
        self.records: list[tuple[str, Record]] = []
        self.closed: set[str] = set()

    def open(self, shard: str, parents: Collection[str] = ()) -> None:
        self.parents[shard] = parents

    def append(self, shard: str, record: Record) -> None:
        assert shard in self.parents
        assert shard not in self.closed
        self.records.append((shard, record))

    def close(self, shard: str) -> None:
        self.closed.add(shard)


def _a_change(unit: int, item: int, number: int) -> Record:
    keys = {"pk": {"S": f"unit#{unit}"}, "sk": {"S": f"event#{item}"}}
    return {"dynamodb": {"SequenceNumber": "1", "Keys": keys, "NewImage": {"number": number}}}


def _spread(seed: int, habits: Habits = RESTLESS_SHARDS, records: int = 400) -> Sink:
    chance = random.Random(seed)
    sink = Sink()
    shards = InventedShards(sink, chance, habits)
    for number in range(records):
        shards.write(_a_change(chance.randrange(5), chance.randrange(4), number))
    shards.flush()
    return sink


@pytest.mark.parametrize("seed", range(10))
def test_every_record_lies_in_one_shard(seed: int) -> None:
    sink = _spread(seed)

    numbers = sorted(record["dynamodb"]["NewImage"]["number"] for _, record in sink.records)

    assert numbers == list(range(400))


@pytest.mark.parametrize("seed", range(10))
def test_records_of_one_item_keep_their_order(seed: int) -> None:
    sink = _spread(seed)
    of_item = defaultdict(list)
    for _, record in sink.records:
        of_item[item_of(record)].append(record["dynamodb"]["NewImage"]["number"])

    in_order = [numbers == sorted(numbers) for numbers in of_item.values()]

    assert all(in_order)


@pytest.mark.parametrize("seed", range(10))
def test_an_item_goes_on_only_in_a_descendant_of_its_shard(seed: int) -> None:
    sink = _spread(seed)
    path = defaultdict(list)
    for shard, record in sink.records:
        path[item_of(record)].append(shard)

    def descends(shard: str, ancestor: str) -> bool:
        parents = sink.parents[shard]
        return shard == ancestor or any(descends(parent, ancestor) for parent in parents)

    assert all(descends(b, a) for shards in path.values() for a, b in pairwise(shards))


def test_sequence_numbers_have_forty_digits_and_rise_in_their_shard() -> None:
    sink = _spread(1)
    of_shard = defaultdict(list)
    for shard, record in sink.records:
        of_shard[shard].append(record["dynamodb"]["SequenceNumber"])

    numbers = [number for numbers in of_shard.values() for number in numbers]

    assert {len(number) for number in numbers} == {40}
    assert all(a < b for numbers in of_shard.values() for a, b in pairwise(numbers))


def test_records_of_different_items_change_places() -> None:
    sink = _spread(1, Habits(first_shards=1, split=0, mixed=8))

    numbers = [record["dynamodb"]["NewImage"]["number"] for _, record in sink.records]

    assert numbers != sorted(numbers)


def test_a_split_inside_a_partition_puts_its_items_into_two_shards() -> None:
    shards_of_unit: set[str] = set()
    sink = Sink()
    shards = InventedShards(sink, random.Random(3), Habits(1, split=1, within=1))
    for number in range(6):
        shards.write(_a_change(1, number, number))

    for shard, _ in sink.records:
        shards_of_unit.add(shard)

    siblings = [one for one in shards_of_unit if sink.parents[one] == (sink.records[0][0],)]
    assert len(shards_of_unit) > 1
    assert siblings


def test_quiet_shards_hand_a_record_on_at_once() -> None:
    sink = Sink()
    shards = InventedShards(sink, random.Random(1))

    shards.write(a_record(7))

    assert len(sink.records) == 1


def test_a_later_generation_waits_for_the_earlier_one() -> None:
    sink = Sink()

    InventedShards(sink, random.Random(1), generation="2", parents=("old",))

    assert set(map(tuple, sink.parents.values())) == {("old",)}
    assert all(name.startswith("shardId-2-") for name in sink.parents)
