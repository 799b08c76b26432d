"""The time after a rollback in which nothing is ramped up."""

from __future__ import annotations

from collections.abc import Iterator

from burgee.domain.documents import Kind
from burgee.domain.rollouts import Rollout, RolloutStatus
from burgee.domain.seen_alarms import last_rollback
from burgee.domain.timestamps import seconds_of
from burgee.services.ports import DocumentRepository
from burgee.services.rollout_rules import flag_of


def cooling_until(documents: DocumentRepository, rollout: Rollout) -> float:
    """Until when a flag cools down where the rollout is, after the last rollback of it or of a
    rollout on it, in seconds; minus infinity if it was never rolled back there."""
    return max(_ends(documents, rollout), default=float("-inf"))


def _ends(documents: DocumentRepository, rollout: Rollout) -> Iterator[float]:
    cooling = rollout.on_alarm.cool_down_seconds
    for row in documents.current(Kind.ROLLOUT):
        other = Rollout.model_validate((documents.newest(Kind.ROLLOUT, row.key) or row).body)
        is_there = (other.flag, other.environment) == (rollout.flag, rollout.environment)
        if is_there and other.status is RolloutStatus.ROLLED_BACK:
            yield (seconds_of(other.ended_at) or 0.0) + cooling
    flag = flag_of(documents, rollout)
    if flag is not None:
        there = (seen for seen in flag.seen_alarms if seen.environment == rollout.environment)
        yield last_rollback(there) + cooling
