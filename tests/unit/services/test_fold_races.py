"""Days that are folded while somebody reads them, or folds them too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from burgee.domain.counters import FOLDED, UNITS_METRIC, Counters, CountersAddress
from burgee.services.fold_days import IDLE_SECONDS, fold_days
from burgee.services.read_counters import read_counters
from burgee.storage.aggregates import DynamoAggregates
from tests.unit.services.counting import SHOP, Counting


class _Interrupted(DynamoAggregates):
    """Aggregates of somebody who is slow: once a shard was read, others go on."""

    def __init__(self, table: Any, shard: str, meanwhile: Callable[[], None]) -> None:
        super().__init__(table)
        self._shard = shard
        self._meanwhile = meanwhile

    def of_shard(
        self, run: str, generation: int, shard: str
    ) -> Iterator[tuple[CountersAddress, Counters]]:
        found = list(super().of_shard(run, generation, shard))
        if shard == self._shard:
            self._meanwhile()
        return iter(found)


def _fold(counting: Counting) -> None:
    fold_days(counting.aggregates, SHOP, counting.now)


def test_whoever_reads_while_folded_shards_are_deleted_counts_nothing_twice() -> None:
    counting = _folded_once()
    slow = _Interrupted(counting.aggregates_table, "shard-1", lambda: _fold(counting))

    sums = read_counters(slow, SHOP, 1)

    assert [variants for place, variants in sums.items() if place[1:] == ("_units", "")] == [
        {"control": {"n": 1}}
    ]


def test_a_slow_folder_adds_nothing_that_another_added_and_deleted() -> None:
    counting = _folded_once()
    slow = _Interrupted(counting.aggregates_table, "shard-1", lambda: _fold(counting))

    fold_days(slow, SHOP, counting.now)

    assert counting.units_of() == {"n": 1}


def _folded_once() -> Counting:
    """One unit's sums, folded so long ago that the shard's own may be deleted."""
    counting = Counting()
    counting.expose()
    counting.pump()
    counting.now += IDLE_SECONDS
    _fold(counting)
    counting.now += IDLE_SECONDS
    assert FOLDED in counting.aggregates.shards(SHOP, 1)
    return counting


def test_units_are_counted_before_what_they_did() -> None:
    """Also where the batch begins with what another unit did."""
    counting = Counting()
    counting.expose("ann")
    counting.pump()
    written: list[str] = []

    class Watched(DynamoAggregates):
        def put_counters(self, address: CountersAddress, counters: Counters) -> None:
            written.append(address.metric)
            super().put_counters(address, counters)

    counting.aggregator = counting.sandbox(aggregates=Watched(counting.aggregates_table))
    counting.record("1", "ann", numbers={"value": 10_000})
    counting.expose("bob")
    counting.record("2", "bob", numbers={"value": 10_000})
    counting.pump()

    units = written.count(UNITS_METRIC)
    assert 0 < units < len(written)
    assert set(written[:units]) == {UNITS_METRIC}
