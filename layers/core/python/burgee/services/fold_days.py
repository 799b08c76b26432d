"""Counters that nothing was added to for two days, from their shards into one item per day.

An item is sealed, so that its consumer goes on elsewhere; then added to the folded item, which
names it; then deleted. Each step is on condition, so that any of them may be repeated, and any two
of these may run at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

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


def fold_days(
    aggregates: AggregateRepository, run: str, now: float, *, idle_seconds: int = IDLE_SECONDS
) -> int:
    """Fold what was left alone for so long; how many items that were."""
    state = aggregates.state(run)
    generations = {state.generation, state.building or state.generation}
    return sum(
        _fold_generation(aggregates, run, generation, now, idle_seconds)
        for generation in sorted(generations)
    )


def _fold_generation(
    aggregates: AggregateRepository, run: str, generation: int, now: float, idle_seconds: int
) -> int:
    folded = 0
    live: dict[Place, set[str]] = defaultdict(set)
    for shard in aggregates.shards(run, generation):
        items = [] if shard == FOLDED else list(aggregates.of_shard(run, generation, shard))
        for address, counters in items:
            if now - counters.written < idle_seconds:
                live[place_of(address)].add(shard)
            elif _fold(aggregates, address, counters, now):
                folded += 1
        if not items and shard != FOLDED:
            _forget(aggregates, run, generation, shard)
    for address, counters in list(aggregates.of_shard(run, generation, FOLDED)):
        _prune(aggregates, address, counters, live[place_of(address)], now)
    return folded


def _fold(
    aggregates: AggregateRepository, address: CountersAddress, counters: Counters, now: float
) -> bool:
    """Whether it was folded; not if its consumer wrote to it meanwhile."""
    sealed = counters
    if not counters.sealed:
        try:
            aggregates.put_counters(address, replace(counters, sealed=True))
        except WriteConflict:
            return False
        sealed = replace(counters, sealed=True, version=counters.version + 1)
    _add_to_folded(aggregates, address, sealed, int(now))
    aggregates.delete_counters(address, sealed.version)
    return True


def _add_to_folded(
    aggregates: AggregateRepository, address: CountersAddress, sealed: Counters, now: int
) -> None:
    place = replace(address, shard=FOLDED)
    while True:
        standing = aggregates.counters(place) or Counters()
        if is_contained(address.shard, standing):
            return
        written = replace(
            standing,
            body=merged(standing.body, sealed.body),
            contains={**standing.contains, address.shard: folded_in(sealed.mark, now)},
            written=now,
        )
        try:
            if not standing.version:
                aggregates.register_shard(place.run, place.generation, FOLDED)
            aggregates.put_counters(place, written)
        except WriteConflict:
            continue
        return


def _prune(
    aggregates: AggregateRepository,
    address: CountersAddress,
    counters: Counters,
    live: set[str],
    now: float,
) -> None:
    """Forget shards that were folded two days ago and have not gone on since: none of their
    records can come again. Of those that have, every turn stays named."""
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
        if now - contained_second(entry) < IDLE_SECONDS
    }
    return {shard: entry for shard, entry in contains.items() if _origin(shard) in needed}


def _origin(shard: str) -> str:
    return shard.partition("~")[0]


def _forget(aggregates: AggregateRepository, run: str, generation: int, shard: str) -> None:
    """A shard without counters since an earlier day. Its consumer registers it again before it
    makes new ones; one that did so a moment ago is looked for once more."""
    aggregates.forget_shard(run, generation, shard)
    if any(True for _ in aggregates.of_shard(run, generation, shard)):
        aggregates.register_shard(run, generation, shard)
