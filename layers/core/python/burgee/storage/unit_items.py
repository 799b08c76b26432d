"""The items under one unit, and what they say.

An exposure and an event are one write unit each. `mixed` and `left` of an exposure, the version of
a total and all expiries stand by themselves, since conditions and DynamoDB ask for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from burgee.domain.tracking import DAY_MS, EVENT_DAYS, EventType, Exposure, TrackingEvent
from burgee.domain.units import Head, ItemKind, OptOut, Total, UnitState
from burgee.storage import keys
from burgee.storage.keys import UnitAddress
from burgee.storage.packed import expiry, pack, reading, unpack, version_of
from burgee.storage.table import Item

MIXED = "mixed"
LEFT = "left"
OUT_AT = "out_at"

Content = TrackingEvent | Exposure | OptOut | Total | None


def event_item(unit: str, event: TrackingEvent) -> Item:
    body = {
        "t": str(event.type),
        "n": event.name,
        "a": event.at,
        "r": event.received,
        **_unless_empty("x", event.numbers),
        **_unless_empty("h", event.texts),
        **_unless_empty("u", event.attribution),
    }
    expires_at = (event.received + EVENT_DAYS * DAY_MS) / 1000
    return {**_key(unit, keys.event(event.id)), **pack(body), **expiry(expires_at)}


def exposure_item(unit: str, exposure: Exposure) -> Item:
    body = {
        "v": exposure.variant,
        "a": exposure.at,
        "r": exposure.received,
        **_unless_empty("d", exposure.dimensions),
        **({"c": exposure.cohort} if exposure.cohort else {}),
        "s": exposure.source,
        **({"l": 1} if exposure.late else {}),
    }
    item = {**_key(unit, keys.exposure(exposure.run)), **pack(body)}
    if exposure.mixed:
        item[MIXED] = {"BOOL": True}
    if exposure.left:
        item[LEFT] = {"S": exposure.left}
    return item


def opt_out_item(unit: str, opt_out: OptOut) -> Item:
    return {
        **_key(unit, keys.OPT_OUT),
        "out": {"BOOL": opt_out.out},
        OUT_AT: {"N": str(opt_out.out_at)},
    }


def total_item(unit: str, sort: str, total: Total) -> dict[str, Any]:
    """A total or a profile, without its version."""
    marks = {shard: list(mark) for shard, mark in total.marks.items()}
    return {**_key(unit, sort), **pack({"m": marks, "t": total.body})}


def content_of(address: UnitAddress, item: Item) -> Content:
    """What an item says; None for a tombstone. Raises DocumentDamaged."""
    with reading(f"content of kind {address.kind}"):
        return _CONTENTS[address.kind](address.name, item)


def head_of(items: Iterable[Item]) -> Head:
    """A unit's head from its items. Raises DocumentDamaged."""
    return state_of(items).head


def state_of(items: Iterable[Item]) -> UnitState:
    """All that is known of a unit but its events, from its items. Raises DocumentDamaged."""
    exposures: dict[str, Exposure] = {}
    totals: dict[tuple[str, int], Total] = {}
    others: dict[ItemKind, Any] = {}
    for item in items:
        address = keys.parse_unit_item(item["pk"]["S"], item["sk"]["S"])
        if address is None:
            continue
        content: Any = content_of(address, item)
        if address.kind is ItemKind.EXPOSURE:
            exposures[address.name] = content
        elif address.kind is ItemKind.TOTAL:
            totals[address.name, address.generation] = content
        else:
            others[address.kind] = content
    head = Head(
        exposures=exposures,
        opt_out=others.get(ItemKind.OPT_OUT),
        erased=ItemKind.TOMBSTONE in others,
        profile=others.get(ItemKind.PROFILE),
    )
    return UnitState(head, totals)


def _event(name: str, item: Item) -> TrackingEvent:
    body = unpack(item)
    return TrackingEvent(
        id=name,
        type=EventType(body["t"]),
        name=body["n"],
        at=_whole(body["a"]),
        received=_whole(body["r"]),
        numbers={key: _whole(number) for key, number in body.get("x", {}).items()},
        texts=body.get("h", {}),
        attribution=body.get("u", {}),
    )


def _exposure(name: str, item: Item) -> Exposure:
    body = unpack(item)
    return Exposure(
        run=name,
        variant=body["v"],
        at=_whole(body["a"]),
        received=_whole(body["r"]),
        dimensions=body.get("d", {}),
        cohort=body.get("c", ""),
        source=body["s"],
        late="l" in body,
        mixed=MIXED in item,
        left=item[LEFT]["S"] if LEFT in item else "",
    )


def _opt_out(_name: str, item: Item) -> OptOut:
    return OptOut(out=item["out"]["BOOL"], out_at=int(item[OUT_AT]["N"]))


def _total(_name: str, item: Item) -> Total:
    stored = unpack(item)
    marks = {shard: (sequence, second) for shard, (sequence, second) in stored["m"].items()}
    return Total(version=version_of(item), marks=marks, body=stored["t"])


def _whole(found: Any) -> int:
    if type(found) is not int:
        raise TypeError("a whole number is expected")
    return found


def _tombstone(_name: str, _item: Item) -> None:
    return None


_CONTENTS: Mapping[ItemKind, Callable[[str, Item], Content]] = {
    ItemKind.EVENT: _event,
    ItemKind.EXPOSURE: _exposure,
    ItemKind.OPT_OUT: _opt_out,
    ItemKind.TOMBSTONE: _tombstone,
    ItemKind.PROFILE: _total,
    ItemKind.TOTAL: _total,
}


def _key(unit: str, sort: str) -> dict[str, Any]:
    return {"pk": {"S": keys.unit(unit)}, "sk": {"S": sort}}


def _unless_empty(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dict(values)} if values else {}
