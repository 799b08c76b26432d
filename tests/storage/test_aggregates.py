"""The contract of AggregateRepository, the same for every backend."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from burgee.domain.counters import FOLDED, UNITS_METRIC, Counters, RunState
from burgee.domain.errors import WriteConflict
from burgee.services.tracking_ports import AggregateRepository
from burgee.storage.pieces import MOST_PIECE_BYTES
from tests.storage.tracking import RUN, SHARD, SIXTY_DIGITS, address, counters, parked
from tests.sums import run_sums_of

WRITERS = 6


def test_every_run_begins_in_the_same_state(aggregates: AggregateRepository) -> None:
    assert aggregates.state(RUN) == RunState()


def test_a_state_comes_back_with_the_next_version(aggregates: AggregateRepository) -> None:
    aggregates.put_state(RUN, RunState(1, 2, ("parked records", "a mismatch"), 0))

    assert aggregates.state(RUN) == RunState(1, 2, ("parked records", "a mismatch"), 1)
    assert aggregates.state(f"{RUN}0") == RunState()


def test_a_state_is_replaced_by_whoever_read_its_version(aggregates: AggregateRepository) -> None:
    aggregates.put_state(RUN, RunState(1, 2, ("parked records",), 0))
    aggregates.put_state(RUN, RunState(2, None, (), 1))

    with pytest.raises(WriteConflict):
        aggregates.put_state(RUN, RunState(9, None, (), 1))

    assert aggregates.state(RUN) == RunState(2, None, (), 2)


def test_counters_that_were_never_written_are_none(aggregates: AggregateRepository) -> None:
    aggregates.put_counters(address(), counters())

    assert aggregates.counters(address(metric="clicks")) is None
    assert aggregates.counters(address(dimension="country")) is None


def test_counters_come_back_as_they_were_written(aggregates: AggregateRepository) -> None:
    written = counters(
        mark="9" * 40,
        sealed=True,
        contains={SHARD: "8" * 40, f"{SHARD}~2": "7" * 40},
        body={"treatment": {"sum": SIXTY_DIGITS, "below": -SIXTY_DIGITS, "n": 3}},
    )

    aggregates.put_counters(address(shard=FOLDED), written)

    found = aggregates.counters(address(shard=FOLDED))
    assert found is not None
    assert found.version == 1
    assert _unversioned(found) == written


@pytest.mark.parametrize("bins", [1, 40, 4_000])
def test_counters_of_any_size_come_back(aggregates: AggregateRepository, bins: int) -> None:
    body = {"histogram": {str(number): number * number for number in range(bins)}}

    aggregates.put_counters(address(), counters(body=body))

    [(_, found)] = aggregates.of_shard(RUN, 1, SHARD)
    assert found.body == body


@pytest.mark.parametrize("version", [0, 1, 3])
def test_counters_of_another_version_are_a_conflict(
    aggregates: AggregateRepository, version: int
) -> None:
    aggregates.put_counters(address(), counters(0, count=1))
    aggregates.put_counters(address(), counters(1, count=2))

    with pytest.raises(WriteConflict):
        aggregates.put_counters(address(), counters(version, count=9))

    assert aggregates.counters(address()) == counters(2, count=2)


def test_of_two_writers_each_addition_counts_once(aggregates: AggregateRepository) -> None:
    def add(_: int) -> None:
        while True:
            standing = aggregates.counters(address()) or counters(0, count=0)
            try:
                count = standing.body["n"] + 1
                aggregates.put_counters(address(), counters(standing.version, count=count))
            except WriteConflict:
                continue
            return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, range(20)))

    assert aggregates.counters(address()) == counters(20, count=20)


def test_counters_are_deleted_by_whoever_read_their_version(
    aggregates: AggregateRepository,
) -> None:
    aggregates.put_counters(address(), counters(0))

    aggregates.delete_counters(address(), 1)
    aggregates.delete_counters(address(), 1)

    assert aggregates.counters(address()) is None


def test_counters_that_changed_since_are_not_deleted(aggregates: AggregateRepository) -> None:
    aggregates.put_counters(address(), counters(0))
    aggregates.put_counters(address(), counters(1))

    with pytest.raises(WriteConflict):
        aggregates.delete_counters(address(), 1)

    assert aggregates.counters(address()) == counters(2)


def test_all_counters_of_a_shard_are_told_by_address(aggregates: AggregateRepository) -> None:
    written = [
        address(day="2026-11-21", metric=UNITS_METRIC),
        address(day="2026-11-21", metric="revenue"),
        address(day="2026-11-21", metric="revenue", dimension="plan#size"),
        address(day="2026-11-22", metric="revenue"),
    ]
    others = [address(shard=f"{SHARD}~2"), address(shard=FOLDED)]
    for number, place in enumerate(written + others):
        aggregates.put_counters(place, counters(count=number))

    found = dict(aggregates.of_shard(RUN, 1, SHARD))

    assert found == {place: counters(1, count=number) for number, place in enumerate(written)}


def test_sums_that_were_never_kept_are_none(aggregates: AggregateRepository) -> None:
    assert aggregates.kept_sums(RUN) is None


def test_kept_sums_come_back_as_they_were(aggregates: AggregateRepository) -> None:
    aggregates.keep_sums(RUN, run_sums_of(RUN, 1))
    aggregates.keep_sums(RUN, run_sums_of(RUN, 2))

    assert aggregates.kept_sums(RUN) == run_sums_of(RUN, 2)


def test_kept_sums_may_be_larger_than_an_item(aggregates: AggregateRepository) -> None:
    noise = random.Random(1).randbytes(MOST_PIECE_BYTES).hex()  # packs to about half of it
    large = run_sums_of(RUN, 1, inexact=(noise, noise[::-1]))

    aggregates.keep_sums(RUN, large)

    assert aggregates.kept_sums(RUN) == large


def test_shards_are_registered_once_per_generation(aggregates: AggregateRepository) -> None:
    for generation, shard in ((1, SHARD), (1, FOLDED), (1, SHARD), (1, f"{SHARD}~2"), (12, "b")):
        aggregates.register_shard(RUN, generation, shard)

    assert sorted(aggregates.shards(RUN, 1)) == sorted([SHARD, FOLDED, f"{SHARD}~2"])
    assert aggregates.shards(RUN, 12) == ["b"]
    assert aggregates.shards(RUN, 2) == []


def test_a_forgotten_shard_is_gone(aggregates: AggregateRepository) -> None:
    aggregates.register_shard(RUN, 1, SHARD)
    aggregates.register_shard(RUN, 1, FOLDED)

    aggregates.forget_shard(RUN, 1, SHARD)
    aggregates.forget_shard(RUN, 1, SHARD)

    assert aggregates.shards(RUN, 1) == [FOLDED]


def test_the_first_values_of_a_dimension_are_told_apart(aggregates: AggregateRepository) -> None:
    values = ["DE", "Ö#1", "", "FR", "DE"]

    taken = [aggregates.add_dimension_value(RUN, "country", value, 3) for value in values]

    assert taken == [True, True, True, False, True]
    assert aggregates.dimension_values(RUN, "country") == ("DE", "Ö#1", "")
    assert aggregates.dimension_values(RUN, "plan") == ()


def test_of_many_values_at_once_exactly_so_many_come_in(aggregates: AggregateRepository) -> None:
    values = [f"value-{number}" for number in range(WRITERS)]

    with ThreadPoolExecutor(WRITERS) as pool:
        add = partial(aggregates.add_dimension_value, RUN, "country", most=3)
        taken = dict(zip(values, pool.map(add, values), strict=True))

    standing = aggregates.dimension_values(RUN, "country")
    assert len(standing) == 3
    assert {value for value in values if taken[value]} == set(standing)


def test_parked_records_are_kept_until_they_are_forgotten(
    aggregates: AggregateRepository,
) -> None:
    aggregates.park(parked(8))
    aggregates.park(parked(7))
    aggregates.register_shard(RUN, 1, SHARD)
    kept = list(aggregates.parked(RUN))

    aggregates.forget_parked(RUN)

    assert kept == [parked(7), parked(8)]
    assert list(aggregates.parked(RUN)) == []
    assert aggregates.shards(RUN, 1) == [SHARD]


def test_a_record_parked_twice_stays_as_it_was(aggregates: AggregateRepository) -> None:
    aggregates.park(parked(why="first"))

    aggregates.park(parked(why="second"))

    assert list(aggregates.parked(RUN)) == [parked(why="first")]


def test_runs_know_nothing_of_each_other(aggregates: AggregateRepository) -> None:
    aggregates.park(parked())
    aggregates.register_shard(RUN, 1, SHARD)
    aggregates.add_dimension_value(RUN, "country", "DE", 20)

    other = f"{RUN}0"

    assert list(aggregates.parked(other)) == []
    assert aggregates.shards(other, 1) == []
    assert aggregates.dimension_values(other, "country") == ()


def _unversioned(found: Counters) -> Counters:
    return Counters(0, found.mark, found.sealed, found.contains, found.body, found.written)
