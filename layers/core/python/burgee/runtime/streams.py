"""Records of the config table's stream as addresses of document versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from burgee.domain.documents import Kind
from burgee.storage.keys import parse_version


def changed_versions(records: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Kind, str, int]]:
    """Kind, key and number of each version that was written; other rows are passed over."""
    for record in records:
        keys = record["dynamodb"]["Keys"]
        address = parse_version(keys["pk"]["S"], keys["sk"]["S"])
        if address is not None:
            yield address.kind, address.key, address.version
