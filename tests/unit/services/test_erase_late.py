"""What comes of a unit after its erasure does not rest for ever."""

from __future__ import annotations

from burgee.domain.tracking import Exposure
from burgee.domain.units import Head
from burgee.services.reconcile import erase_late
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits

NOW = 1_795_262_400
EXPOSURE = Exposure("checkout.1", "treatment", NOW * 1000, NOW * 1000)


def test_the_daily_care_deletes_what_was_written_under_tombstones() -> None:
    units = DynamoUnits(MemoryTable(now=lambda: NOW), now=lambda: NOW)
    for unit in ("ann", "ben"):
        units.erase(unit, NOW)
    for unit in ("ann", "ben", "cid"):
        units.expose(unit, EXPOSURE)

    assert erase_late(units) == 2

    assert units.head("ann") == Head(erased=True)
    assert units.head("cid").exposures == {"checkout.1": EXPOSURE}
    assert erase_late(units) == 0
