"""The items of a table of documents without which nothing works, as lines and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from burgee.domain.errors import BurgeeError
from burgee.domain.ruleset import chunk_hashes, parse_manifest
from burgee.services.backup_ports import Address, CriticalItem, FoundVersion
from burgee.services.exports import line_of
from burgee.storage import keys
from burgee.storage.bodies import part_hashes
from burgee.storage.documents import DynamoDocuments
from burgee.storage.table import ABSENT, Item, ItemTable

_BATCH = 100  # documents' parts that are asked for at once


class DynamoCriticalItems:
    """The critical items of one table. All reads are strong."""

    def __init__(self, table: ItemTable) -> None:
        self._table = table
        self._documents = DynamoDocuments(table)

    def items(self) -> Iterator[CriticalItem]:
        """A pointer before its manifest before its chunks; a version before its parts, which were
        written before it; versions that came between others while this read are read after."""
        for item in self._ruleset_items():
            yield _critical(item)
        needed: set[str] = set()
        for item in self._version_items():
            needed.update(part_hashes(item))
            yield _critical(item)
        for item in self._blobs(keys.PART, needed):
            yield _critical(item)

    def lines(self, addresses: Iterable[Address]) -> Mapping[Address, bytes]:
        found = self._table.batch(addresses, consistent=True)
        return {_address(item): _line(item) for item in found}

    def put(self, line: bytes) -> Address:
        item = {name: _read_value(value) for name, value in json.loads(line).items()}
        self._table.put(item, condition=ABSENT)
        return _address(item)

    def versions(self) -> Iterator[FoundVersion]:
        for item in self._table.scan(prefix=keys.VERSION_PREFIX):
            place = keys.parse_version(*_address(item))
            if place is None:
                continue
            try:
                version = self._documents.version_of(item)
            except (BurgeeError, KeyError, ValueError) as fault:
                why = fault.detail if isinstance(fault, BurgeeError) else f"{fault!r} in its item"
                yield FoundVersion(place.kind, place.key, place.version, None, why)
                continue
            yield FoundVersion(place.kind, place.key, place.version, version)

    def _version_items(self) -> Iterator[Item]:
        seen: dict[str, set[int]] = {}
        for item in self._table.scan(prefix=keys.VERSION_PREFIX):
            partition, sort = _address(item)
            place = keys.parse_version(partition, sort)
            if place is not None:
                seen.setdefault(partition, set()).add(place.version)
                yield item
        missed = [
            (partition, keys.version(number))
            for partition, numbers in seen.items()
            for number in set(range(1, max(numbers))) - numbers
        ]
        if missed:
            yield from self._table.batch(missed, consistent=True)

    def _ruleset_items(self) -> Iterator[Item]:
        seen: set[str] = set()  # environments share chunks
        for pointer in self._table.scan(prefix=keys.POINTER):
            manifest = self._table.get(
                pointer["pk"]["S"], keys.manifest(int(pointer["number"]["N"]))
            )
            yield pointer
            if manifest is not None:
                yield manifest
                hashes = set(chunk_hashes(parse_manifest(bytes(manifest["content"]["B"])))) - seen
                seen |= hashes
                yield from self._blobs(keys.CHUNK, hashes)

    def _blobs(self, family: str, hashes: Iterable[str]) -> Iterator[Item]:
        """Items of these hashes, and of the pieces that they are in."""
        wanted = sorted(set(hashes))
        for start in range(0, len(wanted), _BATCH):
            places = [(keys.blob(family, name), family) for name in wanted[start : start + _BATCH]]
            for item in self._table.batch(places, consistent=True):
                yield item
                pieces = [piece["S"] for piece in item.get("pieces", {"L": []})["L"]]
                if pieces:
                    yield from self._blobs(family, pieces)


def _critical(item: Item) -> CriticalItem:
    family = item["pk"]["S"].partition("#")[0]
    return CriticalItem(family, _address(item), _line(item))


def _address(item: Item) -> Address:
    return item["pk"]["S"], item["sk"]["S"]


def _line(item: Item) -> bytes:
    return line_of({name: _written_value(value) for name, value in item.items()})


def _written_value(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """An attribute as JSON takes it: bytes as base64. None of ours lie deeper."""
    return {"B": base64.b64encode(bytes(value["B"])).decode()} if "B" in value else value


def _read_value(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"B": base64.b64decode(value["B"])} if "B" in value else value
