"""A document's body as attributes: JSON text, gzipped when long, in parts when very long.

Text keeps what DynamoDB's numbers and maps would lose: 10.0 beside 10, integers of any size, the
order of keys.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from burgee.domain.documents import Json
from burgee.domain.errors import DocumentDamaged

MOST_PLAIN_BYTES = 4 * 1024  # readable in the AWS console
MOST_INLINE_BYTES = 64 * 1024  # more would make every list that passes by it slow
PART_BYTES = 384 * 1024  # before compression, so that a part fits whatever it holds


@dataclass(frozen=True, slots=True)
class EncodedBody:
    """`attributes` go into the item; `parts`, gzipped, by the hash of their text, beside it."""

    attributes: Mapping[str, Any]
    parts: Mapping[str, bytes] = field(default_factory=dict)


def encode_json(body: Mapping[str, Json]) -> str:
    """The JSON text of a body. ASCII alone, so that no string that JSON allows is refused."""
    return json.dumps(body, separators=(",", ":"), allow_nan=False)


def encode_body(body: Mapping[str, Json]) -> EncodedBody:
    """The smallest of the three forms that fits.

    >>> encode_body({"share": 10.0}).attributes
    {'body': {'S': '{"share":10.0}'}}
    """
    text = encode_json(body)
    if len(text) <= MOST_PLAIN_BYTES:
        return EncodedBody({"body": {"S": text}})
    if len(text) <= MOST_INLINE_BYTES:
        return EncodedBody({"body_gzip": {"B": _gzip(text.encode())}})
    cuts = range(0, len(text), PART_BYTES)
    pieces = [text[cut : cut + PART_BYTES].encode() for cut in cuts]
    hashes = [hashlib.sha256(piece).hexdigest() for piece in pieces]
    attributes = {"body_parts": {"L": [{"S": part_hash} for part_hash in hashes]}}
    return EncodedBody(attributes, dict(zip(hashes, map(_gzip, pieces), strict=True)))


def part_hashes(item: Mapping[str, Any]) -> list[str]:
    """Which parts an item's body is in; none where the item holds it itself."""
    return [part["S"] for part in item.get("body_parts", {"L": []})["L"]]


def decode_body(item: Mapping[str, Any], parts: Mapping[str, bytes]) -> Mapping[str, Json]:
    """The body back. Raises DocumentDamaged where it cannot be read, or a part is missing or not
    what it was."""
    try:
        body: Mapping[str, Json] = json.loads(_text(item, parts))
    except (ValueError, EOFError, OSError, zlib.error) as error:
        raise DocumentDamaged(
            "The body of a stored document cannot be read; "
            "restore the table, or an earlier version of the document."
        ) from error
    return body


def _text(item: Mapping[str, Any], parts: Mapping[str, bytes]) -> str:
    if "body" in item:
        return str(item["body"]["S"])
    if "body_gzip" in item:
        return gzip.decompress(bytes(item["body_gzip"]["B"])).decode()
    return "".join(_part(part_hash, parts) for part_hash in part_hashes(item))


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=6, mtime=0)


def _part(part_hash: str, parts: Mapping[str, bytes]) -> str:
    try:
        content = gzip.decompress(parts[part_hash])
    except (KeyError, EOFError, OSError) as error:
        raise _damaged(part_hash) from error
    if hashlib.sha256(content).hexdigest() != part_hash:
        raise _damaged(part_hash)
    return content.decode()


def _damaged(part_hash: str) -> DocumentDamaged:
    return DocumentDamaged(
        f"Part {part_hash} of a stored document is missing or damaged; "
        "restore the table, or an earlier version of the document."
    )
