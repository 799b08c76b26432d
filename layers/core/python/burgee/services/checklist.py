"""What is done and what is open on the way of an experiment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from burgee.domain.checklist import DRY_RUN_UNITS, Counted, Facts, Item, checklist_of
from burgee.domain.clashes import clashes_of
from burgee.domain.documents import Kind
from burgee.domain.dry_run import dry_run
from burgee.domain.experiment_references import reference_problems
from burgee.domain.experiments import Experiment, Run, Status, run_id
from burgee.domain.results import Look
from burgee.services.experiment_rules import around_experiment
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.served_experiments import served_experiments


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was observed outside the documents.

    `event_names`: of an environment, name -> last day on which it came in. `counted`: of a run,
    by its id and plan. `latest_look`: the newest look at a run.
    """

    event_names: Callable[[str], Mapping[str, str]]
    counted: Callable[[str, Run], Counted]
    latest_look: Callable[[str], Look | None] = lambda _: None


def checklist(
    documents: DocumentRepository, evidence: Evidence, key: str, *, now: float
) -> list[Item]:
    """The checklist of an experiment as it stands. Raises DocumentNotFound."""
    body = read(documents, Kind.EXPERIMENT, key).body
    experiment = Experiment.model_validate(body)
    salt = f"{key}/dry run"
    return checklist_of(facts_about(documents, evidence, experiment, salt=salt, now=now))


def facts_about(
    documents: DocumentRepository,
    evidence: Evidence,
    experiment: Experiment,
    *,
    salt: str,
    now: float,
    rehearses: bool = True,
) -> Facts:
    """What the checklist asks about, gathered. `salt`: what the dry run draws with; a design that
    does not fit together `rehearses` nothing."""
    around = around_experiment(documents, experiment)
    environment = experiment.environment
    is_known = environment in around.environments
    run = None if experiment.status is Status.DRAFT else experiment.run
    name = run_id(experiment.key, run.number) if run else ""
    return Facts(
        experiment=experiment,
        now=now,
        flags=around.flags,
        references=list(reference_problems(experiment, around)),
        clashes=clashes_of(experiment, served_experiments(documents, environment)),
        is_production=is_known and is_production(documents, environment),
        events_seen=evidence.event_names(environment).keys(),
        dry_run=dry_run(experiment, salt, DRY_RUN_UNITS) if rehearses else {},
        counted=evidence.counted(name, run) if run else None,
        look=evidence.latest_look(name) if run else None,
    )


def is_production(documents: DocumentRepository, environment: str) -> bool:
    """Whether changes there need somebody else's yes. Raises DocumentNotFound."""
    return bool(read(documents, Kind.ENVIRONMENT, environment).body["is_production"])
