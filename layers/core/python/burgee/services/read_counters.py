"""The counters of a run, all shards together."""

from __future__ import annotations

from collections.abc import Mapping

from burgee.domain.contributions import UNIT_KINDS, Place, Sums, merged
from burgee.domain.counters import FOLDED, UNITS_METRIC, Counters, CountersAddress
from burgee.services.tracking_ports import AggregateRepository


def read_counters(aggregates: AggregateRepository, run: str, generation: int) -> dict[Place, Sums]:
    """The sums of each day, metric and dimension.

    Folded days are read last: what was folded meanwhile is named there, and counted once.
    """
    of_shards = [
        item
        for shard in aggregates.shards(run, generation)
        if shard != FOLDED
        for item in aggregates.of_shard(run, generation, shard)
    ]
    folded = {
        place_of(address): counters
        for address, counters in aggregates.of_shard(run, generation, FOLDED)
    }
    sums: dict[Place, Sums] = {place: counters.body for place, counters in folded.items()}
    for address, counters in of_shards:
        place = place_of(address)
        if not is_contained(address.shard, folded.get(place)):
            sums[place] = merged(sums.get(place, {}), counters.body)
    return sums


def place_of(address: CountersAddress) -> Place:
    return address.day, address.metric, address.dimension


def is_contained(shard: str, folded: Counters | None) -> bool:
    """Whether what a shard had is in the folded sums."""
    return folded is not None and shard in folded.contains


def units_counted(sums: Mapping[Place, Sums]) -> int:
    """How many exposed units were counted, as whatever they were counted."""
    return sum(
        kinds.get(kind, 0)
        for (_, metric, dimension), variants in sums.items()
        if metric == UNITS_METRIC and not dimension
        for kinds in variants.values()
        for kind in UNIT_KINDS
    )
