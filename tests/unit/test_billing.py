"""What the counting table puts on a bill, and that AWS's own engine agrees."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from benchmarks.billing import Bill, CountingTable, size_of
from burgee.storage.memory_table import MemoryTable
from burgee.storage.schema import UNITS
from burgee.storage.table import ABSENT, ItemTable
from local.backend import create_tables
from local.dynamodb_local import obstacle, running

KB = 1024


def _item(sort: str, size: int, **attributes: Any) -> dict[str, Any]:
    """An item of a partition that has exactly that many bytes."""
    item = {"pk": {"S": "p"}, "sk": {"S": sort}, "b": {"S": ""}, **attributes}
    return item | {"b": {"S": "x" * (size - size_of(item))}}


@pytest.fixture
def table() -> CountingTable:
    return CountingTable(MemoryTable(), Bill())


@pytest.mark.parametrize(("size", "units"), [(100, 1), (KB, 1), (KB + 1, 2), (10 * KB, 10)])
def test_a_write_takes_a_unit_per_kilobyte_begun(
    table: CountingTable, size: int, units: int
) -> None:
    table.put(_item("a", size), condition=ABSENT)

    assert table.bill.writes == units


def test_a_write_is_billed_by_the_larger_item_before_or_after(table: CountingTable) -> None:
    table.put(_item("a", 3 * KB), condition=ABSENT)
    table.put(_item("a", 100), condition="")

    assert table.bill.writes == 3 + 3


def test_a_write_whose_condition_fails_is_billed_too(table: CountingTable) -> None:
    table.put(_item("a", 100), condition=ABSENT)
    refused = table.put(_item("a", 100), condition=ABSENT)

    assert refused is not None
    assert table.bill.writes == 2


@pytest.mark.parametrize(("consistent", "units"), [(True, 2), (False, 1)])
def test_a_query_is_billed_by_all_that_it_goes_through(
    table: CountingTable, consistent: bool, units: float
) -> None:
    for sort in ("a", "b", "c"):
        table.put(_item(sort, 2 * KB), condition=ABSENT)

    found = list(table.query("p", attributes="sk", consistent=consistent))

    assert len(found) == 3
    assert table.bill.reads == units


@pytest.mark.parametrize(("consistent", "units"), [(True, 1), (False, 0.5)])
def test_a_read_that_finds_nothing_is_billed_as_a_small_one(
    table: CountingTable, consistent: bool, units: float
) -> None:
    table.get("p", "absent", consistent=consistent)
    list(table.query("p", consistent=consistent))

    assert table.bill.reads == 2 * units


class _Metered:
    """A client that adds up what DynamoDB says that a call took."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.units = 0.0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if not callable(method):
            return method

        def call(**request: Any) -> Any:
            answer = method(ReturnConsumedCapacity="TOTAL", **request)
            self.units += answer["ConsumedCapacity"]["CapacityUnits"]
            return answer

        return call


@pytest.fixture
def metered() -> Iterator[_Metered]:
    problem = obstacle()
    if problem and os.environ.get("CI") == "true":
        pytest.fail(problem)
    if problem:
        pytest.skip(problem)
    with running() as engine:
        client: Any = botocore.session.get_session().create_client(
            "dynamodb", endpoint_url=engine.url
        )
        create_tables(client, (UNITS,))
        yield _Metered(client)


def _use(table: Any) -> None:
    """One of each call that is not refused, with items of many sizes. No query that finds nothing:
    for that the engine asks for nothing, and the real DynamoDB does."""
    for number, size in enumerate((90, 700, 1000, KB, KB + 1, 3000, 4 * KB, 9000)):
        table.put(_item(f"{number}", size, n={"N": "1795608000"}), condition=ABSENT)
        table.get("p", f"{number}")
        table.get("p", f"{number}", consistent=False)
    table.put(_item("0", 2500), condition="")
    table.update("p", "1", "SET #left = :why", values={":why": {"S": "y" * 600}})
    table.update("p", "1", "ADD #n :one", values={":one": {"N": "1"}})
    table.delete("p", "7")
    table.get("p", "absent")
    for consistent in (True, False):
        list(table.query("p", consistent=consistent))
        list(table.query("p", between=("2", "5"), attributes="pk, sk", consistent=consistent))


@pytest.mark.java
def test_dynamodb_itself_says_the_same(table: CountingTable, metered: Any) -> None:
    _use(table)
    _use(ItemTable(metered, UNITS.name))

    assert table.bill.writes + table.bill.reads == metered.units
