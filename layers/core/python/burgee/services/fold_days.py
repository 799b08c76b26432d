"""Counters that nothing was added to for two days, from their shards into one item per day.

An item is sealed, so that its consumer goes on elsewhere; then added to the folded item, which
names it; and deleted two days later, when no consumer can be left that saw it absent before it
was made. Each step is on condition, so that any of them may be repeated, and two folders may run
at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from burgee.domain.contributions import Place, merged
from burgee.domain.counters import (
    FOLDED,
    Counters,
    CountersAddress,
    contained_second,
    folded_in,
)
from burgee.domain.errors import WriteConflict
from burgee.services.read_counters import is_contained, place_of
from burgee.services.tracking_ports import AggregateRepository

IDLE_SECONDS = 48 * 3600
# A day longer than what was folded is kept: who read it before it was deleted finds it named yet.
NAMED_SECONDS = IDLE_SECONDS + 24 * 3600


@dataclass(frozen=True, slots=True)
class _Folder:
    """One pass over a generation of a run."""

    aggregates: AggregateRepository
    run: str
    generation: int
    now: int
    idle_seconds: int
    kept_seconds: int

    def fold(self) -> int:
        """How many items were folded."""
        folded = 0
        live: dict[Place, set[str]] = defaultdict(set)
        for shard in self.aggregates.shards(self.run, self.generation):
            items = [] if shard == FOLDED else self._items(shard)
            for address, counters in items:
                if self.now - counters.written < self.idle_seconds:
                    live[place_of(address)].add(shard)
                else:
                    folded += self._fold(address, counters)
            if not items and shard != FOLDED:
                self._forget(shard)
        for address, counters in self._items(FOLDED):
            _prune(self.aggregates, address, counters, live[place_of(address)], self.now)
        return folded

    def _items(self, shard: str) -> list[tuple[CountersAddress, Counters]]:
        return list(self.aggregates.of_shard(self.run, self.generation, shard))

    def _fold(self, address: CountersAddress, counters: Counters) -> bool:
        """Whether it was added; not if its consumer wrote to it meanwhile, or it was before."""
        sealed = self._seal(address, counters)
        if sealed is None:
            return False
        place = replace(address, shard=FOLDED)
        while True:
            standing = self.aggregates.counters(place) or Counters()
            if is_contained(address.shard, standing):
                second = contained_second(standing.contains[address.shard])
                if self.now - second >= self.kept_seconds:
                    self.aggregates.delete_counters(address, sealed.version)
                return False
            try:
                self._add(place, standing, address.shard, sealed)
            except WriteConflict:
                continue
            return True

    def _seal(self, address: CountersAddress, counters: Counters) -> Counters | None:
        if counters.sealed:
            return counters
        try:
            self.aggregates.put_counters(address, replace(counters, sealed=True))
        except WriteConflict:
            return None
        return replace(counters, sealed=True, version=counters.version + 1)

    def _add(
        self, place: CountersAddress, standing: Counters, shard: str, sealed: Counters
    ) -> None:
        if not standing.version:
            self.aggregates.register_shard(self.run, self.generation, FOLDED)
        contains = {**standing.contains, shard: folded_in(sealed.mark, self.now)}
        body = merged(standing.body, sealed.body)
        self.aggregates.put_counters(
            place, replace(standing, body=body, contains=contains, written=self.now)
        )

    def _forget(self, shard: str) -> None:
        """A shard without counters. Its consumer registers it again when it makes new ones."""
        self.aggregates.forget_shard(self.run, self.generation, shard)
        if self._items(shard):
            self.aggregates.register_shard(self.run, self.generation, shard)


def fold_days(
    aggregates: AggregateRepository,
    run: str,
    now: float,
    *,
    idle_seconds: int = IDLE_SECONDS,
    kept_seconds: int = IDLE_SECONDS,
) -> int:
    """Fold what was left alone for so long; how many items that were. What is folded is kept for
    `kept_seconds`, which have to be longer than any invocation lasts."""
    state = aggregates.state(run)
    return sum(
        _Folder(aggregates, run, generation, int(now), idle_seconds, kept_seconds).fold()
        for generation in sorted({state.generation, state.building or state.generation})
    )


def _prune(
    aggregates: AggregateRepository,
    address: CountersAddress,
    counters: Counters,
    live: set[str],
    now: float,
) -> None:
    """Forget shards that were folded long ago and have not gone on since: none of their records can
    come again, and nobody reads what they had. Of those that have, every turn stays named."""
    kept = pruned_contents(counters.contains, live, now)
    if len(kept) == len(counters.contains):
        return
    try:
        aggregates.put_counters(address, replace(counters, contains=kept))
    except WriteConflict:
        return


def pruned_contents(contains: Mapping[str, str], live: Iterable[str], now: float) -> dict[str, str]:
    """The entries that may still be needed."""
    needed = {_origin(shard) for shard in live} | {
        _origin(shard)
        for shard, entry in contains.items()
        if now - contained_second(entry) < NAMED_SECONDS
    }
    return {shard: entry for shard, entry in contains.items() if _origin(shard) in needed}


def _origin(shard: str) -> str:
    return shard.partition("~")[0]
