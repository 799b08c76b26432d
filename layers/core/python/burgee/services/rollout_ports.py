"""What rollouts ask of the outside world beyond documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from burgee.domain.alarms import AlarmState
from burgee.domain.judgements import Judgement
from burgee.domain.rollouts import Rollout


class JudgementRepository(Protocol):
    """The newest judgement of each run's guardrails. Raises StorageUnavailable."""

    def put(self, judgement: Judgement) -> None:
        """Keep a judgement; an older one never replaces a newer one."""
        ...

    def latest(self, run: str) -> Judgement | None:
        """The newest judgement, read strongly."""
        ...


class AlarmStates(Protocol):
    """How alarms stand now. Raises AlarmsUnavailable where CloudWatch does not answer."""

    def of(self, names: Iterable[str]) -> Mapping[str, AlarmState | None]:
        """The state of each alarm, metric or composite; None for one that is not there."""
        ...


class RolloutAlarms(Protocol):
    """Alarms that are made for a rollout. Raises AlarmsUnavailable."""

    def put(self, rollout: Rollout) -> None:
        """Make those that it asks for; making them again changes nothing."""
        ...

    def delete(self, rollout: Rollout) -> None:
        """Remove those that were made for it; none is fine."""
        ...
