"""What only the table in memory does; what it has in common is in the contracts."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from burgee.storage.memory_expressions import UnknownExpression
from burgee.storage.memory_table import MemoryTable
from burgee.storage.table import ABSENT
from burgee.storage.unit_changes import unit_change
from burgee.storage.units import DynamoUnits
from tests.storage.tracking import NOON, NOW, UNIT, event, exposure


@pytest.mark.parametrize(
    "condition",
    ["#v > :v", "v = :v", "begins_with(pk, :v)", f"{ABSENT} OR", f"NOT {ABSENT}", "#v = :v "],
)
def test_a_condition_that_it_does_not_know_is_an_error(condition: str) -> None:
    table = MemoryTable()

    with pytest.raises(UnknownExpression):
        table.put(_item(), condition=condition, values={":v": {"N": "1"}})

    assert table.changes == []


@pytest.mark.parametrize("change", ["REMOVE #n", "SET #n = :n + :n", "SET n = :n", "DELETE #n :n"])
def test_a_change_that_it_does_not_know_is_an_error(change: str) -> None:
    with pytest.raises(UnknownExpression):
        MemoryTable().update("a", "1", change, values={":n": {"N": "1"}})


def test_a_write_is_a_record_in_the_shape_that_lambda_gets() -> None:
    table = MemoryTable(now=lambda: NOW)
    table.put(_item(n=1), condition=ABSENT)

    table.put(_item(n=2), condition="")

    assert table.changes[1]["eventName"] == "MODIFY"
    assert table.changes[1]["dynamodb"] == {
        "ApproximateCreationDateTime": NOW,
        "Keys": {"pk": {"S": "a"}, "sk": {"S": "1"}},
        "OldImage": _item(n=1),
        "NewImage": _item(n=2),
        "SequenceNumber": "2",
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }


def test_a_put_that_changes_nothing_is_no_record() -> None:
    table = MemoryTable()
    table.put(_item(n=1), condition=ABSENT)

    table.put(_item(n=1), condition="")
    table.update("a", "1", "SET #n = :n", values={":n": {"N": "1"}})
    table.put(_item(n=2), condition=ABSENT)
    table.delete("a", "2")

    assert [record["eventName"] for record in table.changes] == ["INSERT"]


def test_binary_values_are_base64_in_records_and_bytes_in_items() -> None:
    table = MemoryTable()
    table.put({**_item(), "content": {"B": b"\x00\xff"}}, condition=ABSENT)

    shown = table.changes[0]["dynamodb"]["NewImage"]["content"]["B"]

    assert base64.b64decode(shown) == b"\x00\xff"
    assert table.get("a", "1") == {**_item(), "content": {"B": b"\x00\xff"}}


def test_what_is_over_goes_by_itself_and_the_record_says_who_did_it() -> None:
    table = MemoryTable()
    units = DynamoUnits(table)
    units.expose(UNIT, exposure())
    units.record(UNIT, event(received=NOON))

    gone = [table.expire(NOW + 119 * 86_400), table.expire(NOW + 121 * 86_400)]

    assert gone == [0, 1]
    assert list(units.events(UNIT)) == []
    assert list(units.head(UNIT).exposures.values()) == [exposure()]
    record = table.changes[-1]
    assert record["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    change = unit_change(record)
    assert change is not None
    assert (change.change, change.before) == ("REMOVE", event(received=NOON))


def test_a_query_gives_the_range_that_was_asked_for() -> None:
    table = MemoryTable()
    for sort in ("b#2", "a", "b#1", "c", "b#10"):
        table.put(_item(sort=sort), condition=ABSENT)

    asked: list[dict[str, Any]] = [
        {},
        {"prefix": "b#"},
        {"prefix": "b#", "newest_first": True},
        {"between": ("b#10", "c")},
        {"after": "b#1"},
        {"after": "b#2", "newest_first": True},
    ]
    found = [[item["sk"]["S"] for item in table.query("a", **one)] for one in asked]

    assert found == [
        ["a", "b#1", "b#10", "b#2", "c"],
        ["b#1", "b#10", "b#2"],
        ["b#2", "b#10", "b#1"],
        ["b#10", "b#2", "c"],
        ["b#10", "b#2", "c"],
        ["b#10", "b#1", "a"],
    ]


def test_only_the_attributes_that_were_asked_for_come() -> None:
    table = MemoryTable()
    table.put({**_item(n=1), "m": {"N": "2"}}, condition=ABSENT)

    query = list(table.query("a", attributes="sk, #n"))
    batch = list(table.batch([("a", "1"), ("a", "2")], consistent=True, attributes="#m, #absent"))

    assert query == [{"sk": {"S": "1"}, "n": {"N": "1"}}]
    assert batch == [{"m": {"N": "2"}}]


def _item(*, sort: str = "1", n: int | None = None) -> dict[str, Any]:
    item: dict[str, Any] = {"pk": {"S": "a"}, "sk": {"S": sort}}
    return item if n is None else {**item, "n": {"N": str(n)}}
