"""Records of the units table's stream, as they come to a function, read as changes of units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.domain.errors import DocumentDamaged
from burgee.domain.units import ChangeKind, UnitChange
from burgee.storage.keys import UnitAddress, parse_unit_item
from burgee.storage.packed import reading
from burgee.storage.unit_items import Content, content_of

SEQUENCE_DIGITS = 40  # DynamoDB gives up to so many; zero-padded they sort as texts

_IMAGES = {
    ChangeKind.INSERT: ("NewImage",),
    ChangeKind.MODIFY: ("OldImage", "NewImage"),
    ChangeKind.REMOVE: ("OldImage",),
}


def unit_change(record: Mapping[str, Any]) -> UnitChange | None:
    """What a record says; None if its item is none of a unit's."""
    written = record["dynamodb"]
    address = parse_unit_item(written["Keys"]["pk"]["S"], written["Keys"]["sk"]["S"])
    if address is None:
        return None
    change, damaged = ChangeKind.MODIFY, ""
    images: dict[str, Content] = {}
    try:
        with reading(f"event called {record['eventName']}"):
            change = ChangeKind(record["eventName"])
        images = {name: _content(address, written, name) for name in _IMAGES[change]}
    except DocumentDamaged as damage:
        damaged = damage.detail
    return UnitChange(
        sequence=written["SequenceNumber"].zfill(SEQUENCE_DIGITS),
        unit=address.unit,
        item=address.kind,
        change=change,
        before=images.get("OldImage"),
        after=images.get("NewImage"),
        run=address.run,
        generation=address.generation,
        damaged=damaged,
    )


def _content(address: UnitAddress, written: Mapping[str, Any], image: str) -> Content:
    if image not in written:
        raise DocumentDamaged(f"The record lacks its {image}.")
    return content_of(address, written[image])
