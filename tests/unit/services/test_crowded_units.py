"""Units with more events than can be read at once: they hold up nobody, and are told of."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.services import fold_totals
from burgee.services.fold_totals import CROWDED, CROWDED_SECONDS
from burgee.services.recount import recount
from burgee.storage.units import DynamoUnits
from tests.unit.services.counting import SEARCH, SHOP, Counting


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """A unit that took part in one run before it had too many events for another."""
    monkeypatch.setattr(fold_totals, "MOST_EVENTS", 3)
    counting = Counting()
    counting.expose("all", run=SEARCH)
    counting.pump()
    for number in range(4):
        counting.record(f"{number}", "all")
    counting.expose("all")
    counting.expose("ann")
    return counting


def test_a_crowded_unit_is_parked_and_the_others_are_counted(counting: Counting) -> None:
    taken = counting.pump()

    assert (taken[0].failed, taken[0].parked) == (None, 1)
    assert counting.units_of() == {"n": 1}
    assert CROWDED in counting.aggregates.state(SHOP).inexact


def test_the_totals_that_a_crowded_unit_has_go_on(counting: Counting) -> None:
    counting.pump()

    assert counting.units_of(SEARCH) == {"n": 1}
    assert counting.aggregates.state(SEARCH).inexact == ()
    assert counting.units.state("all").totals[SEARCH, 1].body["variant"] == "control"


def test_a_crowded_unit_is_read_once_an_hour(counting: Counting) -> None:
    units = _Counted(counting.table)
    counting.aggregator = counting.sandbox(units)
    counting.pump()
    for number in range(3):
        counting.record(f"later {number}", "all")
        counting.pump()
    read = units.read

    counting.now += CROWDED_SECONDS
    counting.record("next hour", "all")
    counting.pump()

    assert (read, units.read) == (1, 2)


def test_a_recount_tells_of_crowded_units(counting: Counting) -> None:
    counting.pump()

    done = recount(counting.aggregator, SHOP, lambda: bool(counting.pump()))

    assert (done.is_done, done.found) == (True, 1)
    assert counting.aggregates.state(SHOP).inexact == (CROWDED,)


def test_a_new_total_that_fits_into_no_item_is_tried_once_an_hour(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold_totals, "MOST_EVENTS", 1000)
    monkeypatch.setattr(fold_totals, "MOST_TEXT", 150)
    units = _Counted(counting.table)
    counting.aggregator = counting.sandbox(units)

    exposures = counting.fresh()[-2:]

    counting.take(exposures)
    counting.take(exposures)

    assert units.read == 1
    assert CROWDED in counting.aggregates.state(SHOP).inexact


class _Counted(DynamoUnits):
    """Counts how often all events of the crowded unit are read."""

    def __init__(self, table: Any) -> None:
        super().__init__(table)
        self.read = 0

    def events(self, unit: str) -> Any:
        self.read += unit == "all"
        return super().events(unit)
