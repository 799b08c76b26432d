"""What rests under each unit, in DynamoDB."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from burgee.domain.tracking import DAY_MS, Exposure, TrackingEvent
from burgee.domain.units import Head, OptOut, Total, UnitState
from burgee.storage import keys
from burgee.storage.packed import EXPIRES, expiry, put_next
from burgee.storage.table import ABSENT, Item, ItemTable
from burgee.storage.unit_items import (
    LEFT,
    MIXED,
    OUT_AT,
    content_of,
    event_item,
    exposure_item,
    head_of,
    opt_out_item,
    state_of,
    total_item,
)

if TYPE_CHECKING:
    from burgee.storage.memory_table import MemoryTable

TOMBSTONE_SECONDS = 8 * DAY_MS // 1000  # more than the stream's day and the clamp of event times

_CARE_SECONDS = 3600  # more than it takes to delete what is late of a unit

_SECRET_BYTES = 32
_ONCE = "attribute_exists(pk) AND attribute_not_exists(#{0})"
_KEYS = "pk, sk"


class DynamoUnits:
    """The units of one table. `now`: seconds since 1970, for expiries alone.

    A write of what happened is on condition that it is absent, so its repetition changes nothing.
    """

    def __init__(
        self, table: ItemTable | MemoryTable, *, now: Callable[[], float] = time.time
    ) -> None:
        self._table = table
        self._now = now
        self._secret: bytes | None = None

    def secret(self) -> bytes:
        """Read once: it never changes. Of several that make it at first, one wins."""
        if self._secret is None:
            self._secret = self._stored_secret()
        return self._secret

    def head(self, unit: str, *, profile: bool = False) -> Head:
        partition = keys.unit(unit)
        if profile:
            between = (keys.HEAD, keys.PROFILE)
            return head_of(self._table.query(partition, between=between, consistent=False))
        return head_of(self._table.query(partition, prefix=keys.HEAD, consistent=False))

    def expose(self, unit: str, exposure: Exposure) -> Exposure:
        item = exposure_item(unit, exposure)
        standing = self._table.put(item, condition=ABSENT)
        stands: Exposure = exposure if standing is None else _content(standing)
        return stands

    def mark_mixed(self, unit: str, run: str) -> None:
        self._mark(unit, run, MIXED, {"BOOL": True})

    def mark_left(self, unit: str, run: str, why: str) -> None:
        self._mark(unit, run, LEFT, {"S": why})

    def record(self, unit: str, event: TrackingEvent) -> bool:
        """A retry of boto's, whose first answer was lost, finds its own item and is told so."""
        item = event_item(unit, event)
        standing = self._table.put(item, condition=ABSENT)
        return standing is None or standing == item

    def opt_out(self, unit: str, opt_out: OptOut) -> None:
        """An older statement than the one that stands changes nothing."""
        item = opt_out_item(unit, opt_out)
        newer = f"{ABSENT} OR #{OUT_AT} < :{OUT_AT}"
        self._table.put(item, condition=newer, values={f":{OUT_AT}": item[OUT_AT]})

    def next_position(self, run: str, stratum: str) -> int:
        """A retry of boto's, whose first answer was lost, leaves a number out: nobody gets it."""
        written = self._table.update(
            keys.block(run, stratum), keys.POSITION, "ADD #n :one", values={":one": {"N": "1"}}
        )
        return int((written or {})["n"]["N"]) - 1

    def state(self, unit: str) -> UnitState:
        between = (keys.HEAD, keys.AFTER_TOTALS)
        return state_of(self._table.query(keys.unit(unit), between=between))

    def events(self, unit: str) -> Iterator[TrackingEvent]:
        for item in self._table.query(keys.unit(unit), prefix=keys.EVENT):
            event: TrackingEvent = _content(item)
            yield event

    def put_total(self, unit: str, run: str, generation: int, total: Total) -> None:
        self._put_total(unit, keys.total(run, generation), total)

    def put_profile(self, unit: str, profile: Total) -> None:
        self._put_total(unit, keys.PROFILE, profile)

    def delete_total(self, unit: str, run: str, generation: int) -> None:
        self._table.delete(keys.unit(unit), keys.total(run, generation))

    def erase(self, unit: str, now: float) -> None:
        partition = keys.unit(unit)
        gone = expiry(now + TOMBSTONE_SECONDS)
        self._table.put(
            {"pk": {"S": partition}, "sk": {"S": keys.TOMBSTONE}, **gone},
            condition=f"{ABSENT} OR #expires_at < :expires_at",
            values={f":{name}": value for name, value in gone.items()},
        )
        between = (keys.EVENT, keys.PROFILE)
        for item in list(self._table.query(partition, between=between, attributes=_KEYS)):
            if item["sk"]["S"] != keys.TOMBSTONE:
                self._table.delete(partition, item["sk"]["S"])

    def erase_late(self, unit: str) -> int:
        """What a query finds together with the tombstone was written while it stood; what is
        written after the query may be of a time when it is gone. Once it is gone what rests
        counts, so nothing is deleted of a unit whose tombstone may go meanwhile."""
        partition = keys.unit(unit)
        if not self._is_tombstone_kept(partition):
            return 0
        items = self._table.query(partition, between=(keys.EVENT, keys.OPT_OUT), attributes=_KEYS)
        found = {item["sk"]["S"] for item in items}
        late = found - {keys.TOMBSTONE, keys.OPT_OUT}
        for sort in sorted(late):
            self._table.delete(partition, sort)
        return len(late)

    def _is_tombstone_kept(self, partition: str) -> bool:
        tombstone = self._table.get(partition, keys.TOMBSTONE)
        return tombstone is not None and int(tombstone[EXPIRES]["N"]) > self._now() + _CARE_SECONDS

    def units_of(self, run: str) -> Iterator[str]:
        return self._units_with(keys.exposure(run))

    def units_with_totals(self, run: str, generation: int) -> Iterator[str]:
        return self._units_with(keys.total(run, generation))

    def erased_units(self) -> Iterator[str]:
        return self._units_with(keys.TOMBSTONE)

    def _units_with(self, sort: str) -> Iterator[str]:
        for item in self._table.scan(prefix=sort, attributes=_KEYS):
            if item["sk"]["S"] == sort:
                yield keys.unit_of(item["pk"]["S"])

    def _stored_secret(self) -> bytes:
        standing = self._table.get(keys.DEPLOYMENT, keys.SECRET)
        if standing is None:
            fresh: Item = {
                "pk": {"S": keys.DEPLOYMENT},
                "sk": {"S": keys.SECRET},
                "secret": {"B": secrets.token_bytes(_SECRET_BYTES)},
            }
            standing = self._table.put(fresh, condition=ABSENT) or fresh
        return bytes(standing["secret"]["B"])

    def _mark(self, unit: str, run: str, attribute: str, value: Any) -> None:
        self._table.update(
            keys.unit(unit),
            keys.exposure(run),
            f"SET #{attribute} = :value",
            condition=_ONCE.format(attribute),
            values={":value": value},
        )

    def _put_total(self, unit: str, sort: str, total: Total) -> None:
        item = total_item(unit, sort, total)
        if not total.body:
            item |= expiry(self._now() + TOMBSTONE_SECONDS)
        put_next(self._table, item, total.version)


def _content(item: Item) -> Any:
    address = keys.parse_unit_item(item["pk"]["S"], item["sk"]["S"])
    return content_of(address, item) if address else None
