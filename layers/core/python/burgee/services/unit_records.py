"""One unit as administration looks at it: what rests of it, whether it takes part, its erasure."""

from __future__ import annotations

from dataclasses import replace

from burgee.domain.pseudonyms import pseudonym
from burgee.domain.units import OptOut, UnitName, UnitRecords
from burgee.services.cursors import read_cursor, write_cursor
from burgee.services.tracking_ports import UnitRepository


def read_unit(units: UnitRepository, name: UnitName) -> UnitRecords:
    """What rests of a unit, read strongly: to show it or to export it."""
    unit = _pseudonym_of(units, name)
    events = sorted(units.events(unit), key=lambda event: (event.at, event.id))
    return UnitRecords(unit, units.state(unit), tuple(events))


def page_of_events(
    records: UnitRecords, *, limit: int, cursor: str | None
) -> tuple[UnitRecords, str | None]:
    """The records with some of their events, and where to go on. Raises MalformedRequest.

    A unit may have more events than one answer of the API holds.
    """
    after = read_cursor(cursor, (int, str)) if cursor else None
    rest = [event for event in records.events if after is None or (event.at, event.id) > after]
    page = rest[:limit]
    onward = write_cursor(page[-1].at, page[-1].id) if len(rest) > limit else None
    return replace(records, events=tuple(page)), onward


def opt_out(units: UnitRepository, name: UnitName, now: float) -> UnitRecords:
    """Let the unit take part in no experiment; its numbers leave the sums of all runs.

    `evaluate` knows within a minute, sums within seconds. Safe to repeat.
    """
    return _say(units, name, out=True, now=now)


def opt_in(units: UnitRepository, name: UnitName, now: float) -> UnitRecords:
    """Take an opt-out back: the unit is in the sums again. Safe to repeat."""
    return _say(units, name, out=False, now=now)


def erase(units: UnitRepository, name: UnitName, now: float) -> UnitRecords:
    """Delete what rests of a unit; a tombstone stays for 8 days, so that nothing comes back that
    is still on its way. What is left for the moment: totals, which `aggregate` empties when it
    sees the tombstone. Safe to repeat.

    What people wrote into documents, as a flag's targets, is configuration and stays.
    """
    units.erase(_pseudonym_of(units, name), now)
    return read_unit(units, name)


def _say(units: UnitRepository, name: UnitName, *, out: bool, now: float) -> UnitRecords:
    """State whether the unit is out, later than whatever was stated before: of two clocks that
    differ, the one that is behind must be heard too."""
    unit = _pseudonym_of(units, name)
    standing = units.state(unit).head.opt_out or OptOut(out=False, out_at=-1)
    if standing.out != out:
        units.opt_out(unit, OptOut(out, max(int(now * 1000), standing.out_at + 1)))
    return read_unit(units, name)


def _pseudonym_of(units: UnitRepository, name: UnitName) -> str:
    return pseudonym(units.secret(), name.environment, name.bucket_by, name.unit)
