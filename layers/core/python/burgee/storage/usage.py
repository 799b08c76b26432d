"""Evaluations per flag and hour, and the names of events that came in, in DynamoDB."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from burgee.domain.tracking import DAY_MS, EVENT_DAYS
from burgee.storage import keys
from burgee.storage.packed import expiry, pack, reading, unpack
from burgee.storage.table import ABSENT, Item, ItemTable

if TYPE_CHECKING:
    from burgee.storage.memory_table import MemoryTable

HOURS_KEPT_DAYS = 35  # rolled up on the next day, or by a reconcile that was down for long
DAYS_KEPT_DAYS = 400
PART_ENTRIES = 1000  # counts of one item of a day: under 400 KB with the longest names

_AFTER_DAYS = "9999"


class DynamoUsage:
    """The usage of one table. `now`: seconds since 1970, for expiries alone.

    Every write says all that its item is to hold, so its repetition changes nothing. Reads are
    eventually consistent: the numbers are approximate.
    """

    def __init__(
        self, table: ItemTable | MemoryTable, *, now: Callable[[], float] = time.time
    ) -> None:
        self._table = table
        self._now = now

    def put_usage(
        self, environment: str, hour: str, sandbox: str, counts: Mapping[str, int]
    ) -> None:
        self._replace(keys.usage_hour(environment, hour), sandbox, counts, HOURS_KEPT_DAYS)

    def hours(self, environment: str, hours: Iterable[str]) -> Iterator[tuple[str, dict[str, int]]]:
        for hour in hours:
            partition = keys.usage_hour(environment, hour)
            counts = _sums(self._table.query(partition, consistent=False))
            if counts:
                yield hour, counts

    def put_day(self, environment: str, day: str, counts: Mapping[str, int]) -> None:
        """In parts, as 10,000 flags fit no item. Parts that a former roll-up had more of go."""
        partition = keys.usage_days(environment)
        entries = list(counts.items())
        cuts = range(0, max(1, len(entries)), PART_ENTRIES)
        sorts = [keys.usage_day(day, part) for part in range(len(cuts))]
        for sort, cut in zip(sorts, cuts, strict=True):
            part = dict(entries[cut : cut + PART_ENTRIES])
            self._replace(partition, sort, part, DAYS_KEPT_DAYS)
        standing = self._table.query(partition, prefix=day, attributes="sk")
        for sort in {row["sk"]["S"] for row in standing}.difference(sorts):
            self._table.delete(partition, sort)

    def days(self, environment: str, since: str) -> Iterator[tuple[str, dict[str, int]]]:
        between = (since, _AFTER_DAYS)
        parts = self._table.query(keys.usage_days(environment), between=between, consistent=False)
        for day, of_day in groupby(parts, key=lambda part: keys.day_of(part["sk"]["S"])):
            yield day, _sums(of_day)

    def see_event_name(self, environment: str, name: str, day: str) -> None:
        """A name that does not come any more goes when its last event does."""
        self._table.put(
            {
                **_key(keys.event_names(environment), name),
                "day": {"S": day},
                **self._expiry(EVENT_DAYS),
            },
            condition=f"{ABSENT} OR #day < :day",
            values={":day": {"S": day}},
        )

    def event_names(self, environment: str) -> dict[str, str]:
        rows = self._table.query(keys.event_names(environment), consistent=False)
        return {row["sk"]["S"]: row["day"]["S"] for row in rows}

    def _replace(
        self, partition: str, sort: str, counts: Mapping[str, int], kept_days: int
    ) -> None:
        item = {**_key(partition, sort), **pack(dict(counts)), **self._expiry(kept_days)}
        self._table.put(item, condition="")

    def _expiry(self, days: int) -> dict[str, Any]:
        return expiry(self._now() + days * DAY_MS / 1000)


def _sums(items: Iterable[Item]) -> dict[str, int]:
    sums = Counter[str]()
    for item in items:
        with reading("counts of evaluations"):
            sums.update(dict(unpack(item)))
    return dict(sums)


def _key(partition: str, sort: str) -> dict[str, Any]:
    return {"pk": {"S": partition}, "sk": {"S": sort}}
