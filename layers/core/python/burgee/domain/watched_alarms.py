"""Alarms of CloudWatch that documents name: each with how it stands, and who names it."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Kind


@dataclass(frozen=True, slots=True)
class Naming:
    """A document that an alarm takes back; `environment` is None for a guarded function."""

    kind: Kind
    key: str
    environment: str | None


@dataclass(frozen=True, slots=True)
class WatchedAlarm:
    """`state` is None for an alarm that is not there, and where CloudWatch did not answer."""

    name: str
    state: AlarmState | None
    named_by: tuple[Naming, ...]
