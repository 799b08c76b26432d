"""A deployment in memory in which units are counted, record by record, as a test says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from burgee.domain.contributions import Place, Sums
from burgee.domain.tracking import EventType, Exposure, TrackingEvent
from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Aggregator, Taken
from burgee.services.read_counters import read_counters
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.memory import MemoryDocuments
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from tests.exactness.histories import NOW, experiment

SHOP, SEARCH = "shop.1", "search.1"


class Counting:
    """Tables, their stream as one shard unless a test says otherwise, and an aggregator."""

    def __init__(self) -> None:
        self.now = float(NOW)
        self.table = MemoryTable(now=lambda: self.now)
        self.aggregates_table = MemoryTable(now=lambda: self.now)
        self.documents = MemoryDocuments()
        for key in ("shop", "search"):
            self.documents.put(experiment(key))
            self.documents.derive(experiment(key))
        self.units = DynamoUnits(self.table, now=lambda: self.now)
        self.aggregates = DynamoAggregates(self.aggregates_table)
        self.aggregator = self.sandbox()
        self._taken = 0

    def sandbox(self, units: Any = None, aggregates: Any = None) -> Aggregator:
        return Aggregator(
            units or self.units, aggregates or self.aggregates, self.documents, lambda: self.now
        )

    def expose(self, unit: str = "u", run: str = SHOP, **given: Any) -> None:
        moment = int(self.now * 1000)
        fields = {"variant": "control", "at": moment, "received": moment, **given}
        self.units.expose(unit, Exposure(run=run, **fields))

    def record(self, event_id: str, unit: str = "u", **given: Any) -> None:
        moment = int(self.now * 1000)
        fields = {"name": "buy", "at": moment, "received": moment, **given}
        self.units.record(unit, TrackingEvent(id=event_id, type=EventType.CUSTOM, **fields))

    def pump(self, shard: str = "shard-1") -> list[Taken]:
        """Deliver what was written since, and what that brings about."""
        taken = []
        while records := self.fresh():
            taken.append(self.take(records, shard))
        return taken

    def fresh(self) -> list[Any]:
        """Records that were not handed out yet."""
        records = self.table.changes[self._taken :]
        self._taken += len(records)
        return records

    def take(self, records: Sequence[Any], shard: str = "shard-1") -> Taken:
        return self.aggregator.take(list(unit_changes(records)), shard)

    def sums(self, run: str = SHOP) -> dict[Place, Sums]:
        return read_counters(self.aggregates, run, self.aggregates.state(run).generation)

    def units_of(self, run: str = SHOP) -> Any:
        """What was counted of the variant `control`, all days together."""
        found: dict[str, int] = {}
        for (_, metric, dimension), variants in self.sums(run).items():
            for kind, number in variants.get("control", {}).items():
                if metric == "_units" and not dimension:
                    found[kind] = found.get(kind, 0) + number
        return found
