"""Records of real streams, and of memory's, read as changes of units."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.tracking import EventType
from burgee.domain.units import ChangeKind, ItemKind, OptOut, Total, UnitChange
from burgee.runtime.streams import unit_changes
from burgee.services.tracking_ports import UnitRepository
from burgee.storage.memory_table import MemoryTable
from burgee.storage.unit_changes import SEQUENCE_DIGITS, unit_change
from burgee.storage.units import DynamoUnits
from local.streams import Record
from tests.storage.tracking import (
    NOON,
    NOW,
    RUN,
    SIXTY_DIGITS,
    UNIT,
    Tracked,
    event,
    exposure,
    total,
)

LONG = Total(body={"hashes": [f"{number * 7919:016x}" for number in range(500)]})


def test_a_new_event_comes_through_the_stream_as_it_was_recorded(
    tracked: Tracked, units: UnitRepository
) -> None:
    recorded = event(
        type=EventType.CUSTOM,
        numbers={"value": SIXTY_DIGITS},
        texts={"category": "0a1b"},
        attribution={"campaign": "Frühling"},
    )
    units.record(UNIT, recorded)

    [change] = _changes(tracked, 1)

    assert _said(change) == (UNIT, ItemKind.EVENT, ChangeKind.INSERT, None, recorded)
    assert change.damaged == change.run == ""


def test_an_exposure_and_its_marks_come_through_the_stream(
    tracked: Tracked, units: UnitRepository
) -> None:
    units.expose(UNIT, exposure(dimensions={"country": "DE"}))
    units.mark_left(UNIT, RUN, "off")
    units.mark_mixed(UNIT, RUN)

    changes = _changes(tracked, 3)

    plain = exposure(dimensions={"country": "DE"})
    left = exposure(dimensions={"country": "DE"}, left="off")
    mixed = exposure(dimensions={"country": "DE"}, left="off", mixed=True)
    assert [(change.change, change.before, change.after) for change in changes] == [
        (ChangeKind.INSERT, None, plain),
        (ChangeKind.MODIFY, plain, left),
        (ChangeKind.MODIFY, left, mixed),
    ]
    assert {(change.item, change.run) for change in changes} == {(ItemKind.EXPOSURE, RUN)}


@pytest.mark.parametrize("large", [False, True], ids=["text", "packed"])
def test_totals_come_through_the_stream_with_both_images(
    tracked: Tracked, units: UnitRepository, large: bool
) -> None:
    body = {**(LONG.body if large else {}), "revenue": {"sum": SIXTY_DIGITS}}
    units.put_total(UNIT, RUN, 2, Total(0, total().marks, body))
    units.put_total(UNIT, RUN, 2, Total(1, {}, {**body, "more": -SIXTY_DIGITS}))
    units.delete_total(UNIT, RUN, 2)

    first, second, third = _changes(tracked, 3)

    before = Total(1, total().marks, body)
    after = Total(2, {}, {**body, "more": -SIXTY_DIGITS})
    assert _said(first) == (UNIT, ItemKind.TOTAL, ChangeKind.INSERT, None, before)
    assert _said(second) == (UNIT, ItemKind.TOTAL, ChangeKind.MODIFY, before, after)
    assert _said(third) == (UNIT, ItemKind.TOTAL, ChangeKind.REMOVE, after, None)
    assert (second.run, second.generation) == (RUN, 2)


def test_an_emptied_total_comes_through_the_stream(tracked: Tracked, units: UnitRepository) -> None:
    units.put_total(UNIT, RUN, 1, total())
    units.put_total(UNIT, RUN, 1, Total(1))

    change = _changes(tracked, 2)[1]

    assert (change.before, change.after) == (total(1), Total(2))


def test_opt_out_and_erasure_come_through_the_stream(
    tracked: Tracked, units: UnitRepository
) -> None:
    units.opt_out(UNIT, OptOut(True, NOON))
    units.erase(UNIT, NOW)

    changes = _changes(tracked, 3)

    came = {change.item: change.after for change in changes if change.change == ChangeKind.INSERT}
    went = {change.item: change.before for change in changes if change.change == ChangeKind.REMOVE}
    content = {ItemKind.OPT_OUT: OptOut(True, NOON)}
    assert came == {**content, ItemKind.TOMBSTONE: None}
    assert went == content
    assert [change.item for change in changes].index(ItemKind.TOMBSTONE) == 1


def test_a_profile_is_passed_over_in_the_stream(tracked: Tracked, units: UnitRepository) -> None:
    units.put_profile(UNIT, total())
    units.record(UNIT, event())

    assert [change.item for change in _changes(tracked, 2)] == [ItemKind.EVENT]


def test_writes_that_change_nothing_say_nothing(tracked: Tracked, units: UnitRepository) -> None:
    units.expose(UNIT, exposure())
    units.expose(UNIT, exposure("other"))
    units.mark_mixed(UNIT, "never-exposed")
    units.opt_out(UNIT, OptOut(True, NOON))
    units.opt_out(UNIT, OptOut(True, NOON))
    units.record(UNIT, event())

    changes = _changes(tracked, 3)

    assert [change.item for change in changes] == ["exposure", "opt_out", "event"]


def test_sequence_numbers_sort_as_texts(tracked: Tracked, units: UnitRepository) -> None:
    for number in range(12):
        units.record(UNIT, event(f"order-{number}"))

    changes = _changes(tracked, 12)

    sequences = [change.sequence for change in changes]
    assert {len(sequence) for sequence in sequences} == {SEQUENCE_DIGITS}
    assert sequences == sorted(set(sequences))


def test_items_that_are_no_units_are_passed_over(tracked: Tracked, units: UnitRepository) -> None:
    units.record(UNIT, event())
    units.secret()
    units.next_position(RUN, "")

    records = tracked.records(3)

    assert [unit_change(record) is None for record in records] == [False, True, True]
    assert len(list(unit_changes(records))) == 1


@pytest.mark.parametrize("sort", ["settings", "total#", "total#checkout.1", "total##1", "head#new"])
def test_unknown_items_of_a_unit_are_passed_over(sort: str) -> None:
    record = _record()
    record["dynamodb"]["Keys"]["sk"] = {"S": sort}

    assert unit_change(record) is None


@pytest.mark.parametrize(
    "image",
    [
        {},
        {"b": {"S": "no json"}},
        {"b": {"S": "[]"}},
        {"b": {"S": "{}"}},
        {"b": {"N": "1"}},
        {"z": {"B": "no base64"}},
        {"z": {"B": "YWJj"}},
        {"b": {"S": '{"t":"unheard of","n":"a","a":1,"r":1}'}},
        {"b": {"S": '{"t":"click","n":"a","a":"1","r":1}'}},
        {"b": {"S": '{"t":"click","n":"a","a":1,"r":1,"x":{"value":1.5}}'}},
    ],
)
def test_an_image_that_cannot_be_read_is_a_damaged_record(image: dict[str, Any]) -> None:
    record = _record()
    record["dynamodb"]["NewImage"] = image

    change = unit_change(record)

    assert change is not None
    assert "cannot be read" in change.damaged
    assert (change.unit, change.item, change.after) == (UNIT, ItemKind.EVENT, None)


@pytest.mark.parametrize(
    ("name", "missing"), [("INSERT", "NewImage"), ("MODIFY", "OldImage"), ("REMOVE", "OldImage")]
)
def test_a_record_without_its_image_is_damaged(name: str, missing: str) -> None:
    record = {**_record(), "eventName": name}
    record["dynamodb"].pop(missing, None)

    change = unit_change(record)

    assert change is not None
    assert change.damaged == f"The record lacks its {missing}."


def test_a_record_of_an_unheard_of_event_is_damaged() -> None:
    change = unit_change({**_record(), "eventName": "TRUNCATE"})

    assert change is not None
    assert (change.before, change.after) == (None, None)
    assert "event called TRUNCATE" in change.damaged


def _record() -> dict[str, Any]:
    """A new event's record, to be spoiled."""
    table = MemoryTable()
    DynamoUnits(table).record(UNIT, event())
    [record] = table.changes
    return {**record, "dynamodb": {**record["dynamodb"], "Keys": dict(record["dynamodb"]["Keys"])}}


def _changes(tracked: Tracked, count: int) -> list[UnitChange]:
    records: list[Record] = tracked.records(count)
    return list(unit_changes(records))


def _said(change: UnitChange) -> tuple[Any, ...]:
    return change.unit, change.item, change.change, change.before, change.after
