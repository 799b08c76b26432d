"""What each change makes of an experiment: pure, from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from burgee.domain.changes import same
from burgee.domain.documents import Action, Json
from burgee.domain.errors import ExperimentRunning
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiment_forms import attribute_of
from burgee.domain.experiments import (
    LONGEST_FAILURE,
    OWN_FIELDS,
    Experiment,
    Run,
    SignOff,
    Status,
)
from burgee.domain.lifecycle import next_status
from burgee.domain.parsing import Problem, invalid, problem
from burgee.domain.roles import Caller
from burgee.domain.timestamps import seconds_of

Body = Mapping[str, Json]

FREE_MEANWHILE = frozenset(
    {"name", "description", "owner", "team", "tags", "priority", "alarms", "on_alarm"}
)
_NEW = {
    "status": str(Status.DRAFT),
    "halted": False,
    "failure": "",
    "runs": [],
    "sign_offs": [],
    "seen_alarms": [],
}


def dump(experiment: Experiment) -> dict[str, Json]:
    """An experiment as it is stored."""
    return experiment.model_dump(mode="json", by_alias=True)


def created(body: Json, now: float) -> Json:
    """The body of a new experiment. Raises InvalidDocument where it sets what only transitions
    may, or begins or ends in the past."""
    if isinstance(body, dict):
        _refuse_own_fields(body, _NEW)
        _refuse_past(body, {}, now)
    return body


def edited(before: Body, body: Json, now: float) -> Json:
    """The experiment as its author wrote it, over `before`: `before` itself if nothing changes.

    An edited draft has no sign-offs any more. Raises InvalidDocument, IllegalTransition for what
    has ended, ExperimentRunning that names the fields that cannot change meanwhile.
    """
    if not isinstance(body, dict) or body.get("key", before["key"]) != before["key"]:
        return body  # which is refused when it is parsed
    _refuse_own_fields(body, before)
    own = {field: before[field] for field in OWN_FIELDS}
    after = dump(parse_experiment({**body, **own, "key": before["key"]}))
    return _replaced(before, after, now, Action.UPDATE)


def restored(before: Body, earlier: Body, now: float) -> Json:
    """An earlier version's design in the state of `before`: its runs stay."""
    own = {field: before[field] for field in OWN_FIELDS}
    return _replaced(before, {**earlier, **own}, now, Action.RESTORE)


def _replaced(before: Body, after: dict[str, Json], now: float, action: Action) -> Json:
    written = (field for field in after if field not in OWN_FIELDS)
    changed = [field for field in written if not same(after[field], before.get(field))]
    if not changed:
        return before
    status = next_status(action, Status(before["status"]))
    if status is Status.DRAFT:
        _refuse_past(after, before, now)
        return {**after, "sign_offs": []}
    held = [field for field in changed if field not in FREE_MEANWHILE]
    if held:
        free = ", ".join(sorted(FREE_MEANWHILE))
        problems = [problem(field, "cannot change before the experiment ends") for field in held]
        raise ExperimentRunning(
            f"The experiment is {status}: {', '.join(held)} cannot change before it ends; "
            f"only {free} can, and traffic can be raised.",
            errors=problems,
        )
    return after


def _refuse_own_fields(body: Body, standing: Body) -> None:
    problems = [
        problem(field, "is written by starting, stopping and signing off alone; leave it out")
        for field in OWN_FIELDS
        if body.get(field) is not None and not same(body[field], standing[field])
    ]
    if problems:
        raise invalid("experiment", problems)


def _refuse_past(body: Body, before: Body, now: float) -> None:
    problems = list(_past_problems(body, before, now))
    if problems:
        raise invalid("experiment", problems)


def _past_problems(body: Body, before: Body, now: float) -> Iterator[Problem]:
    for field in ("start_at", "end_at"):
        moment = seconds_of(body.get(field))
        if moment is not None and moment <= now and body[field] != before.get(field):
            yield problem(field, "is in the past; write a time that is yet to come")


def started(experiment: Experiment, *, salt: str, at: str) -> Experiment:
    """Running, with one more run in which everything that is measured is frozen."""
    run = Run(
        number=len(experiment.runs) + 1,
        salt=salt,
        environment=experiment.environment,
        bucket_by=attribute_of(experiment.bucket_by),
        assignment=experiment.assignment,
        control=experiment.control,
        weights=experiment.weights,
        metrics=experiment.metrics,
        dimensions=experiment.plan.dimensions,
        plan=experiment.plan,
        started_at=at,
    )
    change = {"runs": [*experiment.runs, run], "halted": False, "failure": ""}
    return experiment.model_copy(update=change)


def ended(
    experiment: Experiment, *, at: str, by: Caller, halted: bool = False, failure: str = ""
) -> Experiment:
    """The experiment with its run closed, if one was open."""
    ending = {"ended_at": at, "ended_by": by.key_id, "ended_by_name": by.name}
    runs = [run if run.ended_at else run.model_copy(update=ending) for run in experiment.runs]
    change = {"runs": runs, "halted": halted, "failure": failure[:LONGEST_FAILURE]}
    return experiment.model_copy(update=change)


def restarted(experiment: Experiment) -> Experiment:
    """A draft again, that nobody signed off and that starts and ends at no set time."""
    change = {"halted": False, "failure": "", "sign_offs": [], "start_at": None, "end_at": None}
    return experiment.model_copy(update=change)


def archived(experiment: Experiment) -> Experiment:
    """No longer served: an emergency stop ends with it."""
    return experiment.model_copy(update={"halted": False})


def signed_off(experiment: Experiment, sign_off: SignOff) -> Experiment:
    """With one more sign-off; a second one by the same person changes nothing."""
    if any(sign_off.by == other.by for other in experiment.sign_offs):
        return experiment
    return experiment.model_copy(update={"sign_offs": [*experiment.sign_offs, sign_off]})


def with_traffic(experiment: Experiment, percentage: float) -> Experiment:
    """With more traffic. Raises ExperimentRunning for less, which would take units out."""
    if percentage < experiment.traffic:
        detail = f"is {experiment.traffic:g} and can only be raised while the experiment runs"
        raise ExperimentRunning(
            f"The experiment's traffic {detail}.", errors=[problem("traffic", detail)]
        )
    return experiment.model_copy(update={"traffic": percentage})
