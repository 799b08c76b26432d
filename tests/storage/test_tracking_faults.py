"""What units, aggregates and usage do where DynamoDB, or the way to it, misbehaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from burgee.domain.counters import RunState
from burgee.domain.errors import DocumentDamaged, StorageUnavailable, TooManyRequests, WriteConflict
from burgee.domain.units import Head, OptOut, UnitState
from burgee.runtime import wiring
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.packed import MOST_PLAIN_BYTES, pack, unpack
from burgee.storage.schema import AGGREGATES, UNITS
from burgee.storage.table import ItemTable
from burgee.storage.units import DynamoUnits
from burgee.storage.usage import DynamoUsage
from tests.storage.clients import Noting, Refusing, Repeating
from tests.storage.conftest import Backend
from tests.storage.tracking import (
    NOON,
    NOW,
    RUN,
    SHARD,
    UNIT,
    address,
    counters,
    event,
    exposure,
    parked,
    total,
)

Ask = Callable[[ItemTable], object]

ASKING: dict[str, Ask] = {
    "secret": lambda table: DynamoUnits(table).secret(),
    "head": lambda table: DynamoUnits(table).head(UNIT),
    "expose": lambda table: DynamoUnits(table).expose(UNIT, exposure()),
    "mark": lambda table: DynamoUnits(table).mark_mixed(UNIT, RUN),
    "record": lambda table: DynamoUnits(table).record(UNIT, event()),
    "opt out": lambda table: DynamoUnits(table).opt_out(UNIT, OptOut(True, NOON)),
    "position": lambda table: DynamoUnits(table).next_position(RUN, ""),
    "events": lambda table: list(DynamoUnits(table).events(UNIT)),
    "total": lambda table: DynamoUnits(table).put_total(UNIT, RUN, 1, total()),
    "delete total": lambda table: DynamoUnits(table).delete_total(UNIT, RUN, 1),
    "erase": lambda table: DynamoUnits(table).erase(UNIT, NOW),
    "units": lambda table: list(DynamoUnits(table).units_of(RUN)),
    "state": lambda table: DynamoAggregates(table).state(RUN),
    "counters": lambda table: DynamoAggregates(table).put_counters(address(), counters()),
    "delete counters": lambda table: DynamoAggregates(table).delete_counters(address(), 1),
    "park": lambda table: DynamoAggregates(table).park(parked()),
    "usage": lambda table: DynamoUsage(table).put_usage("production", "2026-11-21T09", "a", {}),
    "days": lambda table: list(DynamoUsage(table).days("production", "2026-11-21")),
}
THROTTLED = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
]

asking = pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)


@pytest.fixture
def repeating(backend: Backend) -> ItemTable:
    """A table of which the first answer to every write is lost."""
    return backend.table(Repeating(backend.client))


@pytest.fixture
def _tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for table in (UNITS, AGGREGATES):
        monkeypatch.setenv(table.environment_variable, table.name)
    wiring.reset()
    yield
    wiring.reset()


@asking
@pytest.mark.parametrize("code", THROTTLED)
def test_who_asks_too_much_is_told_to_come_again(moto_client: Any, ask: Ask, code: str) -> None:
    table = _refusing(moto_client, code, tells_throttling=True)

    with pytest.raises(TooManyRequests, match=code) as refusal:
        ask(table)

    assert refusal.value.retry_after == 1


@asking
def test_other_answers_are_no_throttling(moto_client: Any, ask: Ask) -> None:
    table = _refusing(moto_client, "InternalServerError", tells_throttling=True)

    with pytest.raises(StorageUnavailable, match="InternalServerError"):
        ask(table)


@pytest.mark.parametrize("code", THROTTLED)
def test_elsewhere_throttling_is_storage_that_is_unavailable(moto_client: Any, code: str) -> None:
    table = _refusing(moto_client, code, tells_throttling=False)

    with pytest.raises(StorageUnavailable, match=code):
        table.get("flag#checkout", "v00000001")


@pytest.mark.usefixtures("_tables")
@pytest.mark.parametrize(
    "ask",
    [
        lambda: wiring.units().head(UNIT),
        lambda: wiring.maintained_units().state(UNIT),
        lambda: wiring.aggregates().state(RUN),
        lambda: wiring.maintained_aggregates().state(RUN),
        lambda: wiring.usage().event_names("production"),
        lambda: wiring.maintained_usage().event_names("production"),
    ],
)
def test_the_functions_are_told_of_throttling(
    moto_client: Any, monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object]
) -> None:
    refusing = Refusing(moto_client, "ThrottlingException")
    monkeypatch.setattr(wiring, "dynamodb_client", lambda **_: refusing)

    with pytest.raises(TooManyRequests):
        ask()


def test_what_happened_is_new_although_the_first_answer_was_lost(repeating: ItemTable) -> None:
    units = DynamoUnits(repeating)

    answers = units.record(UNIT, event()), units.expose(UNIT, exposure())

    assert answers == (True, exposure())
    assert units.record(UNIT, event(received=NOON + 2_000)) is False
    assert units.expose(UNIT, exposure("other")) == exposure()


def test_totals_and_counters_are_written_although_the_first_answer_was_lost(
    repeating: ItemTable,
) -> None:
    units, aggregates = DynamoUnits(repeating), DynamoAggregates(repeating)

    for version in (0, 1):
        units.put_total(UNIT, RUN, 1, total(version))
        units.put_profile(UNIT, total(version))
        aggregates.put_counters(address(), counters(version))
        aggregates.put_state(RUN, RunState(version=version))

    state = units.state(UNIT)
    assert state.totals[RUN, 1] == state.head.profile == total(2)
    assert aggregates.counters(address()) == counters(2)
    assert aggregates.state(RUN).version == 2
    with pytest.raises(WriteConflict):
        units.put_total(UNIT, RUN, 1, total(1))


def test_other_writes_may_be_repeated_too(repeating: ItemTable) -> None:
    units, aggregates, usage = _repositories(repeating)
    units.expose(UNIT, exposure())
    aggregates.put_counters(address(), counters())

    units.mark_mixed(UNIT, RUN)
    units.mark_left(UNIT, RUN, "off")
    units.opt_out(UNIT, OptOut(True, NOON))
    aggregates.delete_counters(address(), 1)
    aggregates.add_dimension_value(RUN, "country", "DE", 20)
    aggregates.park(parked())
    usage.see_event_name("production", "purchase", "2026-11-21")

    head = units.head(UNIT)
    assert head.exposures == {RUN: exposure(mixed=True, left="off")}
    assert head.opt_out == OptOut(True, NOON)
    assert aggregates.counters(address()) is None
    assert aggregates.dimension_values(RUN, "country") == ("DE",)
    assert list(aggregates.parked(RUN)) == [parked()]
    assert usage.event_names("production") == {"purchase": "2026-11-21"}


def test_an_erasure_may_be_repeated(repeating: ItemTable) -> None:
    units = DynamoUnits(repeating)
    units.record(UNIT, event())
    units.put_total(UNIT, RUN, 1, total())

    units.erase(UNIT, NOW)

    assert list(units.events(UNIT)) == []
    assert units.head(UNIT).erased
    assert units.state(UNIT).totals == {(RUN, 1): total(1)}


def test_a_lost_answer_leaves_a_position_out_and_gives_none_twice(repeating: ItemTable) -> None:
    units = DynamoUnits(repeating)

    positions = [units.next_position(RUN, "") for _ in range(3)]

    assert positions == [1, 3, 5]


@pytest.mark.parametrize(
    "damage", [{"b": {"S": "no json"}}, {"b": {"S": "1"}}, {"z": {"B": b"no zlib"}}, {}]
)
def test_a_damaged_item_is_never_answered(backend: Backend, damage: dict[str, Any]) -> None:
    units, aggregates, usage = _repositories(backend.table())
    units.expose(UNIT, exposure())
    aggregates.put_counters(address(), counters())
    aggregates.put_state(RUN, RunState())
    aggregates.park(parked())
    aggregates.add_dimension_value(RUN, "country", "DE", 20)
    usage.put_usage("production", "2026-11-21T09", "a", {"checkout|on|STATIC": 1})
    for item in backend.items():
        kept = {name: value for name, value in item.items() if name not in ("b", "z")}
        backend.client.put_item(TableName=backend.table_name, Item={**kept, **damage})

    for ask in (
        lambda: units.head(UNIT),
        lambda: units.state(UNIT),
        lambda: units.expose(UNIT, exposure("other")),
        lambda: aggregates.counters(address()),
        lambda: list(aggregates.of_shard(RUN, 1, SHARD)),
        lambda: aggregates.state(RUN),
        lambda: list(aggregates.parked(RUN)),
        lambda: aggregates.dimension_values(RUN, "country"),
        lambda: list(usage.hours("production", ["2026-11-21T09"])),
    ):
        with pytest.raises(DocumentDamaged, match="cannot be read"):
            ask()


@pytest.mark.parametrize("profile", [False, True])
def test_a_head_is_one_query_that_may_be_a_moment_old(backend: Backend, profile: bool) -> None:
    noting = Noting(backend.client)

    DynamoUnits(backend.table(noting)).head(UNIT, profile=profile)

    assert noting.requests == [("query", False)]


def test_what_totals_and_counters_are_made_of_is_read_strongly(backend: Backend) -> None:
    noting = Noting(backend.client)
    units, aggregates, _ = _repositories(backend.table(noting))

    units.state(UNIT)
    list(units.events(UNIT))
    list(units.units_of(RUN))
    list(units.units_with_totals(RUN, 1))
    aggregates.state(RUN)
    aggregates.counters(address())
    aggregates.shards(RUN, 1)
    list(aggregates.of_shard(RUN, 1, SHARD))
    aggregates.dimension_values(RUN, "country")

    operations = ["query", "query", "scan", "scan", "get_item", "get_item", "query", "query"]
    assert noting.requests == [(operation, True) for operation in [*operations, "get_item"]]


def test_recording_is_one_write_and_no_read(backend: Backend) -> None:
    noting = Noting(backend.client)
    units = DynamoUnits(backend.table(noting))

    units.expose(UNIT, exposure())
    units.record(UNIT, event())

    assert [operation for operation, _ in noting.requests] == ["put_item", "put_item"]


def test_the_state_of_a_unit_is_read_without_its_events(backend: Backend) -> None:
    units = DynamoUnits(backend.table())
    units.record(UNIT, event())
    [item] = backend.items()
    backend.client.put_item(TableName=backend.table_name, Item={**item, "b": {"S": "damaged"}})

    assert units.state(UNIT) == UnitState(Head(), {})
    with pytest.raises(DocumentDamaged):
        list(units.events(UNIT))


def test_a_body_is_packed_where_it_would_need_a_second_write_unit() -> None:
    fits = {"text": "a" * (MOST_PLAIN_BYTES - len('{"text":""}'))}
    longer = {"text": fits["text"] + "a"}

    stored = pack(fits), pack(longer)

    assert [list(attributes) for attributes in stored] == [["b"], ["z"]]
    assert [unpack(attributes) for attributes in stored] == [fits, longer]


def _refusing(client: Any, code: str, *, tells_throttling: bool) -> ItemTable:
    refusing: Any = Refusing(client, code)
    return ItemTable(refusing, "table", tells_throttling=tells_throttling)


def _repositories(table: ItemTable) -> tuple[DynamoUnits, DynamoAggregates, DynamoUsage]:
    return DynamoUnits(table), DynamoAggregates(table), DynamoUsage(table)
