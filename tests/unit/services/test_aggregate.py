"""Records into totals and counters: what is counted, given up, or asked for again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.errors import StorageUnavailable
from burgee.domain.units import ChangeKind, ItemKind, UnitChange
from burgee.runtime.streams import unit_changes
from burgee.services import fold_totals
from burgee.services.aggregate import MOST_REASONS, NO_RUN, mark_inexact
from tests.exactness.worlds import InterruptedTable
from tests.unit.services.counting import SEARCH, SHOP, Counting

DAMAGED = "cannot be read"


@pytest.fixture
def counting() -> Counting:
    return Counting()


def _damaged(change: UnitChange) -> UnitChange:
    return replace(change, before=None, after=None, damaged=DAMAGED)


def test_an_exposed_unit_and_its_events_are_counted_once(counting: Counting) -> None:
    counting.expose()
    counting.record("1", numbers={"value": 50_000})
    counting.record("1", numbers={"value": 70_000})

    counting.pump()

    assert counting.units_of() == {"n": 1}
    revenue = next(
        sums["control"]["y"]
        for place, sums in counting.sums().items()
        if place[1:] == ("revenue", "")
    )
    assert revenue == 50_000


def test_a_call_says_how_many_exposures_and_mixed_units_it_saw(counting: Counting) -> None:
    counting.expose()
    counting.units.mark_mixed("u", SHOP)

    taken = counting.pump()

    assert [(one.exposures, one.mixed) for one in taken[:1]] == [(1, 1)]
    assert counting.units_of() == {"mixed": 1}


def test_the_returning_unit_that_does_nothing_new_writes_nothing(counting: Counting) -> None:
    counting.expose()
    records = counting.fresh()
    counting.take(records)
    written = len(counting.table.changes)

    counting.take(records)

    assert len(counting.table.changes) == written


def test_an_event_that_overtakes_its_exposure_is_counted(counting: Counting) -> None:
    counting.expose()
    counting.record("1")
    exposure, event = counting.fresh()

    counting.take([event], "shard-2")
    counting.take([exposure], "shard-1")
    counting.pump("shard-1")

    assert counting.units_of() == {"n": 1}


def test_a_damaged_record_is_parked_and_its_run_marked(counting: Counting) -> None:
    counting.expose()
    change = next(unit_changes(counting.fresh()))

    taken = counting.aggregator.take([_damaged(change)], "shard-1")

    assert (taken.parked, taken.failed) == (1, None)
    assert [record.why for record in counting.aggregates.parked(SHOP)] == [DAMAGED]
    assert DAMAGED in counting.aggregates.state(SHOP).inexact[0]


def test_only_the_damaged_record_of_a_unit_is_given_up(counting: Counting) -> None:
    counting.expose()
    counting.pump()
    counting.record("1", name="visit", numbers={"value": 1})
    counting.record("2")
    first, second = unit_changes(counting.fresh())

    taken = counting.aggregator.take([_damaged(first), second], "shard-1")

    assert taken.parked == 1
    assert [record.sequence for record in counting.aggregates.parked(SHOP)] == [first.sequence]
    state = counting.units.state("u")
    assert set(state.totals[SHOP, 1].body["metrics"]) >= {"bought"}


def test_a_damaged_total_is_parked(counting: Counting) -> None:
    counting.expose()
    counting.take(counting.fresh())
    change = next(unit_changes(counting.fresh()))

    taken = counting.aggregator.take([_damaged(change)], "shard-1")

    assert taken.parked == 1
    assert counting.aggregates.state(SHOP).inexact


def test_a_total_that_makes_no_sense_is_parked(counting: Counting) -> None:
    counting.expose()
    counting.take(counting.fresh())
    change = next(unit_changes(counting.fresh()))
    total: Any = change.after

    taken = counting.aggregator.take(
        [replace(change, after=replace(total, body={"variant": "control"}))], "shard-1"
    )

    assert taken.parked == 1


def test_an_exposure_to_an_unknown_run_waits_parked(counting: Counting) -> None:
    counting.expose(run="nobody.1")
    counting.expose(run=SHOP)

    taken = counting.pump()

    assert taken[0].parked == 1
    assert [record.run for record in counting.aggregates.parked("nobody.1")] == ["nobody.1"]
    assert "the run is unknown" in counting.aggregates.state("nobody.1").inexact
    assert counting.units_of() == {"n": 1}


def test_a_unit_that_cannot_be_read_is_parked_where_no_run_is_known(counting: Counting) -> None:
    change = UnitChange("7".zfill(40), "u", ItemKind.EVENT, ChangeKind.INSERT, damaged=DAMAGED)

    counting.aggregator.take([change], "shard-1")

    assert [record.sequence for record in counting.aggregates.parked(NO_RUN)] == [change.sequence]


def test_a_total_that_fits_into_no_item_holds_up_nobody(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold_totals, "MOST_TEXT", 400)
    counting.expose("small", run=SEARCH)
    counting.expose("large", run=SEARCH)
    for number in range(20):
        counting.record(f"{number}", "large", name="cart", texts={"sku": f"kind {number:010d}"})

    taken = counting.pump()

    assert taken[0].failed is None
    assert taken[0].parked > 0
    assert counting.aggregates.state(SEARCH).inexact
    assert counting.units_of(SEARCH) == {"n": 1}


class _Silent:
    """A table that does not answer some calls."""

    def __init__(self, table: Any, fails: Any) -> None:
        self.fails = fails
        self.table = InterruptedTable(table, self._before)

    def _before(self, name: str) -> None:
        if self.fails(name):
            raise StorageUnavailable("no answer")


def test_a_fault_holds_up_one_unit_and_no_other(counting: Counting) -> None:
    from burgee.storage.units import DynamoUnits

    counting.expose("u1")
    counting.expose("u2")
    counting.record("1", "u1")
    writes = iter([True])
    silent = _Silent(counting.table, lambda name: name == "put" and next(writes, False))
    counting.aggregator = counting.sandbox(DynamoUnits(silent.table))  # type: ignore[arg-type]  # it has the methods that are called
    records = counting.fresh()

    taken = counting.take(records)

    assert taken.failed == "1".zfill(40)
    assert counting.units.state("u1").totals == {}
    assert (SHOP, 1) in counting.units.state("u2").totals


def test_a_fault_of_the_counters_is_reported_and_made_good(counting: Counting) -> None:
    from burgee.storage.aggregates import DynamoAggregates

    counting.expose()
    counting.take(counting.fresh())
    records = counting.fresh()
    silent = _Silent(counting.aggregates_table, lambda name: name == "put")
    counting.aggregator = counting.sandbox(aggregates=DynamoAggregates(silent.table))  # type: ignore[arg-type]  # as above
    failed = counting.take(records).failed
    counting.aggregator = counting.sandbox()

    counting.take(records)

    assert failed == records[0]["dynamodb"]["SequenceNumber"].zfill(40)
    assert counting.units_of() == {"n": 1}


def test_reasons_are_noted_once_and_not_without_end(counting: Counting) -> None:
    for number in range(MOST_REASONS + 5):
        mark_inexact(counting.aggregates, SEARCH, f"reason {number}")
        mark_inexact(counting.aggregates, SEARCH, "reason 0")

    assert len(counting.aggregates.state(SEARCH).inexact) == MOST_REASONS
