"""Hop 2: changes of totals into the counters of their run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from burgee.domain.contributions import Place, Sums, difference, merged
from burgee.domain.counters import (
    FOLDED,
    UNITS_METRIC,
    Counters,
    CountersAddress,
    contained_mark,
    successor,
)
from burgee.domain.errors import StorageUnavailable, TooManyRequests, WriteConflict
from burgee.domain.units import ChangeKind, Total, UnitChange
from burgee.services.fold_totals import Batch
from burgee.services.run_plans import RunPlans
from burgee.services.tracking_ports import AggregateRepository

FAULTS = (StorageUnavailable, TooManyRequests)


@dataclass(slots=True)
class Poison:
    """A record that cannot be applied, and why."""

    change: UnitChange
    why: str


@dataclass(slots=True)
class Added:
    """What became of changes: the records to try again, and those that never will do."""

    failed: list[str] = field(default_factory=list)
    poison: list[Poison] = field(default_factory=list)


class CountersFold:
    """Adds what totals changed by to the counters of a shard, which no other consumer has.

    Safe to repeat: counters remember the last record that they hold, and are written on their
    version alone.
    """

    def __init__(
        self, aggregates: AggregateRepository, plans: RunPlans, now: Callable[[], float]
    ) -> None:
        self._aggregates = aggregates
        self._plans = plans
        self._now = now

    def fold(self, changes: Sequence[UnitChange], batch: Batch) -> Added:
        """Apply changes of totals of one shard, each place by itself. Raises the faults of
        storage where nothing was applied."""
        added = Added()
        additions: dict[CountersAddress, list[tuple[str, Sums]]] = defaultdict(list)
        for change in changes:
            if _counts(change, batch):
                for place, sums in self._difference(change, added).items():
                    address = CountersAddress(change.run, change.generation, batch.shard, *place)
                    additions[address].append((change.sequence, sums))
        registry = _Registry(self._aggregates)
        for address in sorted(additions, key=_units_first):
            news = additions[address]
            try:
                self._add(address, news, registry)
            except FAULTS:
                added.failed.append(news[0][0])
        registry.confirm()
        return added

    def put_aside(self, address: CountersAddress, body: Sums) -> None:
        """Counters of a pseudo-shard, written once; those that stand there stay."""
        registry = _Registry(self._aggregates)
        registry.register(address)
        with suppress(WriteConflict):
            self._aggregates.put_counters(address, Counters(body=body, written=int(self._now())))
        registry.confirm()

    def _difference(self, change: UnitChange, added: Added) -> dict[Place, Sums]:
        before = change.before.body if isinstance(change.before, Total) else {}
        after = change.after.body if isinstance(change.after, Total) else {}
        try:
            return difference(self._plans.plan(change.run), before, after)
        except FAULTS:
            raise
        except Exception as error:  # noqa: BLE001 - a total that cannot be read is poison
            added.poison.append(Poison(change, f"{type(error).__name__} in its sums"))
            return {}

    def _add(
        self,
        address: CountersAddress,
        additions: Sequence[tuple[str, Sums]],
        registry: _Registry,
    ) -> None:
        while True:
            place, standing = self._open_place(address)
            body = standing.body
            for sequence, sums in additions:
                if sequence > standing.mark:
                    body = merged(body, sums)
            last = additions[-1][0]
            if last <= standing.mark:
                registry.note(place)
                return
            if not standing.version:
                registry.register(place)
            written = replace(standing, mark=last, body=body, written=int(self._now()))
            try:
                self._aggregates.put_counters(place, written)
            except WriteConflict:
                continue
            return

    def _open_place(self, address: CountersAddress) -> tuple[CountersAddress, Counters]:
        """Where the shard's counters stand now: behind those that were sealed or folded, going on
        from their mark."""
        mark = ""
        while True:
            standing = self._aggregates.counters(address)
            if standing and not standing.sealed:
                return address, standing
            ended = standing.mark if standing else self._folded_mark(address)
            if ended is None:
                return address, Counters(mark=mark)
            mark = max(mark, ended)
            address = replace(address, shard=successor(address.shard))

    def _folded_mark(self, address: CountersAddress) -> str | None:
        folded = self._aggregates.counters(replace(address, shard=FOLDED))
        entry = folded.contains.get(address.shard) if folded else None
        return None if entry is None else contained_mark(entry)


class _Registry:
    """Shards are registered before they have counters, so that there are none that no reader
    finds; and once more after, as a shard without counters may be forgotten at any moment. Where
    a crash came in between, the same records come again."""

    def __init__(self, aggregates: AggregateRepository) -> None:
        self._aggregates = aggregates
        self._noted: dict[tuple[str, int, str], None] = {}

    def register(self, place: CountersAddress) -> None:
        shard = (place.run, place.generation, place.shard)
        if shard not in self._noted:
            self._aggregates.register_shard(*shard)
        self._noted[shard] = None

    def note(self, place: CountersAddress) -> None:
        """Counters that hold all records that came: they may have been made before a crash."""
        self._noted.setdefault((place.run, place.generation, place.shard))

    def confirm(self) -> None:
        for shard in self._noted:
            self._aggregates.register_shard(*shard)


def _units_first(address: CountersAddress) -> bool:
    """Who reads meanwhile finds no unit that did something and was not there."""
    return address.metric != UNITS_METRIC


def _counts(change: UnitChange, batch: Batch) -> bool:
    """Removals take nothing away; generations that nobody reads are left alone."""
    is_removal = change.change is ChangeKind.REMOVE
    return not is_removal and change.generation in batch.generations(change.run)
