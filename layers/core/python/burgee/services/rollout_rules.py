"""What writing rollouts asks for, and what open rollouts hold fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from burgee.domain.changes import same
from burgee.domain.documents import Json, Kind
from burgee.domain.errors import RolloutRunning
from burgee.domain.flags import Flag
from burgee.domain.locks import locked_environment_changes, locked_share_changes
from burgee.domain.parsing import Problem
from burgee.domain.rollout_checks import (
    RolloutSurroundings,
    check_rollout_references,
    segments_of_rollout,
)
from burgee.domain.rollout_settlement import settled_flag
from burgee.domain.rollouts import LIVE, Rollout, RolloutStatus
from burgee.services.open_rollouts import open_rollouts, unarchived_rollouts
from burgee.services.ports import DocumentRepository
from burgee.services.surroundings import active_environments, segments_within_reach

Body = Mapping[str, Json]


def check_rollout(documents: DocumentRepository, rollout: Rollout) -> None:
    """Raises UnknownReference if a pending rollout names what is not there. What was started is
    checked no more, so that nothing keeps it from being taken back."""
    if rollout.status is RolloutStatus.PENDING:
        check_rollout_references(rollout, around_rollout(documents, rollout))


def around_rollout(documents: DocumentRepository, rollout: Rollout) -> RolloutSurroundings:
    """What exists of all that a rollout names, read strongly."""
    return RolloutSurroundings(
        environments=active_environments(documents),
        flag=flag_of(documents, rollout),
        segments=segments_within_reach(documents, segments_of_rollout(rollout)),
    )


def flag_of(documents: DocumentRepository, rollout: Rollout) -> Flag | None:
    """The flag of a rollout as it stands, if it exists."""
    found = documents.newest(Kind.FLAG, rollout.flag)
    return Flag.model_validate(found.body) if found else None


def rollouts_naming(documents: DocumentRepository, names: Callable[[Rollout], bool]) -> list[str]:
    """Keys of the pending and open rollouts that name something."""
    return [
        rollout.key
        for rollout in unarchived_rollouts(documents)
        if (rollout.status is RolloutStatus.PENDING or rollout.is_served) and names(rollout)
    ]


def guard_rolled_flag(documents: DocumentRepository, before: Body, after: Body) -> None:
    """Raises RolloutRunning if the change would move what an open rollout is in charge of. What
    a completed one leaves to its flag is that very change, and free."""
    environments = before["environments"]
    if not any(list(locked_share_changes(before, after, name)) for name in environments):
        return
    for rollout in open_rollouts(documents, before["key"]):
        if _is_settlement(rollout, before, after):
            continue
        problems = list(locked_share_changes(before, after, rollout.environment))
        _refuse(f"The flag '{before['key']}'", rollout, problems)


def guard_rolled_environment(documents: DocumentRepository, before: Body, after: Body) -> None:
    """Raises RolloutRunning if an environment that serves a rollout would be archived."""
    problems = [
        found
        for found in locked_environment_changes(before, after)
        if found["field"] == "lifecycle"
    ]
    if not problems:
        return
    for rollout in open_rollouts(documents):
        if rollout.environment == before["key"]:
            _refuse(f"The environment '{before['key']}'", rollout, problems)


def rollout_summary(rollout: Rollout) -> dict[str, Json]:
    """What lists show. `percentage`: of its audience, while it is open."""
    shown = {
        "name",
        "flag",
        "environment",
        "variant",
        "strategy",
        "owner",
        "team",
        "tags",
        "start_at",
        "status",
        "stage",
        "started_at",
        "next_at",
        "ended_at",
        "because",
        "is_settled",
        "is_archived",
    }
    reached = rollout.reached if rollout.status in LIVE | {RolloutStatus.COMPLETED} else None
    return {
        **rollout.model_dump(mode="json", include=shown),
        "stages": len(rollout.planned_stages),
        "percentage": reached.percentage if reached else 0,
    }


def rollout_environments(before: Body, after: Body) -> frozenset[str] | None:
    """The environments that a change of a rollout touches."""
    return frozenset(str(body["environment"]) for body in (before, after) if body)


def _is_settlement(rollout: Rollout, before: Body, after: Body) -> bool:
    if rollout.status is not RolloutStatus.COMPLETED:
        return False
    left = settled_flag(Flag.model_validate(before), rollout)
    return left is not None and same(left.model_dump(mode="json", by_alias=True), after)


def _refuse(subject: str, rollout: Rollout, problems: list[Problem]) -> None:
    if problems:
        fields = ", ".join(found["field"] for found in problems)
        raise RolloutRunning(
            f"{subject} is held by the rollout '{rollout.key}', which is {rollout.status}: "
            f"{fields} cannot change before it has ended.",
            errors=problems,
        )
