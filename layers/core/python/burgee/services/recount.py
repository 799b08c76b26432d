"""Totals of a run from their items and counters from totals, as a new generation.

While it is built, consumers fold into both; then readers are turned to the new one by one write.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from burgee.domain.counters import UNITS_METRIC, CountersAddress, RunState
from burgee.domain.errors import RunTooOld, WriteConflict
from burgee.services.aggregate import Aggregator, mark_inexact
from burgee.services.fold_counters import FAULTS
from burgee.services.fold_totals import Batch
from burgee.services.read_counters import read_counters, units_counted
from burgee.services.reconcile import can_be_recounted

RECOUNT = "recount"  # the pseudo-shard of what a recount carries over
BEFORE = "until a recount ends: "

Wait = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Recounted:
    """How a recount stands: `found` units have a total in `generation`, `counted` of them are in
    its counters. Not done: it goes on where it is asked for again."""

    run: str
    generation: int
    found: int
    counted: int
    is_done: bool


def recount(aggregator: Aggregator, run: str, wait: Wait, *, anew: bool = False) -> Recounted:
    """Rebuild a run, or go on with a recount that was left; safe to repeat and to run twice.

    `wait` gives the stream time and says whether to go on waiting. `anew` gives up a recount
    that was left half done. Raises UnknownRun, RunTooOld.
    """
    plan = aggregator.plans.plan(run)
    if not can_be_recounted(plan, aggregator.now()):
        raise RunTooOld(f"Events of run '{run}' are gone by now: its sums cannot be made anew.")
    building = _begin(aggregator, run, anew=anew)
    _rebuild(aggregator, run)
    while True:
        result = _progress(aggregator, run, building)
        if result.counted >= result.found:
            _finish(aggregator, run, building)
            return replace(result, is_done=True)
        if not wait():
            return result


def _begin(aggregator: Aggregator, run: str, *, anew: bool) -> int:
    aggregates = aggregator.aggregates
    while True:
        state = aggregates.state(run)
        if state.building is not None and not anew:
            return state.building
        building = max(state.generation, state.building or 0) + 1
        reasons = tuple(dict.fromkeys(BEFORE + _plain(reason) for reason in state.inexact))
        try:
            aggregates.put_state(run, replace(state, building=building, inexact=reasons))
        except WriteConflict:
            continue
        if not reasons:
            aggregates.forget_parked(run)
        for old in range(1, building):
            if old != state.generation:
                _delete(aggregator, run, old)
        return building


def _plain(reason: str) -> str:
    return reason.removeprefix(BEFORE)


def _rebuild(aggregator: Aggregator, run: str) -> None:
    """A total in each generation for every exposed unit, made as any consumer would."""
    for unit in aggregator.units.units_of(run):
        try:
            batch = Batch(RECOUNT, aggregator.aggregates.state)
            given_up = aggregator.totals.fold(unit, (), batch)
        except FAULTS:
            raise
        except Exception as error:  # noqa: BLE001 - one unit that cannot be read stops no recount
            why = f"{type(error).__name__} while a unit was recounted"
            mark_inexact(aggregator.aggregates, run, why)
        else:
            if run in given_up:
                mark_inexact(aggregator.aggregates, run, given_up[run])


def _progress(aggregator: Aggregator, run: str, building: int) -> Recounted:
    found = sum(1 for _ in aggregator.units.units_with_totals(run, building))
    counted = units_counted(read_counters(aggregator.aggregates, run, building))
    return Recounted(run, building, found, counted, is_done=False)


def _finish(aggregator: Aggregator, run: str, building: int) -> None:
    aggregates = aggregator.aggregates
    while True:
        state = aggregates.state(run)
        if state.building != building:
            return  # somebody else ended it
        _carry_erased(aggregator, run, state)
        news = tuple(reason for reason in state.inexact if not reason.startswith(BEFORE))
        done = replace(state, generation=building, building=None, inexact=news)
        try:
            aggregates.put_state(run, done)
        except WriteConflict:
            continue
        if not news:
            aggregates.forget_parked(run)
        _delete(aggregator, run, state.generation)
        return


def _carry_erased(aggregator: Aggregator, run: str, state: RunState) -> None:
    """Of units that were erased nothing is left to count anew: their number is carried over."""
    aggregates, building = aggregator.aggregates, state.building or 0
    before = read_counters(aggregates, run, state.generation)
    after = read_counters(aggregates, run, building)
    for place, variants in before.items():
        day, metric, dimension = place
        if metric != UNITS_METRIC or dimension:
            continue
        missing = {
            variant: {"erased": number}
            for variant, kinds in variants.items()
            if (number := _erased(kinds) - _erased(after.get(place, {}).get(variant, {}))) > 0
        }
        address = CountersAddress(run, building, RECOUNT, day, UNITS_METRIC)
        if missing and aggregates.counters(address) is None:
            aggregator.counters.put_aside(address, missing)


def _erased(kinds: object) -> int:
    return kinds.get("erased", 0) if isinstance(kinds, dict) else 0


def _delete(aggregator: Aggregator, run: str, generation: int) -> None:
    """Remove a generation that nobody reads; its registry last, as it says what is left."""
    aggregates = aggregator.aggregates
    shards = aggregates.shards(run, generation)
    if not shards:
        return
    for unit in list(aggregator.units.units_with_totals(run, generation)):
        aggregator.units.delete_total(unit, run, generation)
    for shard in shards:
        for address, counters in list(aggregates.of_shard(run, generation, shard)):
            try:
                aggregates.delete_counters(address, counters.version)
            except WriteConflict:
                continue
        aggregates.forget_shard(run, generation, shard)
