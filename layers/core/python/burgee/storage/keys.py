"""The texts of partition and sort keys; nothing else in the program spells one."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from burgee.domain.counters import CountersAddress
from burgee.domain.documents import Change, Kind
from burgee.domain.timestamps import iso, seconds_of
from burgee.domain.units import ItemKind

POINTER = "pointer"
PART = "part"
CHUNK = "chunk"
AUDIT_MONTHS = "audit"
VERSION_PREFIX = "v"

EVENT = "event#"  # event# < head# < profile < total#: what is read together lies together
HEAD = "head#"
EXPOSURE = "head#exposure#"
OPT_OUT = "head#opt"
TOMBSTONE = "head#erased"
PROFILE = "profile"
TOTAL = "total#"
AFTER_TOTALS = "total$"

DEPLOYMENT = "deployment"
SECRET = "secret"  # noqa: S105  a sort key
POSITION = "position"
MIGRATION = "migration"

STATE = "state"
PARKED = "parked#"
LOOK = "look#"
SUMS = "sums"
JUDGEMENT = "judgement"

_UNIT = "unit#"
_ITEM_KINDS = {
    OPT_OUT: ItemKind.OPT_OUT,
    TOMBSTONE: ItemKind.TOMBSTONE,
    PROFILE: ItemKind.PROFILE,
}
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


def audit_span(since: float | None, until: float | None) -> tuple[str, str]:
    """The sort keys between which lie the audit rows from `since` on and before `until`, in
    seconds; None for no bound.

    >>> audit_span(0, None)
    ('1970-01-01T00:00:00.000Z', ':')
    """
    return "0" if since is None else iso(since), ":" if until is None else iso(until)


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


@dataclass(frozen=True, slots=True)
class UnitAddress:
    """Which item of which unit. `name`: the id of an event, the run of an exposure or total."""

    unit: str
    kind: ItemKind
    name: str = ""
    generation: int = 0

    @property
    def run(self) -> str:
        """The run of an exposure or total; empty for the others."""
        return "" if self.kind is ItemKind.EVENT else self.name


def unit(pseudonym: str) -> str:
    """Partition of everything that rests under one unit."""
    return f"{_UNIT}{pseudonym}"


def unit_of(partition: str) -> str:
    """The pseudonym back from `unit`."""
    return partition.removeprefix(_UNIT)


def event(event_id: str) -> str:
    """Sort key of a tracking event."""
    return f"{EVENT}{event_id}"


def exposure(run: str) -> str:
    """Sort key of a unit's exposure in a run."""
    return f"{EXPOSURE}{run}"


def total(run: str, generation: int) -> str:
    """Sort key of a unit's total in one generation of a run."""
    return f"{TOTAL}{run}#{generation}"


def parse_unit_item(partition: str, sort: str) -> UnitAddress | None:
    """Which item of a unit these keys hold; None where they hold none.

    >>> parse_unit_item("unit#Zm9v", "total#checkout.1#2")
    UnitAddress(unit='Zm9v', kind=<ItemKind.TOTAL: 'total'>, name='checkout.1', generation=2)
    >>> parse_unit_item("block#checkout.1#", "position") is None
    True
    """
    if not partition.startswith(_UNIT):
        return None
    pseudonym = unit_of(partition)
    if sort in _ITEM_KINDS:
        return UnitAddress(pseudonym, _ITEM_KINDS[sort])
    if sort.startswith(EVENT):
        return UnitAddress(pseudonym, ItemKind.EVENT, sort.removeprefix(EVENT))
    if sort.startswith(EXPOSURE):
        return UnitAddress(pseudonym, ItemKind.EXPOSURE, sort.removeprefix(EXPOSURE))
    run, _, generation = sort.removeprefix(TOTAL).rpartition("#")
    if sort.startswith(TOTAL) and run and generation.isdecimal():
        return UnitAddress(pseudonym, ItemKind.TOTAL, run, int(generation))
    return None


def block(run: str, stratum: str) -> str:
    """Partition of the counter that fills a stratum's blocks: no value of a person's rests here.

    >>> block("checkout.1", "DE")
    'block#checkout.1#6814ef46f686990cf4e946f966167b05'
    """
    return f"block#{run}#{hashlib.sha256(stratum.encode()).hexdigest()[:32]}"


def run_partition(run: str) -> str:
    """Partition of what keeps a run's sums exact; its counters lie in partitions of their own."""
    return f"run#{run}"


def shard(generation: int, name: str) -> str:
    """Sort key that says that a shard has counters; `shard(1, "")` begins all of a generation."""
    return f"shard#{generation}#{name}"


def dimension_values(dimension: str) -> str:
    """Sort key of the values of a dimension that are told apart."""
    return f"values#{dimension}"


def parked(shard_name: str, sequence: str) -> str:
    """Sort key of a record that could not be applied."""
    return f"{PARKED}{shard_name}#{sequence}"


def look(number: int) -> str:
    """Sort key of one look at a run; texts sort as their numbers do.

    >>> look(12)
    'look#00000012'
    """
    return f"{LOOK}{number:08d}"


def piece(name: str) -> str:
    """Sort key of a piece of what is too large for one item of a run."""
    return f"piece#{name}"


def counters_partition(run: str, generation: int, shard_name: str) -> str:
    """Partition of the counters that one shard adds to."""
    return f"counters#{run}#{generation}#{shard_name}"


def counters(address: CountersAddress) -> str:
    """Sort key of one item of counters.

    >>> counters(CountersAddress("checkout.1", 1, "shard-1", "2026-11-21", "revenue", "country"))
    '2026-11-21#revenue#country'
    """
    parts = (address.day, address.metric, *([address.dimension] if address.dimension else ()))
    return "#".join(parts)


def parse_counters(run: str, generation: int, shard_name: str, sort: str) -> CountersAddress:
    """The address back from `counters`."""
    day, _, rest = sort.partition("#")
    metric, _, dimension = rest.partition("#")
    return CountersAddress(run, generation, shard_name, day, metric, dimension)


def usage_hour(environment: str, hour: str) -> str:
    """Partition of what sandboxes counted in one hour; their ids are the sort keys."""
    return f"usage#{environment}#{hour}"


def usage_days(environment: str) -> str:
    """Partition of the evaluations of whole days."""
    return f"usage#{environment}"


def usage_day(day: str, part: int) -> str:
    """Sort key of one part of a day; the first is the day alone.

    >>> usage_day("2026-11-21", 0), usage_day("2026-11-21", 12)
    ('2026-11-21', '2026-11-21#0012')
    """
    return f"{day}#{part:04d}" if part else day


def day_of(sort: str) -> str:
    """The day back from `usage_day`."""
    return sort.partition("#")[0]


def event_names(environment: str) -> str:
    """Partition of the names of events that came in."""
    return f"names#{environment}"
