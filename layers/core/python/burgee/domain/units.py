"""What rests under one unit, as it is read: its head, and all that its totals are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from burgee.domain.names import TARGETING_KEY
from burgee.domain.tracking import Exposure, TrackingEvent


@dataclass(frozen=True, slots=True)
class OptOut:
    """Whether a unit takes part in experiments no more, and when it last said so (ms)."""

    out: bool
    out_at: int


@dataclass(frozen=True, slots=True)
class Total:
    """A unit's total in one generation of one run, or its profile.

    `marks`: shard -> (last sequence number applied, second it was written). `version` 0: not
    stored yet. `body` is JSON whose numbers are whole.
    """

    version: int = 0
    marks: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """What evaluation asks of a unit. `profile`: only where it was asked for."""

    exposures: Mapping[str, Exposure] = field(default_factory=dict)
    opt_out: OptOut | None = None
    erased: bool = False
    profile: Total | None = None

    @property
    def takes_part(self) -> bool:
        """Whether experiments may decide for it."""
        return not self.erased and not (self.opt_out and self.opt_out.out)


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit's head, profile and totals, read strongly by one query.

    `totals`: (run, generation) -> total.
    """

    head: Head
    totals: Mapping[tuple[str, int], Total]


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as people name it: its environment, its key, and the attribute that holds the key.

    A `user_id` that stands in for a missing targeting key is a targeting key.
    """

    environment: str
    unit: str
    bucket_by: str = TARGETING_KEY


@dataclass(frozen=True, slots=True)
class UnitRecords:
    """Everything that rests of one unit under its pseudonym, events by time; empty where nothing
    was ever seen of it."""

    pseudonym: str
    state: UnitState
    events: tuple[TrackingEvent, ...]


class ItemKind(StrEnum):
    """What an item of a unit's partition is."""

    EVENT = "event"
    EXPOSURE = "exposure"
    OPT_OUT = "opt_out"
    TOMBSTONE = "tombstone"
    PROFILE = "profile"
    TOTAL = "total"


class ChangeKind(StrEnum):
    INSERT = "INSERT"
    MODIFY = "MODIFY"
    REMOVE = "REMOVE"


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One record of the units table's stream.

    `sequence`: its place in its shard, 40 digits. `before` and `after`: TrackingEvent, Exposure,
    OptOut or Total, by `item`; None where there was or is none, and for tombstones. `run` and
    `generation` for totals, `run` for exposures. `damaged` says why the record cannot be read.
    """

    sequence: str
    unit: str
    item: ItemKind
    change: ChangeKind
    before: TrackingEvent | Exposure | OptOut | Total | None = None
    after: TrackingEvent | Exposure | OptOut | Total | None = None
    run: str = ""
    generation: int = 0
    damaged: str = ""
