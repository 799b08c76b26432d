"""What recording and aggregating ask of the outside world. `burgee.storage` fills these.

Every method raises StorageUnavailable where DynamoDB does not answer, and TooManyRequests where
it says that it is asked too much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from burgee.domain.counters import Counters, CountersAddress, ParkedRecord, RunState
from burgee.domain.sums import RunSums
from burgee.domain.tracking import Exposure, TrackingEvent
from burgee.domain.units import Head, OptOut, Total, UnitState
from burgee.services.look_ports import LookRepository


class UnitRepository(Protocol):
    """What rests under each unit. Units are named by their pseudonyms."""

    def secret(self) -> bytes:
        """The deployment's secret, made at the first call ever."""
        ...

    def head(self, unit: str, *, profile: bool = False) -> Head:
        """The unit's head, read eventually consistently: half a read unit."""
        ...

    def expose(self, unit: str, exposure: Exposure) -> Exposure:
        """Write an exposure if the unit has none in this run; what stands there now."""
        ...

    def mark_mixed(self, unit: str, run: str) -> None:
        """Note that the unit was shown a second variant; once is enough, without exposure none."""
        ...

    def mark_left(self, unit: str, run: str, why: str) -> None:
        """Note why the experiment did not decide for an exposed unit; the first reason stays."""
        ...

    def record(self, unit: str, event: TrackingEvent) -> bool:
        """Write an event if its id is new to the unit; whether it was."""
        ...

    def opt_out(self, unit: str, opt_out: OptOut) -> None:
        """Set whether the unit takes part; `out_at` only ever grows."""
        ...

    def next_position(self, run: str, stratum: str) -> int:
        """The next place in the blocks of a stratum, from 0: atomic, each number once."""
        ...

    def state(self, unit: str) -> UnitState:
        """Head, profile and totals, read strongly."""
        ...

    def events(self, unit: str) -> Iterator[TrackingEvent]:
        """Every event of the unit, read strongly."""
        ...

    def put_total(self, unit: str, run: str, generation: int, total: Total) -> None:
        """Write `total`, its version + 1, on condition that its version stands (0: absent).

        `body` empty and version above 0 is allowed (an erased unit). Raises WriteConflict.
        """
        ...

    def put_profile(self, unit: str, profile: Total) -> None:
        """As put_total, for the profile."""
        ...

    def delete_total(self, unit: str, run: str, generation: int) -> None: ...

    def erase(self, unit: str, now: float) -> None:
        """Put the tombstone (8 days), then delete events, exposures, opt-out and profile.

        Safe to repeat. Totals are emptied by `aggregate` when it sees the tombstone.
        """
        ...

    def erase_late(self, unit: str) -> int:
        """Delete events and exposures that rest beside the unit's tombstone; how many there were.

        Nothing where there is no tombstone (any more). An opt-out stays: it was said since.
        """
        ...

    def erased_units(self) -> Iterator[str]:
        """Every unit with a tombstone, in no order; walks the whole table."""
        ...

    def units_of(self, run: str) -> Iterator[str]:
        """Every unit with an exposure in a run, in no order; walks the whole table."""
        ...

    def units_with_totals(self, run: str, generation: int) -> Iterator[str]:
        """Every unit with a total in a generation of a run; walks the whole table."""
        ...


class AggregateRepository(Protocol):
    """Counters of runs, and what keeps them exact."""

    def state(self, run: str) -> RunState:
        """Read strongly."""
        ...

    def put_state(self, run: str, state: RunState) -> None:
        """Write `state`, its version + 1, on condition that its version stands. Raises
        WriteConflict."""
        ...

    def counters(self, address: CountersAddress) -> Counters | None:
        """Read strongly; None if there are none."""
        ...

    def put_counters(self, address: CountersAddress, counters: Counters) -> None:
        """Write `counters`, its version + 1, on condition that its version stands (0: absent).
        Raises WriteConflict."""
        ...

    def delete_counters(self, address: CountersAddress, version: int) -> None:
        """Delete on condition that the version stands; absent is fine. Raises WriteConflict."""
        ...

    def keep_sums(self, run: str, sums: RunSums) -> None:
        """Keep the sums of a run beside its counters, for when these are gone; replaces those
        that were kept before."""
        ...

    def kept_sums(self, run: str) -> RunSums | None:
        """Read strongly; None if none were kept."""
        ...

    def register_shard(self, run: str, generation: int, shard: str) -> None:
        """Note that there are counters of this shard; before the first are written."""
        ...

    def forget_shard(self, run: str, generation: int, shard: str) -> None: ...

    def shards(self, run: str, generation: int) -> list[str]:
        """Shards that have counters, `folded` among them where it does; read strongly."""
        ...

    def of_shard(
        self, run: str, generation: int, shard: str
    ) -> Iterator[tuple[CountersAddress, Counters]]:
        """All counters of a shard, read strongly."""
        ...

    def dimension_values(self, run: str, dimension: str) -> tuple[str, ...]:
        """The values that are told apart, in the order in which they came; read strongly."""
        ...

    def add_dimension_value(self, run: str, dimension: str, value: str, most: int) -> bool:
        """Take `value` in unless `most` are there; whether it is in now. Exact under a race."""
        ...

    def park(self, record: ParkedRecord) -> None:
        """Keep a record that could not be applied; the same one again changes nothing."""
        ...

    def parked(self, run: str) -> Iterator[ParkedRecord]: ...

    def forget_parked(self, run: str) -> None: ...


class UsageRepository(Protocol):
    """Evaluations per flag, variant and reason: approximate; and event names that came in."""

    def put_usage(
        self, environment: str, hour: str, sandbox: str, counts: Mapping[str, int]
    ) -> None:
        """Replace what one sandbox counted in one hour (`2026-11-21T09`): keys are
        `flag|variant|reason`."""
        ...

    def hours(self, environment: str, hours: Iterable[str]) -> Iterator[tuple[str, dict[str, int]]]:
        """(hour, counts of all sandboxes together) of those hours that have any."""
        ...

    def put_day(self, environment: str, day: str, counts: Mapping[str, int]) -> None:
        """Replace the roll-up of a day."""
        ...

    def days(self, environment: str, since: str) -> Iterator[tuple[str, dict[str, int]]]:
        """(day, counts) from a day on, oldest first."""
        ...

    def see_event_name(self, environment: str, name: str, day: str) -> None:
        """Note that events of this name come in."""
        ...

    def event_names(self, environment: str) -> dict[str, str]:
        """Event name -> the last day on which it was noted."""
        ...


@dataclass(frozen=True, slots=True)
class Tracking:
    """Everything that was observed: units, their sums, how often flags were evaluated, and the
    looks at results."""

    units: UnitRepository
    aggregates: AggregateRepository
    usage: UsageRepository
    looks: LookRepository
