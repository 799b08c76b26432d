"""What administration sees of a unit and does for it."""

from __future__ import annotations

import json

import pytest

from burgee.domain.pseudonyms import pseudonym
from burgee.domain.tracking import EventType, Exposure, TrackingEvent
from burgee.domain.units import OptOut, Total, UnitName
from burgee.services.unit_records import erase, opt_in, opt_out, read_unit
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from burgee.wire.unit_answers import unit_answer, unit_export_page

NOON = 1_795_262_400  # 2026-11-21T12:00Z
ANN = UnitName("production", "ann")


@pytest.fixture
def units() -> DynamoUnits:
    return DynamoUnits(MemoryTable(now=lambda: NOON), now=lambda: NOON)


def unit_of(units: DynamoUnits, name: UnitName = ANN) -> str:
    return pseudonym(units.secret(), name.environment, name.bucket_by, name.unit)


def an_event(event_id: str, at: int = NOON * 1000) -> TrackingEvent:
    return TrackingEvent(
        id=event_id,
        type=EventType.CONVERSION,
        name="purchase",
        at=at,
        received=at,
        numbers={"value": 199_900},
        texts={"currency": "0a1b2c3d4e5f6071"},
        attribution={"campaign": "spring"},
    )


def an_exposure() -> Exposure:
    return Exposure("checkout.1", "treatment", NOON * 1000, NOON * 1000, {"country": "de"})


def with_everything(units: DynamoUnits) -> DynamoUnits:
    unit = unit_of(units)
    units.record(unit, an_event("second", NOON * 1000 + 1))
    units.record(unit, an_event("first"))
    units.expose(unit, an_exposure())
    tally = {"count": 2, "value": 399_800}
    action = {"last": NOON * 1000, "days": {"2026-11-21": tally}}
    units.put_profile(unit, Total(body={"purchase": action}))
    units.put_total(unit, "checkout.1", 1, Total(body={"metrics": {"revenue": {"y": 399_800}}}))
    return units


def test_of_a_unit_that_was_never_seen_nothing_rests(units: DynamoUnits) -> None:
    shown = unit_answer(ANN, read_unit(units, ANN))

    assert shown.takes_part
    assert shown.opt_out is None
    assert (shown.exposures, shown.profile, shown.totals, shown.events) == ([], {}, [], 0)


def test_a_unit_shows_what_rests_of_it_in_decimals_and_dates(units: DynamoUnits) -> None:
    shown = unit_answer(ANN, read_unit(with_everything(units), ANN)).model_dump()

    assert shown["pseudonym"] == unit_of(units)
    assert shown["exposures"][0]["run"] == "checkout.1"
    assert shown["exposures"][0]["at"] == "2026-11-21T12:00:00.000Z"
    assert shown["exposures"][0]["dimensions"] == {"country": "de"}
    assert shown["profile"]["purchase"]["days"] == {"2026-11-21": {"count": 2, "value": "39.98"}}
    assert shown["totals"] == [
        {"run": "checkout.1", "generation": 1, "body": {"metrics": {"revenue": {"y": 399_800}}}}
    ]
    assert shown["events"] == 2


def test_an_export_holds_every_event_by_time_and_is_json(units: DynamoUnits) -> None:
    records = read_unit(with_everything(units), ANN)

    export = unit_export_page(unit_answer(ANN, records), records)

    read = json.loads(export.model_dump_json())

    assert [event["id"] for event in read["tracking_events"]] == ["first", "second"]
    assert read["tracking_events"][0] == {
        "id": "first",
        "type": "conversion",
        "name": "purchase",
        "at": "2026-11-21T12:00:00.000Z",
        "received": "2026-11-21T12:00:00.000Z",
        "numbers": {"value": "19.99"},
        "texts": {"currency": "0a1b2c3d4e5f6071"},
        "attribution": {"campaign": "spring"},
    }
    assert read["events"] == 2


@pytest.mark.parametrize(
    "other",
    [
        UnitName("staging", "ann"),
        UnitName("production", "ben"),
        UnitName("production", "ann", "account"),
    ],
)
def test_another_environment_key_or_unit_type_is_another_unit(
    units: DynamoUnits, other: UnitName
) -> None:
    assert read_unit(with_everything(units), other).events == ()


def test_a_unit_that_opted_out_takes_part_no_more(units: DynamoUnits) -> None:
    shown = unit_answer(ANN, opt_out(units, ANN, NOON))

    assert not shown.takes_part
    assert shown.opt_out is not None
    assert shown.opt_out.model_dump() == {"out": True, "at": "2026-11-21T12:00:00.000Z"}


def test_a_unit_that_opted_in_again_takes_part(units: DynamoUnits) -> None:
    opt_out(units, ANN, NOON)

    assert opt_in(units, ANN, NOON + 60).state.head.takes_part


def test_opting_in_is_heard_from_a_clock_that_is_behind(units: DynamoUnits) -> None:
    opt_out(units, ANN, NOON)

    assert opt_in(units, ANN, NOON - 5).state.head.opt_out == OptOut(
        out=False, out_at=NOON * 1000 + 1
    )


def test_opting_out_twice_keeps_when_it_was_first(units: DynamoUnits) -> None:
    opt_out(units, ANN, NOON)

    again = opt_out(units, ANN, NOON + 60)

    assert again.state.head.opt_out == OptOut(out=True, out_at=NOON * 1000)


def test_opting_in_without_having_opted_out_writes_nothing(units: DynamoUnits) -> None:
    assert opt_in(units, ANN, NOON).state.head.opt_out is None


def test_an_erased_unit_keeps_its_tombstone_and_totals_to_be_emptied(units: DynamoUnits) -> None:
    shown = unit_answer(ANN, erase(with_everything(units), ANN, NOON))

    assert shown.erased
    assert not shown.takes_part
    assert (shown.exposures, shown.profile, shown.events) == ([], {}, 0)
    assert [total.run for total in shown.totals] == ["checkout.1"]


def test_an_opt_out_that_is_said_after_an_erasure_rests(units: DynamoUnits) -> None:
    erase(units, ANN, NOON)

    head = opt_out(units, ANN, NOON + 60).state.head

    assert head.erased
    assert head.opt_out == OptOut(out=True, out_at=(NOON + 60) * 1000)
