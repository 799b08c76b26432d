"""Tumbling windows of one shard: what Lambda adds to an event so that a function can keep state."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Record = Mapping[str, Any]

MOST_STATE_BYTES = 1024 * 1024


@dataclass(slots=True)
class Windows:
    """The window that a shard is in, and the state that the function returned last.

    A record belongs to the window of its creation time. After the window's last record (or when
    the state grew over 1 MB) comes a final call without records; then the state begins anew.
    """

    seconds: int
    shard: str
    arn: str
    number: int | None = None
    state: Any = field(default_factory=dict)
    is_overfull: bool = False

    def of(self, record: Record) -> int:
        """The number of the window that a record belongs to."""
        return math.floor(_created(record) / self.seconds)

    def must_end(self, following: Record | None, now: float) -> bool:
        """Whether the final call is due: before this record, or by the clock if there is none."""
        if self.number is None:
            return False
        if following is not None:
            return self.is_overfull or self.of(following) != self.number
        return self.is_overfull or now >= (self.number + 1) * self.seconds

    def event(self, records: Sequence[Record], *, is_final: bool = False) -> dict[str, Any]:
        """The call with these records, all of one window."""
        if self.number is None:
            self.number = self.of(records[0])
        return {
            "Records": list(records),
            "window": {"start": _at(self.number, self), "end": _at(self.number + 1, self)},
            "state": self.state,
            "shardId": self.shard,
            "eventSourceARN": self.arn,
            "isFinalInvokeForWindow": is_final,
            "isWindowTerminatedEarly": is_final and self.is_overfull,
        }

    def keep(self, state: Any) -> None:
        """What the function returned is what it gets at the next call of this window."""
        self.state = state
        self.is_overfull = len(json.dumps(state)) > MOST_STATE_BYTES

    def end(self) -> None:
        """The window is over."""
        self.number, self.state, self.is_overfull = None, {}, False


def _created(record: Record) -> float:
    return float(record["dynamodb"].get("ApproximateCreationDateTime", 0))


def _at(number: int, windows: Windows) -> str:
    return datetime.fromtimestamp(number * windows.seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
