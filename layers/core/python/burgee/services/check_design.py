"""What would be wrong with an experiment, were it written: nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from burgee.domain.checklist import BEFORE_START, Item, checklist_of
from burgee.domain.documents import Json, Kind
from burgee.domain.errors import BurgeeError, InvalidDocument
from burgee.domain.experiment_changes import created, edited
from burgee.domain.experiment_checks import experiment_problems
from burgee.domain.experiments import Experiment, Status
from burgee.domain.parsing import Problem, parse, problem
from burgee.services.checklist import Evidence, facts_about
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read


@dataclass(frozen=True, slots=True)
class CheckedDesign:
    """`problems`: why a write would be refused. `items`: the part of the checklist that holds a
    start; empty where the design cannot even be read."""

    problems: tuple[Problem, ...]
    items: tuple[Item, ...]


def check_design(
    documents: DocumentRepository, evidence: Evidence, body: Json, *, is_new: bool, now: float
) -> CheckedDesign:
    """What a write of `body` would be told, and what its checklist would say. `is_new`: it would
    create the experiment; else it would change it."""
    try:
        experiment = parse(Experiment, body)
    except InvalidDocument as refusal:
        return CheckedDesign(tuple(refusal.errors), ())
    misfits = list(experiment_problems(experiment))
    facts = facts_about(
        documents,
        evidence,
        experiment.model_copy(update={"status": Status.DRAFT}),
        salt=f"{experiment.key}/dry run",
        now=now,
        rehearses=not misfits,
    )
    refused = _refusals(documents, experiment.key, body, is_new=is_new, now=now)
    items = (item for item in checklist_of(facts) if item.phase in BEFORE_START)
    problems = [*misfits, *(one for one in refused if one not in misfits), *facts.references]
    return CheckedDesign(tuple(problems), tuple(items))


def _refusals(
    documents: DocumentRepository, key: str, body: Json, *, is_new: bool, now: float
) -> Iterator[Problem]:
    """What its fields alone do not say: that its key is taken, or it is no draft any more."""
    try:
        if not is_new:
            edited(read(documents, Kind.EXPERIMENT, key).body, body, now)
            return
        if documents.newest(Kind.EXPERIMENT, key):
            yield problem("key", f"is taken: there is an experiment '{key}'; choose another key")
        created(body, now)
    except BurgeeError as refusal:
        yield from refusal.errors or [problem("", refusal.detail)]
