"""The rules of exactness, each broken on purpose: what is patched, and with what."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from burgee.domain import contributions
from burgee.domain.counters import Counters, CountersAddress
from burgee.domain.errors import StorageUnavailable
from burgee.domain.totals import begin_total, with_event, with_head
from burgee.domain.units import ChangeKind, ItemKind, Total, UnitChange
from burgee.runtime.streams import unit_changes
from burgee.services import fold_counters, fold_totals, read_counters
from burgee.services.aggregate import Taken
from burgee.services.fold_counters import CountersFold
from burgee.services.fold_totals import Batch, TotalsFold
from burgee.storage import aggregates, units
from burgee.storage.units import DynamoUnits
from tests.exactness import worlds

Patch = pytest.MonkeyPatch

QUICK = 60  # histories of the quick run; what needs more is for `make exactness`


@dataclass(frozen=True)
class Mutation:
    """A broken rule, and within how many histories it has to be noticed."""

    rule: str
    plant: Callable[[Patch], None]
    within: int = 400


def _totals_have_no_marks(patch: Patch) -> None:
    patch.setattr(fold_totals, "mark_of", lambda _, __: "")


def _totals_have_one_mark_for_all_shards(patch: Patch) -> None:
    patch.setattr(
        fold_totals,
        "mark_of",
        lambda total, _: max((mark for mark, _ in total.marks.values()), default=""),
    )


def _totals_have_no_condition(patch: Patch) -> None:
    patch.setattr(units, "put_next", _put_anyway)


def _counters_have_no_condition(patch: Patch) -> None:
    patch.setattr(aggregates, "put_next", _put_anyway)


def _put_anyway(table: Any, item: Mapping[str, Any], version: int) -> None:
    table.put({**item, "v": {"N": str(version + 1)}}, condition="")


def _counters_have_no_marks(patch: Patch) -> None:
    standing = CountersFold._open_place

    def forgetful(self: CountersFold, address: CountersAddress) -> tuple[CountersAddress, Counters]:
        place, counters = standing(self, address)
        return place, replace(counters, mark="")

    patch.setattr(CountersFold, "_open_place", forgetful)


def _counted_events_are_forgotten(patch: Patch) -> None:
    patch.setattr(fold_totals, "counts_for", lambda *_: False)


def _profiles_are_taken_for_whole(patch: Patch) -> None:
    patch.setattr(fold_totals, "lacked", lambda *_: [])


def _new_totals_take_no_marks_over(patch: Patch) -> None:
    patch.setattr(fold_totals, "latest", lambda marks, _: marks)


def _totals_begin_empty(patch: Patch) -> None:
    def from_records(self: Any, look: Any, plan: Any, exposure: Any) -> Any:
        resolve = self._values.of(plan.run)
        body = with_head(begin_total(exposure, plan, resolve), exposure, look.state.head.opt_out)
        for event in look.new_events(Total()):
            body = with_event(body, event, plan, resolve)
        return body

    patch.setattr(TotalsFold, "_from_items", from_records)


def _events_are_read_before_the_head(patch: Patch) -> None:
    init = fold_totals._Look.__init__

    def early(self: Any, repository: Any, unit: str, *rest: Any) -> None:
        events = list(repository.events(unit))
        init(self, repository, unit, *rest)
        self._events = events

    patch.setattr(fold_totals._Look, "__init__", early)


def _units_are_read_eventually(patch: Patch) -> None:
    chance = random.Random(1)
    state = DynamoUnits.state
    seen: dict[tuple[int, str], Any] = {}

    def stale(self: DynamoUnits, unit: str) -> Any:
        key = id(self), unit
        fresh = state(self, unit)
        answered = seen.get(key, fresh) if chance.random() < 0.3 else fresh
        seen[key] = fresh
        return answered

    patch.setattr(DynamoUnits, "state", stale)


def _sealed_counters_are_written(patch: Patch) -> None:
    standing = CountersFold._open_place

    def careless(self: CountersFold, address: CountersAddress) -> tuple[CountersAddress, Counters]:
        counters = self._aggregates.counters(address)
        return (address, counters) if counters else standing(self, address)

    patch.setattr(CountersFold, "_open_place", careless)


def _folded_shards_are_not_looked_for(patch: Patch) -> None:
    patch.setattr(CountersFold, "_folded_mark", lambda *_: None)


def _readers_count_what_is_folded_twice(patch: Patch) -> None:
    patch.setattr(read_counters, "is_contained", lambda *_: False)


def _removals_fold_as_inserts(patch: Patch) -> None:
    def careless(records: Iterable[Mapping[str, Any]]) -> Iterable[UnitChange]:
        for change in unit_changes(records):
            is_removal = change.change is ChangeKind.REMOVE and change.item is ItemKind.EVENT
            yield (
                replace(change, change=ChangeKind.INSERT, after=change.before, before=None)
                if is_removal
                else change
            )

    patch.setattr(worlds, "unit_changes", careless)


def _mixed_units_are_in_the_sums(patch: Patch) -> None:
    patch.setattr(contributions, "excluded_as", lambda _: "")


def _shards_are_not_registered(patch: Patch) -> None:
    patch.setattr(fold_counters._Registry, "register", lambda *_: None)
    patch.setattr(fold_counters._Registry, "confirm", lambda _: None)


def _shards_are_registered_only_before(patch: Patch) -> None:
    patch.setattr(fold_counters._Registry, "confirm", lambda _: None)


def _a_made_total_is_not_looked_at_again(patch: Patch) -> None:
    fold_once = TotalsFold._fold_once

    def once(self: TotalsFold, look: Any) -> bool:
        fold_once(self, look)
        return False

    patch.setattr(TotalsFold, "_fold_once", once)


def _later_records_follow_a_failure(patch: Patch) -> None:
    fold = TotalsFold.fold

    def eager(self: TotalsFold, unit: str, changes: Sequence[UnitChange], batch: Batch) -> Any:
        try:
            return fold(self, unit, changes, batch)
        except StorageUnavailable:
            if len(changes) > 1:
                fold(self, unit, changes[1:], batch)
            raise

    patch.setattr(TotalsFold, "fold", eager)


def _the_highest_failure_is_reported(patch: Patch) -> None:
    def highest(self: Taken, sequence: str) -> None:
        self.failed = max(self.failed or "", sequence)

    patch.setattr(Taken, "fail", highest)


def _failures_are_not_reported(patch: Patch) -> None:
    patch.setattr(Taken, "fail", lambda *_: None)


def _consumers_pass_over_what_is_built(patch: Patch) -> None:
    fold = TotalsFold.fold

    def single(self: TotalsFold, unit: str, changes: Sequence[UnitChange], batch: Batch) -> Any:
        if not changes:
            return fold(self, unit, changes, batch)

        def read_state(run: str) -> Any:
            return replace(batch.read_state(run), building=None)

        return fold(self, unit, changes, Batch(batch.shard, read_state))

    patch.setattr(TotalsFold, "fold", single)


MUTATIONS = (
    Mutation("totals have marks", _totals_have_no_marks, QUICK),
    Mutation("marks are per shard", _totals_have_one_mark_for_all_shards),
    Mutation("totals are written on their version", _totals_have_no_condition),
    Mutation("counters are written on their version", _counters_have_no_condition),
    Mutation("counters have marks", _counters_have_no_marks, QUICK),
    Mutation("counted events are remembered", _counted_events_are_forgotten, QUICK),
    Mutation("what a profile may lack is remembered", _profiles_are_taken_for_whole, QUICK),
    Mutation("a new total takes the profile's marks over", _new_totals_take_no_marks_over, QUICK),
    Mutation("a missing total is made from items", _totals_begin_empty, QUICK),
    Mutation("events are read after the head", _events_are_read_before_the_head, 6000),
    Mutation("units are read strongly", _units_are_read_eventually),
    Mutation("sealed counters are left alone", _sealed_counters_are_written),
    Mutation("consumers look for folded shards", _folded_shards_are_not_looked_for, 2000),
    Mutation("readers skip what is folded", _readers_count_what_is_folded_twice, QUICK),
    Mutation("removals fold nothing", _removals_fold_as_inserts, QUICK),
    Mutation("mixed units are in no sums", _mixed_units_are_in_the_sums, QUICK),
    Mutation("shards are registered", _shards_are_not_registered, QUICK),
    Mutation("shards are registered again after", _shards_are_registered_only_before, 2000),
    Mutation("a made total is looked at again", _a_made_total_is_not_looked_at_again, 6000),
    Mutation("no later record follows a failure", _later_records_follow_a_failure, QUICK),
    Mutation("the lowest failure is reported", _the_highest_failure_is_reported),
    Mutation("failures are reported", _failures_are_not_reported, QUICK),
    Mutation("both generations are folded into", _consumers_pass_over_what_is_built, 1000),
)
