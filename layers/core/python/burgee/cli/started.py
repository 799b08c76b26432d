"""What a file may still change of an experiment or a rollout that was started, and how that is
sent."""

from __future__ import annotations

from burgee.cli.api import Api, Stored, document_path
from burgee.cli.failures import Refused
from burgee.cli.plan import Planned, Step
from burgee.domain.documents import Json, Kind
from burgee.domain.experiment_changes import FREE_MEANWHILE
from burgee.domain.experiments import LIVE, Status
from burgee.domain.parsing import problem
from burgee.domain.rollouts import RolloutStatus

CONFLICT_STATUS = 409
TRAFFIC = "traffic"


def is_started(planned: Planned) -> bool:
    """Whether it is an experiment that the server has as anything but a draft."""
    stored = planned.stored
    is_experiment = planned.written.kind is Kind.EXPERIMENT
    return is_experiment and stored is not None and stored.body["status"] != Status.DRAFT


def hindrance(planned: Planned) -> Refused | None:
    """Why the file cannot be made true of what was started; None if it can."""
    if planned.written.kind is Kind.ROLLOUT:
        return _rollout_hindrance(planned)
    if planned.stored is None or planned.step is not Step.UPDATE or not is_started(planned):
        return None
    status = planned.stored.body["status"]
    if status not in LIVE:
        ways = "it stays as it is" if status == Status.ARCHIVED else "restart it first"
        detail = f"the experiment is {status}, and its design no longer changes: {ways}"
        return Refused(detail, status=CONFLICT_STATUS, code="ILLEGAL_TRANSITION")
    held = _held(planned)
    if not held:
        return None
    free = ", ".join(sorted(FREE_MEANWHILE))
    return Refused(
        f"the experiment is {status}: {', '.join(held)} cannot change before it has ended; only "
        f"{free} can, and traffic can be raised",
        status=CONFLICT_STATUS,
        code="EXPERIMENT_RUNNING",
        errors=[problem(field, "cannot change before the experiment ends") for field in held],
    )


def _rollout_hindrance(planned: Planned) -> Refused | None:
    status = planned.stored.body["status"] if planned.stored else RolloutStatus.PENDING
    if planned.step is not Step.UPDATE or status == RolloutStatus.PENDING:
        return None
    changed = ", ".join(sorted({change.field.partition(".")[0] for change in planned.changes}))
    return Refused(
        f"the rollout is {status}: {changed} cannot change by files. Its steps move it; one that "
        "was taken back can be restarted, and then changed",
        status=CONFLICT_STATUS,
        code="ILLEGAL_TRANSITION",
    )


def _held(planned: Planned) -> list[str]:
    changed = {change.field.partition(".")[0] for change in planned.changes} - FREE_MEANWHILE
    if planned.after[TRAFFIC] > planned.before[TRAFFIC]:
        changed.discard(TRAFFIC)
    return sorted(changed)


def send_started(api: Api, planned: Planned, stored: Stored, reason: str) -> Stored:
    """Send what may change: texts by an update, then traffic by its own step."""
    key, traffic = stored.key, planned.after[TRAFFIC]
    body: dict[str, Json] = {**planned.written.body, TRAFFIC: stored.body[TRAFFIC]}
    if any(change.field != TRAFFIC for change in planned.changes):
        request = {"document": body, "reason": reason}
        stored = api.write("PUT", document_path(Kind.EXPERIMENT, key), request, stored.version)
    if traffic != stored.body[TRAFFIC]:
        path = document_path(Kind.EXPERIMENT, key, TRAFFIC)
        step = {"percentage": traffic, "reason": reason}
        stored = api.write("POST", path, step, stored.version)
    return stored
