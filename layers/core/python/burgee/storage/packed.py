"""What units and runs hold, as attributes: JSON text, packed where that saves write units.

DynamoDB bills each kilobyte of a write, names of attributes included: they are short, and only
those that a condition or an expiry needs stand by themselves. JSON text holds whole numbers of any
size, which DynamoDB's own do not.
"""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from burgee.domain.errors import DocumentDamaged, WriteConflict
from burgee.storage.table import ABSENT, Item, ItemTable

if TYPE_CHECKING:
    from burgee.storage.memory_table import MemoryTable

TEXT = "b"
PACKED = "z"
VERSION = "v"
WRITE = "w"
EXPIRES = "expires_at"  # the tables' TTL attribute

MOST_PLAIN_BYTES = 700  # with keys and the rest an item of 1 KB: one write unit

_STANDS = f"#{VERSION} = :{VERSION}"
_WRITE_BYTES = 6
# Bodies are trees: looking for circles would take a fifth of the time.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode


def pack(body: Any) -> dict[str, Any]:
    """The attribute that holds `body`.

    >>> pack({"count": 2})
    {'b': {'S': '{"count":2}'}}
    """
    text = _encode(body)
    if len(text) <= MOST_PLAIN_BYTES:
        return {TEXT: {"S": text}}
    return {PACKED: {"B": zlib.compress(text.encode())}}


def unpack(item: Item) -> Any:
    """The body back, from an item as it is read, or as a stream shows it to Lambda: there, binary
    values are base64. Raises what `reading` names in our words."""
    if TEXT in item:
        return json.loads(item[TEXT]["S"])
    content = item[PACKED]["B"]
    if isinstance(content, str):
        content = base64.b64decode(content, validate=True)
    return json.loads(zlib.decompress(bytes(content)))


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Whatever a block stumbles over is a damaged item: DocumentDamaged."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError, zlib.error) as error:
        raise DocumentDamaged(f"Stored {what} cannot be read ({type(error).__name__}).") from error


def version_of(item: Item) -> int:
    """The version of an item that `put_next` wrote."""
    return int(item[VERSION]["N"])


def put_next(table: ItemTable | MemoryTable, item: Mapping[str, Any], version: int) -> None:
    """Write `item` as version + 1, on condition that `version` stands (0: none does). Raises
    WriteConflict.

    `write` is drawn for each call: it tells a retry of boto's, whose first answer was lost, from
    a lost race. It is not strictly needed, as whoever lost reads again and finds what it wrote.
    """
    write = {"S": secrets.token_urlsafe(_WRITE_BYTES)}
    standing = table.put(
        {**item, VERSION: {"N": str(version + 1)}, WRITE: write},
        condition=_STANDS if version else ABSENT,
        values={f":{VERSION}": {"N": str(version)}} if version else None,
    )
    if standing is not None and standing.get(WRITE) != write:
        raise WriteConflict(
            f"'{item['sk']['S']}' is not at version {version} any more; read it again."
        )


def delete_version(table: ItemTable | MemoryTable, partition: str, sort: str, version: int) -> None:
    """Delete an item on condition that `version` stands; absent is fine. Raises WriteConflict."""
    standing = table.delete(
        partition,
        sort,
        condition=f"{ABSENT} OR {_STANDS}",
        values={f":{VERSION}": {"N": str(version)}},
    )
    if standing is not None:
        raise WriteConflict(f"'{sort}' is not at version {version} any more; read it again.")


def expiry(seconds: float) -> dict[str, Any]:
    """The attribute by which an item goes at that second since 1970."""
    return {EXPIRES: {"N": str(int(seconds))}}
