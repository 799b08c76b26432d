"""Records of the units table's stream, into totals and counters that are exact."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from burgee.domain.counters import ParkedRecord
from burgee.domain.errors import WriteConflict
from burgee.domain.timestamps import iso
from burgee.domain.tracking import Exposure
from burgee.domain.units import ChangeKind, ItemKind, UnitChange
from burgee.services.fold_counters import FAULTS, CountersFold
from burgee.services.fold_totals import Batch, TotalsFold
from burgee.services.ports import DocumentRepository
from burgee.services.run_plans import DimensionValues, RunPlans
from burgee.services.tracking_ports import AggregateRepository, UnitRepository

MOST_REASONS = 20
NO_RUN = "unknown"  # where records are parked that belong to no run that is known


@dataclass(slots=True)
class Taken:
    """What became of a batch. `failed`: the lowest sequence number that has to come again.

    `exposures` and `mixed` count records, so they are approximate; `parked` were given up.
    """

    failed: str | None = None
    exposures: int = 0
    mixed: int = 0
    parked: int = 0

    def fail(self, sequence: str) -> None:
        self.failed = sequence if self.failed is None else min(self.failed, sequence)


@dataclass(slots=True)
class Aggregator:
    """Takes batches of one shard at a time. Each record may come any number of times."""

    units: UnitRepository
    aggregates: AggregateRepository
    documents: DocumentRepository
    now: Callable[[], float]
    plans: RunPlans = field(init=False)
    values: DimensionValues = field(init=False)
    totals: TotalsFold = field(init=False)
    counters: CountersFold = field(init=False)

    def __post_init__(self) -> None:
        self.plans = RunPlans(self.documents)
        self.values = DimensionValues(self.aggregates)
        self.totals = TotalsFold(self.units, self.plans, self.values, self.now)
        self.counters = CountersFold(self.aggregates, self.plans, self.now)

    def take(self, changes: Sequence[UnitChange], shard: str) -> Taken:
        """Apply a batch, oldest record first.

        A fault of storage holds up one unit, or one run's counters: their later records are not
        applied, the lowest number is reported, the others go on. A record that can never be
        applied is parked and its run is marked as inexact.
        """
        taken = Taken()
        batch = Batch(shard, self.aggregates.state)
        by_unit: dict[str, list[UnitChange]] = defaultdict(list)
        by_run: dict[tuple[str, int], list[UnitChange]] = defaultdict(list)
        for change in changes:
            if change.item is ItemKind.TOTAL:
                by_run[change.run, change.generation].append(change)
            elif _is_news(change):
                by_unit[change.unit].append(change)
                _count(change, taken)
        for unit, records in by_unit.items():
            self._take_unit(unit, records, batch, taken)
        for records in by_run.values():
            self._take_totals(records, batch, taken)
        return taken

    def _take_unit(self, unit: str, changes: list[UnitChange], batch: Batch, taken: Taken) -> bool:
        """All records of a unit at once; if that cannot be, one by one, so that only the one that
        is to blame is given up. Whether later ones may follow."""
        try:
            if damaged := next((change.damaged for change in changes if change.damaged), ""):
                raise _Damaged(damaged)
            self._park_given_up(self.totals.fold(unit, changes, batch), changes, batch, taken)
        except FAULTS:
            taken.fail(changes[0].sequence)
            return False
        except Exception as error:  # noqa: BLE001 - whatever a record breaks must not stop a shard
            if len(changes) == 1:
                return self._park_for_unit(changes[0], _why(error), batch, taken)
            return all(self._take_unit(unit, [change], batch, taken) for change in changes)
        return True

    def _take_totals(self, changes: list[UnitChange], batch: Batch, taken: Taken) -> None:
        sound = [change for change in changes if not change.damaged]
        try:
            for change in changes:
                if change.damaged and change.change is not ChangeKind.REMOVE:
                    self._park(change, {change.run}, change.damaged, batch, taken)
            added = self.counters.fold(sound, batch)
            for poison in added.poison:
                self._park(poison.change, {poison.change.run}, poison.why, batch, taken)
        except FAULTS:
            taken.fail(changes[0].sequence)
            return
        for sequence in added.failed:
            taken.fail(sequence)

    def _park_given_up(
        self,
        given_up: Mapping[str, str],
        changes: Sequence[UnitChange],
        batch: Batch,
        taken: Taken,
    ) -> None:
        """Exposures to a run that cannot count them wait for a recount; later events need not, as
        the recount reads them too."""
        for change in changes:
            if change.item is ItemKind.EXPOSURE and change.run in given_up:
                self._park(change, {change.run}, given_up[change.run], batch, taken)
        for run, why in sorted(given_up.items()):
            mark_inexact(self.aggregates, run, why)

    def _park_for_unit(self, change: UnitChange, why: str, batch: Batch, taken: Taken) -> bool:
        try:
            runs = {change.run} if change.run else self._runs_of(change.unit)
            self._park(change, runs, why, batch, taken)
        except FAULTS:
            taken.fail(change.sequence)
            return False
        return True

    def _runs_of(self, unit: str) -> set[str]:
        try:
            return set(self.units.head(unit).exposures) or {NO_RUN}
        except FAULTS:
            raise
        except Exception:  # noqa: BLE001 - a head that cannot be read is why the record is parked
            return {NO_RUN}

    def _park(
        self, change: UnitChange, runs: set[str], why: str, batch: Batch, taken: Taken
    ) -> None:
        content = json.dumps(
            {"item": change.item, "change": change.change, "generation": change.generation}
        )
        at = iso(self.now())
        for run in sorted(runs):
            self.aggregates.park(ParkedRecord(run, batch.shard, change.sequence, why, content, at))
            mark_inexact(self.aggregates, run, f"{batch.shard} {change.sequence}: {why}")
        taken.parked += 1


class _Damaged(Exception):
    """A record that cannot be read."""


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, _Damaged) else f"{type(error).__name__} while folding"


def _is_news(change: UnitChange) -> bool:
    """Whether a record may change a unit's totals. Where a tombstone went, what was written while
    it stood counts from now on."""
    if change.change is ChangeKind.REMOVE:
        return change.item is ItemKind.TOMBSTONE
    return change.item is not ItemKind.PROFILE


def _count(change: UnitChange, taken: Taken) -> None:
    if isinstance(change.after, Exposure):
        was_mixed = isinstance(change.before, Exposure) and change.before.mixed
        taken.exposures += change.change is ChangeKind.INSERT
        taken.mixed += change.after.mixed and not was_mixed


def mark_inexact(aggregates: AggregateRepository, run: str, reason: str) -> None:
    """Note why the sums of a run may be wrong; the same reason once, and not without end."""
    while True:
        state = aggregates.state(run)
        if reason in state.inexact or len(state.inexact) >= MOST_REASONS:
            return
        try:
            aggregates.put_state(run, replace(state, inexact=(*state.inexact, reason)))
        except WriteConflict:
            continue
        return
