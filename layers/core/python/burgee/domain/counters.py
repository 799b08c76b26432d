"""Where sums lie, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FOLDED = "folded"  # the pseudo-shard of folded days
UNITS_METRIC = "_units"  # the pseudo-metric that counts units


@dataclass(frozen=True, slots=True)
class CountersAddress:
    """One item of counters. `day`: UTC day of the units' first exposure; `dimension`: empty for
    all units together."""

    run: str
    generation: int
    shard: str
    day: str
    metric: str
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Counters:
    """Sums with what makes them exact. `version` 0: not stored yet.

    `mark`: sequence number of the last record applied. `sealed`: nothing is added any more; it
    will be folded. `contains`: of a folded item, shard -> mark of what was folded in, a space,
    and the second when it was. `written`: second of the last write.
    """

    version: int = 0
    mark: str = ""
    sealed: bool = False
    contains: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    written: int = 0


@dataclass(frozen=True, slots=True)
class RunState:
    """How a run's data stands. `version` 0: as every run begins.

    `building`: the generation that a recount is making. `inexact`: why its sums may be wrong.
    """

    generation: int = 1
    building: int | None = None
    inexact: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """A record of the stream that could not be applied. `content`: JSON text, without values
    that a person could be known by."""

    run: str
    shard: str
    sequence: str
    why: str
    content: str
    at: str


def folded_in(mark: str, second: int) -> str:
    """An entry of `contains`.

    >>> contained_mark(folded_in("007", 5)), contained_second(folded_in("007", 5))
    ('007', 5)
    """
    return f"{mark} {second}"


def contained_mark(entry: str) -> str:
    """The mark of what was folded in."""
    return entry.partition(" ")[0]


def contained_second(entry: str) -> int:
    """The second when it was folded in."""
    return int(entry.partition(" ")[2])


def successor(shard: str) -> str:
    """Where a shard goes on after its counters were folded.

    >>> successor("shard-1"), successor("shard-1~2")
    ('shard-1~2', 'shard-1~3')
    """
    name, _, turn = shard.partition("~")
    return f"{name}~{int(turn or 1) + 1}"
