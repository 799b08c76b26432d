"""A table in memory that behaves as `ItemTable` does, and keeps its stream.

What the repositories of units, aggregates and usage are tested on by the thousands. Items are
never copied: nobody may change one that was put or that was read.
"""

from __future__ import annotations

import base64
import threading
import time
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from burgee.storage.memory_expressions import holds, written_by
from burgee.storage.packed import EXPIRES
from burgee.storage.table import Item

Record = Mapping[str, Any]

_LAST = chr(0x10FFFF)
_BY_DYNAMODB = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


class MemoryTable:
    """Items that last as long as the process. Safe to use from several threads.

    `changes` are the stream's records, oldest first, shaped as Lambda gets them; as in DynamoDB,
    a write that changes nothing leaves none. `now`: seconds since 1970, for their times alone.
    """

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self.changes: list[Record] = []
        self._now = now
        self._writing = threading.RLock()
        self._partitions: dict[str, dict[str, Item]] = {}
        self._sorts: dict[str, list[str]] = {}

    def get(self, partition: str, sort: str, *, consistent: bool = True) -> Item | None:  # noqa: ARG002  memory always is
        with self._writing:
            return self._partitions.get(partition, {}).get(sort)

    def put(
        self, item: Item, *, condition: str, values: Mapping[str, Any] | None = None
    ) -> Item | None:
        partition, sort = item["pk"]["S"], item["sk"]["S"]
        with self._writing:
            standing = self.get(partition, sort)
            if not holds(condition, standing, values or {}):
                return standing or {}
            self._write(partition, sort, standing, item)
        return None

    def update(
        self,
        partition: str,
        sort: str,
        change: str,
        *,
        values: Mapping[str, Any],
        condition: str = "",
    ) -> Item | None:
        with self._writing:
            standing = self.get(partition, sort)
            if not holds(condition, standing, values):
                return None
            written = written_by(change, standing, values)
            before = standing or {"pk": {"S": partition}, "sk": {"S": sort}}
            self._write(partition, sort, standing, {**before, **written})
        return written

    def delete(
        self, partition: str, sort: str, *, condition: str = "", values: Item | None = None
    ) -> Item | None:
        with self._writing:
            standing = self.get(partition, sort)
            if not holds(condition, standing, values or {}):
                return standing or {}
            if standing is not None:
                self._remove(partition, sort, standing)
        return None

    def query(
        self,
        partition: str,
        *,
        prefix: str = "",
        between: tuple[str, str] | None = None,
        after: str | None = None,
        newest_first: bool = False,
        attributes: str = "",
        page: int | None = None,  # noqa: ARG002  everything is at hand
        consistent: bool = True,  # noqa: ARG002  memory always is
    ) -> Iterator[Item]:
        first, last = between or (prefix, prefix + _LAST)
        with self._writing:
            items = self._partitions.get(partition, {})
            sorts = self._sorts.get(partition, [])
            found = sorts[bisect_left(sorts, first) : bisect_right(sorts, last)]
            if newest_first:
                found.reverse()
            if after is not None:
                found = [sort for sort in found if (sort < after if newest_first else sort > after)]
            rows = [items[sort] for sort in found]
        return iter(_projected(rows, attributes))

    def scan(self, *, prefix: str, attributes: str = "") -> Iterator[Item]:
        with self._writing:
            rows = [
                item
                for items in self._partitions.values()
                for sort, item in items.items()
                if sort.startswith(prefix)
            ]
        return iter(_projected(rows, attributes))

    def batch(
        self, wanted: Iterable[tuple[str, str]], *, consistent: bool, attributes: str = ""
    ) -> Iterator[Item]:
        found = [self.get(*address, consistent=consistent) for address in dict.fromkeys(wanted)]
        return iter(_projected([item for item in found if item is not None], attributes))

    def expire(self, now: float) -> int:
        """Remove what is over at `now`, as DynamoDB does some day; how many items that were."""
        with self._writing:
            over = [
                item
                for item in self.scan(prefix="")
                if EXPIRES in item and int(item[EXPIRES]["N"]) < now
            ]
            for item in over:
                self._remove(item["pk"]["S"], item["sk"]["S"], item, userIdentity=_BY_DYNAMODB)
        return len(over)

    def _write(self, partition: str, sort: str, before: Item | None, after: Item) -> None:
        if before is None:
            insort(self._sorts.setdefault(partition, []), sort)
        self._partitions.setdefault(partition, {})[sort] = after
        if before is None:
            self._log("INSERT", after, NewImage=after)
        elif before != after:
            self._log("MODIFY", after, OldImage=before, NewImage=after)

    def _remove(self, partition: str, sort: str, item: Item, **origin: Any) -> None:
        del self._partitions[partition][sort]
        self._sorts[partition].remove(sort)
        self._log("REMOVE", item, OldImage=item)
        if origin:
            self.changes[-1] = {**self.changes[-1], **origin}

    def _log(self, name: str, item: Item, **images: Item) -> None:
        number = len(self.changes) + 1
        self.changes.append(
            {
                "eventID": f"{number:032x}",
                "eventName": name,
                "eventSource": "aws:dynamodb",
                "dynamodb": {
                    "ApproximateCreationDateTime": self._now(),
                    "Keys": {"pk": item["pk"], "sk": item["sk"]},
                    **{image: _as_lambda_sees(shown) for image, shown in images.items()},
                    "SequenceNumber": str(number),
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
            }
        )


def _as_lambda_sees(item: Item) -> Item:
    """Binary values as base64; an item without any is shown as it is."""
    if not any("B" in value for value in item.values()):
        return item
    return {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value
        for name, value in item.items()
    }


def _projected(rows: list[Item], attributes: str) -> list[Item]:
    if not attributes:
        return rows
    names = [name.strip().removeprefix("#") for name in attributes.split(",")]
    return [{name: row[name] for name in names if name in row} for row in rows]
