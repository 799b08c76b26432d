"""Entry of the roll_back function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from burgee.domain.alarms import EFFECTIVE, Outcome
from burgee.domain.errors import InvalidEvent
from burgee.runtime.administration import ledger
from burgee.runtime.aliases import alias_rollbacks, aliases
from burgee.runtime.observability import logger, new_metrics, where_from
from burgee.services.apply_schedule import CLOCK
from burgee.services.prune_versions import prune_every
from burgee.services.roll_back import FailedRollback, Reached, Rollbacks, roll_back
from burgee.services.writing import Author
from burgee.wire.alarm_events import alarm_change


def handler(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
    """Trigger: EventBridge, each change of state of any alarm of the account; a timer once a day,
    `{"job": "retain"}`. Answer: what was reached, and what became of it.

    Each document remembers the alarm and the moment of its change by the put that acts, so that a
    retry acts where the first call did not, and nowhere twice. What stops one document is raised
    once the others are done: Lambda calls twice more, then parks the event in the dead-letter
    queue. An event that is no alarm's change is refused, and parked in the same way.
    """
    if "job" in event:
        return JOBS[event["job"]]()
    try:
        change = alarm_change(event)
    except InvalidEvent as refusal:
        logger().error("No change of an alarm", problem=refusal.detail)
        raise
    rollbacks = roll_back(ledger(), alias_rollbacks(), change)
    for each in rollbacks.reached:
        _log_reached(change.alarm, each)
    for failed in rollbacks.failed:
        _log_failed(change.alarm, failed)
    _count(rollbacks)
    if rollbacks.failed:
        raise rollbacks.failed[0].error
    return {"reached": [_named(each) for each in rollbacks.reached]}


def _named(reached: Reached) -> str:
    where = f" in {reached.environment}" if reached.environment else ""
    return f"{reached.kind} {reached.key}{where}: {reached.outcome or 'nothing to do'}"


def _log_reached(alarm: str, reached: Reached) -> None:
    logger().info(
        "Alarm heard",
        alarm=alarm,
        kind=str(reached.kind),
        key=reached.key,
        environment=reached.environment,
        version=reached.version,
        outcome=str(reached.outcome or ""),
        detail=reached.detail,
    )


def _log_failed(alarm: str, failed: FailedRollback) -> None:
    logger().error(
        "Not taken back",
        alarm=alarm,
        kind=str(failed.kind),
        key=failed.key,
        error=type(failed.error).__name__,
        frames=where_from(failed.error),
    )


def _count(rollbacks: Rollbacks) -> None:
    outcomes = [each.outcome for each in rollbacks.reached]
    metrics = new_metrics()
    metrics.add_metric("Rollbacks", MetricUnit.Count, sum(each in EFFECTIVE for each in outcomes))
    nothing = outcomes.count(Outcome.NOTHING_TO_GO_BACK_TO)
    metrics.add_metric("NothingToGoBackTo", MetricUnit.Count, nothing)
    metrics.add_metric("RollbackFailures", MetricUnit.Count, len(rollbacks.failed))
    metrics.flush_metrics()


def retain_versions() -> dict[str, Any]:
    """Delete the versions of guarded functions that their retention keeps no longer."""
    author = Author(CLOCK, "Past its retention.")
    pruned = prune_every(aliases(), ledger(), author)
    for each in pruned:
        if each.failure:
            logger().warning("Versions kept", function=each.function, problem=each.failure)
    return {"deleted": [f"{each.function} {name}" for each in pruned for name in each.deleted]}


JOBS: Mapping[str, Callable[[], dict[str, Any]]] = {"retain": retain_versions}
