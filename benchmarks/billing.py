"""What DynamoDB bills: a table that counts the write and read units of every call.

On demand, and outside transactions: a write takes one unit per kilobyte begun of the larger item,
before or after, also where its condition fails; a strong read one per 4 KB begun of what it goes
through, an eventually consistent one half of that, and both at least as much as for one such part.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from burgee.storage.table import Item

WRITE_BYTES, READ_BYTES = 1024, 4096
PAGE_BYTES = 1024 * 1024
LARGEST_ITEM_BYTES = 400 * 1024


def size_of(item: Item | None) -> int:
    """Bytes of an item: names and values of its attributes.

    >>> size_of({"pk": {"S": "unit#1"}, "n": {"N": "1234"}})
    12
    """
    return sum(len(name.encode()) + _value_bytes(value) for name, value in (item or {}).items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        digits = content.lstrip("-").replace(".", "").strip("0")
        return math.ceil(len(digits) / 2) + 1 + content.startswith("-")
    return len(content) if kind == "B" else 1


def write_units(*sizes: int) -> int:
    """Write units of the larger of some items."""
    return max(1, math.ceil(max(sizes) / WRITE_BYTES))


def read_units(size: int, *, consistent: bool) -> float:
    """Read units of so many bytes that one call goes through."""
    units = max(1, math.ceil(size / READ_BYTES))
    return units if consistent else units / 2


class Bill:
    """Units so far: `writes` and `reads`, and `calls` by name."""

    def __init__(self) -> None:
        self.writes = 0
        self.reads = 0.0
        self.calls: Counter[str] = Counter()

    def write(self, call: str, *sizes: int) -> None:
        self.calls[call] += 1
        self.writes += write_units(*sizes)

    def read(self, call: str, size: int, *, consistent: bool) -> None:
        self.calls[call] += 1
        self.reads += read_units(size, consistent=consistent)


class CountingTable:
    """A table, `ItemTable` or `MemoryTable`, whose calls are put on a bill. What it asks itself to
    know the sizes is not."""

    def __init__(self, table: Any, bill: Bill) -> None:
        self._table = table
        self.bill = bill

    @property
    def changes(self) -> Any:
        """The stream, where the table keeps one."""
        return self._table.changes

    def get(self, partition: str, sort: str, *, consistent: bool = True) -> Item | None:
        item: Item | None = self._table.get(partition, sort, consistent=consistent)
        self.bill.read("get", size_of(item), consistent=consistent)
        return item

    def put(self, item: Item, **given: Any) -> Any:
        after = size_of(item)
        assert after <= LARGEST_ITEM_BYTES, (item["sk"], after)
        self.bill.write("put", after, self._standing(item["pk"]["S"], item["sk"]["S"]))
        return self._table.put(item, **given)

    def update(self, partition: str, sort: str, change: str, **given: Any) -> Any:
        before = self._standing(partition, sort)
        written = self._table.update(partition, sort, change, **given)
        self.bill.write("update", before, self._standing(partition, sort))
        return written

    def delete(self, partition: str, sort: str, **given: Any) -> Any:
        self.bill.write("delete", self._standing(partition, sort))
        return self._table.delete(partition, sort, **given)

    def query(self, partition: str, *, consistent: bool = True, **given: Any) -> Iterator[Item]:
        """Billed by what is gone through, whatever attributes are asked for."""
        whole = {name: each for name, each in given.items() if name != "attributes"}
        gone_through = self._table.query(partition, consistent=consistent, **whole)
        for size in _pages(size_of(item) for item in gone_through):
            self.bill.read("query", size, consistent=consistent)
        return iter(list(self._table.query(partition, consistent=consistent, **given)))

    def batch(
        self, wanted: Iterable[tuple[str, str]], *, consistent: bool, **given: Any
    ) -> Iterator[Item]:
        """Billed item by item."""
        addresses = list(dict.fromkeys(wanted))
        for address in addresses:
            self.bill.read("batch", self._standing(*address), consistent=consistent)
        found: Iterator[Item] = self._table.batch(addresses, consistent=consistent, **given)
        return found

    def scan(self, **given: Any) -> Iterator[Item]:
        raise NotImplementedError("no request and no stream walks a whole table")

    def _standing(self, partition: str, sort: str) -> int:
        return size_of(self._table.get(partition, sort))


def _pages(sizes: Iterable[int]) -> Iterator[int]:
    """Bytes per page of a query; at least one page."""
    page = 0
    for size in sizes:
        if page and page + size > PAGE_BYTES:
            yield page
            page = 0
        page += size
    yield page
