"""Hop 1: a unit's new events and exposures into its totals and its profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from burgee.domain.counters import RunState
from burgee.domain.errors import UnknownRun, WriteConflict
from burgee.domain.profile import lacked, with_action
from burgee.domain.run_plans import RunPlan
from burgee.domain.totals import (
    Body,
    counts_for,
    digest,
    total_of,
    with_event,
    with_head,
    without_counted,
)
from burgee.domain.tracking import Exposure, TrackingEvent
from burgee.domain.units import ChangeKind, ItemKind, Total, UnitChange, UnitState
from burgee.services.run_plans import DimensionValues, RunPlans
from burgee.services.tracking_ports import UnitRepository

Marks = Mapping[str, tuple[str, int]]

MARK_SECONDS = 48 * 3600  # twice as long as the stream keeps its records
MOST_TEXT = 450_000  # characters of a body; packed, an item of 400 KB holds so many for certain


MOST_EVENTS = 100_000  # of one unit; a new total of it reads them all, within one invocation
CROWDED_SECONDS = 3600  # so long such a unit is not read again
MOST_CROWDED = 1000

UNKNOWN = "the run is unknown"
CROWDED = "a unit has too many events to be counted"


class TotalTooLarge(Exception):
    """A total that fits into no item: its records are parked, as no later try would help."""


@dataclass(slots=True)
class Batch:
    """Records of one shard that are taken together. A run's state is read once, strongly."""

    shard: str
    read_state: Callable[[str], RunState]
    _states: dict[str, RunState] = field(default_factory=dict)

    def generations(self, run: str) -> tuple[int, ...]:
        """The generation that is read and, during a recount, the one that is built."""
        if run not in self._states:
            self._states[run] = self.read_state(run)
        state = self._states[run]
        return (state.generation,) if state.building is None else (state.generation, state.building)


class TotalsFold:
    """Folds changes of units into totals.

    Safe to repeat: a total remembers, per shard, the last record that it holds, and it is written
    on its version alone.
    """

    def __init__(
        self,
        units: UnitRepository,
        plans: RunPlans,
        values: DimensionValues,
        now: Callable[[], float],
    ) -> None:
        self._units = units
        self._plans = plans
        self._values = values
        self._now = now
        self._crowded: dict[str, float] = {}

    def fold(self, unit: str, changes: Sequence[UnitChange], batch: Batch) -> dict[str, str]:
        """Bring all of a unit's totals up to these records of its; the runs for which that cannot
        be done, and why.

        Where a total was made, the unit is looked at once more: if it was erased meanwhile, the
        tombstone's record may have come when there was nothing to empty yet.
        """
        while True:
            look = _Look(self._units, unit, changes, batch)
            try:
                if not self._fold_once(look):
                    return look.given_up
            except WriteConflict:
                continue

    def _fold_once(self, look: _Look) -> bool:
        """Whether something was made that was not there before."""
        if look.state.head.erased:
            self._empty(look)
            return False
        made = [
            self._fold_total(look, plan, exposure, generation)
            for exposure, plan in self._planned(look)
            for generation in look.batch.generations(exposure.run)
        ]
        return self._fold_profile(look) or any(made)

    def _planned(self, look: _Look) -> list[tuple[Exposure, RunPlan]]:
        planned = []
        for run, exposure in look.state.head.exposures.items():
            try:
                planned.append((exposure, self._plans.plan(run)))
            except UnknownRun:
                look.given_up[run] = UNKNOWN
        return planned

    def _fold_total(self, look: _Look, plan: RunPlan, exposure: Exposure, generation: int) -> bool:
        standing = look.state.totals.get((exposure.run, generation), Total())
        if standing.body:
            body = self._with_changes(look, plan, exposure, standing)
        elif self._is_crowded(look):
            return self._give_up(look, exposure.run)
        else:
            body = self._from_items(look, plan, exposure)
            standing = replace(standing, marks=latest(standing.marks, look.profile.marks))
        if body is standing.body:
            return False
        if len(str(body)) > MOST_TEXT:  # a profile is never so large: its actions and days are few
            if standing.body:
                raise TotalTooLarge
            return self._give_up(look, exposure.run)  # its events are not read for each record
        total = self._marked(standing, look, without_counted(body, self._oldest()))
        self._units.put_total(look.unit, exposure.run, generation, total)
        return not standing.body

    def _with_changes(
        self, look: _Look, plan: RunPlan, exposure: Exposure, standing: Total
    ) -> Body:
        resolve = self._values.of(plan.run)
        body = standing.body
        for event in look.new_events(standing):
            if digest(event.id) not in body.get("counted", ()):
                body = with_event(body, event, plan, resolve)
        return with_head(body, exposure, look.state.head.opt_out)

    def _is_crowded(self, look: _Look) -> bool:
        """Whether a unit has more events than can be read, such as one that stands for all who
        are not logged in. That is looked for now and then."""
        known_until = self._crowded.get(look.unit, 0.0)
        return self._now() < known_until or len(look.events) > MOST_EVENTS

    def _give_up(self, look: _Look, run: str) -> bool:
        """Nothing is made of a crowded unit, nor is it read again soon."""
        look.given_up[run] = CROWDED
        if self._now() >= self._crowded.get(look.unit, 0.0):
            if len(self._crowded) >= MOST_CROWDED:
                self._crowded.clear()
            self._crowded[look.unit] = self._now() + CROWDED_SECONDS
        return False

    def _from_items(self, look: _Look, plan: RunPlan, exposure: Exposure) -> Body:
        """The total from all that rests under the unit. The records of events that are counted
        here may still come: their ids are remembered.

        Not of those that the profile has: their records are at or below its marks, which the
        total takes over, as whatever was folded into the profile rested under the unit before.
        """
        resolve = self._values.of(plan.run)
        body = total_of(exposure, look.state.head.opt_out, look.events, plan, resolve)
        oldest = self._oldest()
        counted = {
            digest(event.id): event.received // 1000
            for event in lacked(self._profile_after(look), look.events)
            if event.received // 1000 >= oldest and counts_for(event, exposure, plan)
        }
        return {**body, "counted": counted} if counted else body

    def _fold_profile(self, look: _Look) -> bool:
        standing = look.profile
        body = self._profile_after(look)
        if body is standing.body:
            return False
        self._units.put_profile(look.unit, self._marked(standing, look, body))
        return not standing.body

    def _profile_after(self, look: _Look) -> Body:
        body: Body = look.profile.body
        for event in look.new_events(look.profile):
            body = with_action(body, event, int(self._now() * 1000))
        return body

    def _empty(self, look: _Look) -> None:
        """An erased unit's totals keep nothing but their version and marks."""
        for (run, generation), total in look.state.totals.items():
            if total.body:
                self._units.put_total(look.unit, run, generation, replace(total, body={}))
        profile = look.state.head.profile
        if profile and profile.body:
            self._units.put_profile(look.unit, replace(profile, body={}))

    def _marked(self, standing: Total, look: _Look, body: Body) -> Total:
        """The next version, with the mark of this shard and without those that are too old to
        meet their records again."""
        second, oldest = int(self._now()), self._oldest()
        marks = {shard: mark for shard, mark in standing.marks.items() if mark[1] >= oldest}
        if look.last > mark_of(standing, look.batch.shard):
            marks[look.batch.shard] = (look.last, second)
        return replace(standing, marks=marks, body=body)

    def _oldest(self) -> int:
        return int(self._now()) - MARK_SECONDS


class _Look:
    """A unit as it is now, with the records to fold. Its events are read only where they are
    needed, and after its head: what was written before the exposure is among them."""

    def __init__(
        self, units: UnitRepository, unit: str, changes: Sequence[UnitChange], batch: Batch
    ) -> None:
        self.unit = unit
        self.batch = batch
        self.state: UnitState = units.state(unit)
        self.profile = self.state.head.profile or Total()
        self.given_up: dict[str, str] = {}
        self.last = changes[-1].sequence if changes else ""
        self._units = units
        self._changes = changes
        self._events: list[TrackingEvent] | None = None

    @property
    def events(self) -> list[TrackingEvent]:
        """One more than may be at most, where there are too many."""
        if self._events is None:
            self._events = list(islice(self._units.events(self.unit), MOST_EVENTS + 1))
        return self._events

    def new_events(self, standing: Total) -> list[TrackingEvent]:
        """Events whose records the total does not hold yet; removals and repeats are none."""
        mark = mark_of(standing, self.batch.shard)
        return [
            change.after
            for change in self._changes
            if change.item is ItemKind.EVENT
            and change.change is ChangeKind.INSERT
            and isinstance(change.after, TrackingEvent)
            and change.sequence > mark
        ]


def mark_of(total: Total, shard: str) -> str:
    """The last record of a shard that a total holds; sorts before all where there is none."""
    return total.marks[shard][0] if shard in total.marks else ""


def latest(first: Marks, second: Marks) -> Marks:
    """The later mark of each shard.

    >>> latest({"a": ("07", 1), "b": ("02", 1)}, {"a": ("05", 1), "c": ("03", 1)})
    {'a': ('07', 1), 'b': ('02', 1), 'c': ('03', 1)}
    """
    return {
        shard: max(mark for mark in (first.get(shard), second.get(shard)) if mark)
        for shard in {**first, **second}
    }
