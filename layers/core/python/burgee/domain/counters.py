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
    will be folded. `contains`: of a folded item, shard -> mark of what was folded in.
    `written`: second of the last write.
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
