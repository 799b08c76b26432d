"""What the admin API answers about rollbacks."""

from __future__ import annotations

from collections.abc import Iterable

from burgee.domain.alarms import AlarmState, Outcome
from burgee.domain.documents import Json
from burgee.domain.rollback_times import RollbackTime
from burgee.wire.answer_models import AnswerModel


class RollbackRow(AnswerModel):
    """A version that an alarm made, or a rollback. `changed_at`: when the alarm changed, by
    CloudWatch; null without an alarm. `published_at`: of the first `ruleset` that shows it; null
    where nothing changed, or not yet. Seconds are from the alarm on, or from the decision where
    there was none; callers see it within a few seconds more."""

    version: int
    environment: str
    outcome: Outcome
    alarm: str | None
    state: AlarmState | None
    changed_at: str | None
    decided_at: str
    published_at: str | None
    ruleset: int | None
    seconds_to_decision: float | None
    seconds_to_publication: float | None
    actor: str
    actor_name: str
    reason: str


class RollbacksAnswer(AnswerModel):
    """Newest first."""

    items: list[RollbackRow]


def rollbacks_answer(times: Iterable[RollbackTime]) -> dict[str, Json]:
    """Rollbacks as JSON."""
    return {"items": [_row(time) for time in times]}


def _row(time: RollbackTime) -> dict[str, Json]:
    seen, publication = time.seen, time.publication
    return {
        "version": time.version,
        "environment": time.environment,
        "outcome": str(time.outcome),
        "alarm": seen.alarm if seen else None,
        "state": str(seen.state) if seen else None,
        "changed_at": seen.at if seen else None,
        "decided_at": time.decided_at,
        "published_at": publication.at if publication else None,
        "ruleset": publication.number if publication else None,
        "seconds_to_decision": time.seconds_to_decision,
        "seconds_to_publication": time.seconds_to_publication,
        "actor": time.actor,
        "actor_name": time.actor_name,
        "reason": time.reason,
    }
