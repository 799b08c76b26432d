"""The texts of partition and sort keys; nothing else in the program spells one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from burgee.domain.documents import Change, Kind
from burgee.domain.timestamps import iso, seconds_of

POINTER = "pointer"
PART = "part"
CHUNK = "chunk"
AUDIT_MONTHS = "audit"
VERSION_PREFIX = "v"

_KINDS = frozenset(map(str, Kind))
_VERSION = re.compile(r"^v(\d{8})$", re.ASCII)


@dataclass(frozen=True, slots=True)
class VersionAddress:
    """Which version of which document an item holds."""

    kind: Kind
    key: str
    version: int


def document(kind: Kind, key: str) -> str:
    """Partition of one document's history.

    >>> document(Kind.FLAG, "new-checkout")
    'flag#new-checkout'
    """
    return f"{kind}#{key}"


def version(number: int) -> str:
    """Sort key of one version; texts sort as their numbers do.

    >>> version(42)
    'v00000042'
    """
    return f"{VERSION_PREFIX}{number:08d}"


def parse_version(partition: str, sort: str) -> VersionAddress | None:
    """What a stream record's keys point at; None where they hold no document version.

    >>> parse_version("flag#new-checkout", "v00000042").version
    42
    >>> parse_version("current#flag", "new-checkout") is None
    True
    """
    kind, separator, key = partition.partition("#")
    match = _VERSION.match(sort)
    if not separator or match is None or kind not in _KINDS:
        return None
    return VersionAddress(Kind(kind), key, int(match[1]))


def current(kind: Kind) -> str:
    """Partition of the current rows of a kind; their sort key is the document's key."""
    return f"current#{kind}"


def audit_partition(month: str) -> str:
    """Partition of a month's audit rows; `2026-11` is listed under AUDIT_MONTHS."""
    return f"{AUDIT_MONTHS}#{month}"


def audit_month(sort: str) -> str:
    """The month that an audit row belongs to, from its sort key."""
    return sort[:7]


def audit(kind: Kind, key: str, number: int, change: Change) -> str:
    """Sort key of an audit row: by time, then by document.

    >>> from burgee.domain.documents import Action
    >>> audit(Kind.FLAG, "a", 2, Change("ann", "2026-11-21T09:30:00Z", Action.UPDATE))
    '2026-11-21T09:30:00.000Z#flag#a#v00000002'
    """
    seconds = seconds_of(change.at)
    at = change.at if seconds is None else iso(seconds)
    return f"{at}#{kind}#{key}#{version(number)}"


def ruleset(environment: str) -> str:
    """Partition of an environment's pointer and manifests."""
    return f"ruleset#{environment}"


def manifest(number: int) -> str:
    """Sort key of one manifest."""
    return f"n{number:08d}"


def blob(family: str, content_hash: str) -> str:
    """Partition of a content-addressed item; its sort key is the family.

    >>> blob(CHUNK, "ab12")
    'chunk#ab12'
    """
    return f"{family}#{content_hash}"


def blob_hash(partition: str) -> str:
    """The hash back from `blob`."""
    return partition.partition("#")[2]
