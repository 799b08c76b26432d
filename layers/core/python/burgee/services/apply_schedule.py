"""Changes that nobody makes by hand: their time has come, or their limit is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import (
    BurgeeError,
    ChecklistOpen,
    ExperimentClash,
    IllegalTransition,
    InvalidDocument,
    RolloutRunning,
)
from burgee.domain.experiment_references import reference_problems
from burgee.domain.experiments import LIVE, Experiment, Status, run_id
from burgee.domain.flags import Flag
from burgee.domain.guardrail_breaches import breach_words
from burgee.domain.moments import after_due_changes, end_due, is_start_due
from burgee.domain.roles import Caller, Role
from burgee.domain.timestamps import seconds_of
from burgee.services.checklist import Evidence
from burgee.services.end_experiment import (
    complete_experiment,
    emergency_stop,
    fail_experiment,
)
from burgee.services.experiment_rules import around_experiment
from burgee.services.kinds import Body
from burgee.services.list_documents import every_row
from burgee.services.reading import read
from burgee.services.start_experiment import settle_clashes, start_experiment
from burgee.services.writing import Author, Edit, Ledger, amend

CLOCK = Caller("schedule", Role.OWNER, name="The clock")


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was made: which version of which document it is."""

    kind: Kind
    key: str
    version: int
    action: Action


def apply_due(ledger: Ledger, evidence: Evidence) -> list[Applied]:
    """Make every change that is due. Safe to run twice, late, and side by side: what is made is
    due no more.

    What stops one document does not stop the others; it is raised once they are done.
    """
    applied: list[Applied] = []
    failures: list[BurgeeError] = []
    for kind, key in list(_due_addresses(ledger)):
        try:
            applied.extend(apply_one(ledger, evidence, kind, key))
        except BurgeeError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return applied


def apply_one(ledger: Ledger, evidence: Evidence, kind: Kind, key: str) -> list[Applied]:
    """Make what is due of one document; nothing, if nothing is. Raises DocumentNotFound."""
    before = read(ledger.documents, kind, key)
    APPLY_BY_KIND[kind](ledger, evidence, before)
    after = read(ledger.documents, kind, key)
    if after.version == before.version or after.change.actor != CLOCK.key_id:
        return []
    return [Applied(kind, key, after.version, after.change.action)]


def _apply_flag(ledger: Ledger, _: Evidence, before: DocumentVersion) -> None:
    now = ledger.now()

    def change(body: Body) -> Json:
        flag = Flag.model_validate(body)
        return after_due_changes(flag, now).model_dump(mode="json", by_alias=True)

    author = Author(CLOCK, "Its time came.")
    with suppress(RolloutRunning):  # what is the rollout's waits for its end
        amend(ledger, author, Edit(Kind.FLAG, before.key, Action.SCHEDULE, change))


def _apply_experiment(ledger: Ledger, evidence: Evidence, before: DocumentVersion) -> None:
    experiment, now = Experiment.model_validate(before.body), ledger.now()
    if is_start_due(experiment, now):
        _start(ledger, evidence, experiment)
    if not experiment.is_live:
        return
    harm = _harm_shown(experiment, evidence)
    if harm is not None:
        with suppress(IllegalTransition):  # somebody else ended it meanwhile
            emergency_stop(ledger, Author(CLOCK, harm), experiment.key)
        return
    over = end_due(experiment, now) or _units_reached(experiment, evidence)
    if over is None:
        _heal(ledger, experiment)
        return
    with suppress(IllegalTransition):  # somebody else ended it meanwhile
        complete_experiment(ledger, Author(CLOCK, over), experiment.key)


def _start(ledger: Ledger, evidence: Evidence, experiment: Experiment) -> None:
    """Started; failed, with the reason, where it cannot be: it must not wait and start by
    surprise."""
    author = Author(CLOCK, f"Its start_at came: {experiment.start_at}.")
    try:
        with suppress(IllegalTransition):  # somebody else started it meanwhile
            start_experiment(ledger, author, experiment.key, evidence)
    except (ChecklistOpen, ExperimentClash, InvalidDocument) as refusal:
        whys = [f"{found['field']}: {found['detail']}" for found in refusal.errors]
        failure = " ".join(["It could not start at its start_at.", refusal.detail, *whys])
        _fail(ledger, experiment.key, failure)


def _units_reached(experiment: Experiment, evidence: Evidence) -> str | None:
    run, most = experiment.run, experiment.maximum_units
    if run is None or most is None:
        return None
    units = evidence.counted(run_id(experiment.key, run.number), run).all_units
    return f"Its maximum of {most} units is reached: {units}." if units >= most else None


def _harm_shown(experiment: Experiment, evidence: Evidence) -> str | None:
    """Why the plan stops the run that is on: what its newest look shows of a guardrail.

    Once it is stopped no run is on, and one that is started later has no look yet.
    """
    run = experiment.run
    if run is None or not run.plan.stop_on_guardrail:
        return None
    look = evidence.latest_look(run_id(experiment.key, run.number))
    return None if look is None else breach_words(look)


def _heal(ledger: Ledger, experiment: Experiment) -> None:
    """Fail what two writers at once made wrong: a second experiment on a flag, or a flag that
    lost what the experiment shows. Nothing, as a rule."""
    with suppress(ExperimentClash):  # then it has failed already
        author = Author(CLOCK, "Two changes at once do not fit together.")
        settle_clashes(ledger, author, experiment.key)
    around = around_experiment(ledger.documents, experiment)
    lost = [
        f"{found['field']}: {found['detail']}"
        for found in reference_problems(experiment, around)
        if found["field"].startswith("variants.")
    ]
    if lost:
        _fail(ledger, experiment.key, f"Its flags changed under it. {'; '.join(lost)}")


def _fail(ledger: Ledger, key: str, failure: str) -> None:
    author = Author(CLOCK, failure.partition(". ")[0])
    with suppress(IllegalTransition):  # it has ended already
        fail_experiment(ledger, author, key, failure=failure)


def _due_addresses(ledger: Ledger) -> Iterator[tuple[Kind, str]]:
    """Documents that may have something due. Their rows may lag: the next look finds the rest."""
    now = ledger.now()
    for row in every_row(ledger.documents, Kind.FLAG):
        when = seconds_of(row.summary.get("next_change"))
        if when is not None and when <= now:
            yield Kind.FLAG, row.key
    for row in every_row(ledger.documents, Kind.EXPERIMENT):
        start = seconds_of(row.summary["start_at"])
        is_due = row.summary["status"] == Status.DRAFT and start is not None and start <= now
        if is_due or row.summary["status"] in LIVE:
            yield Kind.EXPERIMENT, row.key


APPLY_BY_KIND: Mapping[Kind, Callable[[Ledger, Evidence, DocumentVersion], None]] = {
    Kind.FLAG: _apply_flag,
    Kind.EXPERIMENT: _apply_experiment,
}
