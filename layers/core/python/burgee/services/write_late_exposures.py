"""Writing exposures that had to wait in the queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from burgee.domain.errors import BurgeeError, InvalidEvent
from burgee.services.late_exposures import LateExposure, decode_late_exposure
from burgee.services.tracking_ports import UnitRepository
from burgee.services.write_units import expose


@dataclass(slots=True)
class LateWrites:
    """What became of a batch: ids of messages. The `unreadable` are among the `failed`; of the
    `erased` nothing may be written any more."""

    failed: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)


def write_late_exposures(units: UnitRepository, messages: Iterable[tuple[str, str]]) -> LateWrites:
    """Write the exposures of (id, text) messages; the ids of those that have to come again.

    Safe to repeat: an exposure is written on condition that its unit has none in the run. After
    a fault of storage the rest is left for the next try, as it would fail slowly too. A message
    that cannot be read fails each time, until the queue sets it aside for a person to look at.
    """
    writes = LateWrites()
    is_silent = False
    for message_id, text in messages:
        try:
            late = decode_late_exposure(text)
            if is_silent:
                writes.failed.append(message_id)
            elif not _write(units, late):
                writes.erased.append(message_id)
        except InvalidEvent:
            writes.unreadable.append(message_id)
            writes.failed.append(message_id)
        except BurgeeError:
            is_silent = True
            writes.failed.append(message_id)
    return writes


def _write(units: UnitRepository, late: LateExposure) -> bool:
    """Whether it was written: what waited must not bring back a unit that was erased."""
    if units.head(late.unit).erased:
        return False
    expose(units, late.unit, late.exposure)
    return True
