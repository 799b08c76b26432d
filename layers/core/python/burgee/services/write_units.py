"""Writing what came in for many units: side by side, and for each unit in the order given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from burgee.domain.errors import BurgeeError, StorageUnavailable
from burgee.domain.sent_events import Outcome, Taken
from burgee.domain.tracking import Exposure, TrackingEvent
from burgee.services.tracking_ports import UnitRepository

MOST_FAULTS = 8  # of one call; then DynamoDB is left alone and the rest is to be sent again


@dataclass(frozen=True, slots=True)
class UnitWrite:
    """An item that is to rest under a unit, which is named by its pseudonym."""

    unit: str
    item: TrackingEvent | Exposure

    @property
    def tells(self) -> tuple[str, str]:
        """What is the same where the same is told twice."""
        if isinstance(self.item, Exposure):
            return self.item.run, self.item.variant
        return "", self.item.id


class UnitWriter:
    """Writes with the threads of a pool. `monotonic` is in seconds."""

    def __init__(
        self, units: UnitRepository, pool: Executor, monotonic: Callable[[], float]
    ) -> None:
        self._units = units
        self._pool = pool
        self._monotonic = monotonic

    def write(self, writes: Sequence[UnitWrite], *, until: float) -> list[Outcome]:
        """What became of each, in their order; faults of storage are outcomes too.

        After a fault, or at `until`, nothing more is written of that unit: what was not written
        can be sent again as it was. Safe to repeat: each item is written on condition that it is
        absent.
        """
        places: dict[str, list[int]] = {}
        for place, write in enumerate(writes):
            places.setdefault(write.unit, []).append(place)
        attempt = _Attempt(self._units, lambda: self._monotonic() >= until)
        of_units = [[writes[place] for place in of_unit] for of_unit in places.values()]
        outcomes: dict[int, Outcome] = {}
        for of_unit, found in zip(
            places.values(), self._pool.map(attempt.write_all, of_units), strict=True
        ):
            outcomes.update(zip(of_unit, found, strict=True))
        return [outcomes[place] for place in range(len(writes))]


class _Attempt:
    """One call: how many faults there were in all its threads."""

    def __init__(self, units: UnitRepository, is_over: Callable[[], bool]) -> None:
        self._units = units
        self._is_over = is_over
        self._faults: list[BurgeeError] = []

    def write_all(self, writes: Sequence[UnitWrite]) -> list[Outcome]:
        """The writes of one unit, up to the first fault."""
        outcomes: list[Outcome] = []
        hindrance: BurgeeError | None = None
        told: set[tuple[str, str]] = set()
        for write in writes:
            hindrance = hindrance or self._hindrance()
            is_repeated = write.tells in told
            told.add(write.tells)
            outcome = hindrance or (Taken.DUPLICATE if is_repeated else self._write(write))
            if isinstance(outcome, BurgeeError):
                hindrance = outcome
            outcomes.append(outcome)
        return outcomes

    def _hindrance(self) -> BurgeeError | None:
        if len(self._faults) >= MOST_FAULTS:
            return self._faults[-1]
        if self._is_over():
            return StorageUnavailable("There was no time left to write this; send it again.")
        return None

    def _write(self, write: UnitWrite) -> Outcome:
        try:
            if isinstance(write.item, Exposure):
                return expose(self._units, write.unit, write.item)
            is_new = self._units.record(write.unit, write.item)
            return Taken.ACCEPTED if is_new else Taken.DUPLICATE
        except BurgeeError as fault:
            self._faults.append(fault)
            return fault


def expose(units: UnitRepository, unit: str, exposure: Exposure) -> Taken:
    """Write that a unit met a variant. One that is stored already stays; if the unit met another
    variant, that is marked, since it can no longer be counted for either."""
    standing = units.expose(unit, exposure)
    if standing.variant != exposure.variant:
        if not standing.mixed:
            units.mark_mixed(unit, exposure.run)
        return Taken.MIXED
    return Taken.ACCEPTED if standing == exposure else Taken.DUPLICATE
