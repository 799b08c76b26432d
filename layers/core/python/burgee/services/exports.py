"""The form of an export: numbered objects of gzipped lines, and a manifest that vouches for them.

The manifest is written last: an export without one was cut off, and is none.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from burgee.domain.errors import RestoreFailed
from burgee.services.backup_ports import CriticalItem, Exports

MANIFEST = "manifest.json"
FORMAT = 1
OBJECT_BYTES = 16 * 1024 * 1024  # of lines before compression, in memory at once
_MODULUS = 2**256


@dataclass(slots=True)
class Family:
    """How many items of a family there are, and a checksum that does not mind their order: the
    sum of their SHA-256."""

    items: int = 0
    checksum: str = f"{0:064x}"

    def add(self, line: bytes) -> None:
        digest = int.from_bytes(hashlib.sha256(line).digest())
        self.items += 1
        self.checksum = f"{(int(self.checksum, 16) + digest) % _MODULUS:064x}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds. `tables`: name in the schema -> real name; `backups`: the ARNs of the
    tables' backups on demand; `objects`: their SHA-256; `secret`: SHA-256 of the secret of the
    deployment, which itself is in no export; empty where there is none yet."""

    at: str
    tables: Mapping[str, str]
    backups: Mapping[str, str]
    objects: Mapping[str, str]
    families: Mapping[str, Family]
    secret: str = ""
    format: int = field(default=FORMAT)

    @property
    def items(self) -> int:
        return sum(family.items for family in self.families.values())


@dataclass(frozen=True, slots=True)
class Exported:
    """Objects that were written, and what they hold."""

    objects: Mapping[str, str]
    families: Mapping[str, Family]


def write_items(
    exports: Exports, items: Iterable[CriticalItem], *, object_bytes: int = OBJECT_BYTES
) -> Exported:
    """Put every item into objects of about `object_bytes`."""
    objects: dict[str, str] = {}
    families: dict[str, Family] = {}
    lines: list[bytes] = []
    size = 0
    for item in items:
        families.setdefault(item.family, Family()).add(item.line)
        lines.append(b'{"family":"%s","item":%s}' % (item.family.encode(), item.line))
        size += len(item.line)
        if size >= object_bytes:
            _write_object(exports, objects, lines)
            lines, size = [], 0
    if lines:
        _write_object(exports, objects, lines)
    return Exported(objects, families)


def write_manifest(exports: Exports, manifest: Manifest) -> None:
    """The last object: with it, the export is complete."""
    exports.put(MANIFEST, json.dumps(asdict(manifest), indent=2, sort_keys=True).encode())


def read_manifest(exports: Exports) -> Manifest:
    """What an export says that it holds. Raises RestoreFailed where there is none to be read."""
    try:
        stored = json.loads(exports.get(MANIFEST))
        if stored["format"] != FORMAT:
            raise RestoreFailed(f"The export has format {stored['format']}; this reads {FORMAT}.")
        families = {name: Family(**family) for name, family in stored["families"].items()}
        return Manifest(**{**stored, "families": families})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RestoreFailed(f"The {MANIFEST} of the export cannot be read.") from error


def read_items(exports: Exports, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """Family and line of every item. Raises RestoreFailed where an object is not what was written,
    and at the end where items are missing or too many."""
    families: dict[str, Family] = {}
    for name, checksum in sorted(manifest.objects.items()):
        content = exports.get(name)
        if hashlib.sha256(content).hexdigest() != checksum:
            raise RestoreFailed(f"The object {name} of the export is not what was written.")
        for family, line in _lines(name, content):
            families.setdefault(family, Family()).add(line)
            yield family, line
    if families != manifest.families:
        raise RestoreFailed("The export does not hold the items that its manifest names.")


def line_of(item: Mapping[str, object]) -> bytes:
    """An item as a line: equal items give equal lines."""
    return json.dumps(item, sort_keys=True, separators=(",", ":")).encode()


def _lines(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        for line in gzip.decompress(content).splitlines():
            stored = json.loads(line)
            yield stored["family"], line_of(stored["item"])
    except (ValueError, KeyError, OSError, EOFError, zlib.error) as error:
        raise RestoreFailed(f"The object {name} of the export cannot be read.") from error


def _write_object(exports: Exports, objects: dict[str, str], lines: list[bytes]) -> None:
    name = f"items-{len(objects) + 1:05d}.jsonl.gz"
    content = gzip.compress(b"\n".join(lines), compresslevel=6, mtime=0)
    exports.put(name, content)
    objects[name] = hashlib.sha256(content).hexdigest()
