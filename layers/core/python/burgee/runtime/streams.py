"""Records of the tables' streams, in our words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from burgee.domain.documents import Kind
from burgee.domain.units import UnitChange
from burgee.storage.keys import PROFILE, parse_version
from burgee.storage.unit_changes import unit_change


def changed_versions(records: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Kind, str, int]]:
    """Kind, key and number of each version that was written; other rows are passed over."""
    for record in records:
        keys = record["dynamodb"]["Keys"]
        address = parse_version(keys["pk"]["S"], keys["sk"]["S"])
        if address is not None:
            yield address.kind, address.key, address.version


def new_versions(
    records: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[str, tuple[Kind, str, int]]]:
    """The sequence number of each record of a version that was not there before, and the version.

    What is written once more, in another form or by a restore over what is there, is not new.
    """
    for record in records:
        if record["eventName"] == "INSERT":
            for address in changed_versions([record]):
                yield record["dynamodb"]["SequenceNumber"], address


def unit_changes(records: Iterable[Mapping[str, Any]]) -> Iterator[UnitChange]:
    """What each record of the units table's stream says; items that are no unit's are passed
    over, and profiles, from which nothing follows. One that cannot be read says so in `damaged`."""
    for record in records:
        if record["dynamodb"]["Keys"]["sk"]["S"] == PROFILE:
            continue
        change = unit_change(record)
        if change is not None:
            yield change
