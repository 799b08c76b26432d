"""How long a rollback took: from the alarm over the decision to the ruleset that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.alarms import Outcome, SeenAlarm
from burgee.domain.documents import Kind
from burgee.domain.timestamps import seconds_of


@dataclass(frozen=True, slots=True)
class Publication:
    """The first ruleset that shows a rollback, and when it was published."""

    number: int
    at: str


@dataclass(frozen=True, slots=True)
class RollbackTime:
    """One version that an alarm made, or that took a rollout back. `seen`: the alarm's change, None
    where a guardrail or somebody did it. `publication`: None where nothing changed, where it is
    yet to come, or where it is not kept any more."""

    kind: Kind
    key: str
    version: int
    environment: str
    outcome: Outcome
    decided_at: str
    reason: str
    actor: str
    actor_name: str
    seen: SeenAlarm | None
    publication: Publication | None

    @property
    def seconds_to_decision(self) -> float | None:
        """From the alarm's change to the version."""
        return _between(self.seen.at, self.decided_at) if self.seen else None

    @property
    def seconds_to_publication(self) -> float | None:
        """From the alarm's change, or else from the version, to the ruleset."""
        begun = self.seen.at if self.seen else self.decided_at
        return _between(begun, self.publication.at) if self.publication else None


def _between(begun: str, ended: str) -> float:
    return round((seconds_of(ended) or 0.0) - (seconds_of(begun) or 0.0), 3)
