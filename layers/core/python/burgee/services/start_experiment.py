"""A draft that begins to run, if nothing stands in its way."""

from __future__ import annotations

from collections.abc import Iterable

from burgee.domain.checklist import BEFORE_START, Facts, Item, checklist_of
from burgee.domain.clashes import clash_between, later_of
from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import ChecklistOpen, ExperimentClash, IllegalTransition
from burgee.domain.experiment_changes import started
from burgee.domain.experiment_references import check_experiment_references
from burgee.domain.experiments import Experiment
from burgee.domain.parsing import problem
from burgee.domain.timestamps import iso
from burgee.services.checklist import Evidence, facts_about
from burgee.services.end_experiment import fail_experiment
from burgee.services.experiment_rules import around_experiment
from burgee.services.reading import read
from burgee.services.served_experiments import served_experiments
from burgee.services.transitions import transition
from burgee.services.writing import Author, Ledger

EVENTS_ITEM = "events"


def start_experiment(
    ledger: Ledger,
    author: Author,
    key: str,
    evidence: Evidence,
    *,
    accept_unseen_events: bool = False,
) -> DocumentVersion:
    """Running: a new run with a salt of its own, in which all that is measured is frozen.

    `accept_unseen_events`: also where events of its metrics were never received. Raises
    IllegalTransition, UnknownReference, ExperimentClash, ChecklistOpen.
    """

    def change(experiment: Experiment) -> Experiment:
        check_experiment_references(experiment, around_experiment(ledger.documents, experiment))
        now, salt = ledger.now(), ledger.randomness.new_salt()
        facts = facts_about(ledger.documents, evidence, experiment, salt=salt, now=now)
        _refuse_clash(facts)
        waived = {EVENTS_ITEM} if accept_unseen_events else set()
        _refuse_open(item for item in checklist_of(facts) if item.key not in waived)
        return started(experiment, salt=salt, at=iso(now))

    version = transition(ledger, author, key, Action.START, change)
    settle_clashes(ledger, author, key)
    return version


def settle_clashes(ledger: Ledger, author: Author, key: str) -> None:
    """Fail the later of two experiments that clash although each looked before it started.

    Both look once more after they were written, so at least one sees the other; whoever does
    fails the one that started later, be it itself or the other. Raises ExperimentClash if it was
    itself.
    """
    mine = Experiment.model_validate(read(ledger.documents, Kind.EXPERIMENT, key).body)
    for other in served_experiments(ledger.documents, mine.environment):
        if not mine.is_served or clash_between(mine, other) is None:
            continue
        loser = later_of(mine, other)
        winner = other if loser is mine else mine
        failure = f"It clashes with '{winner.key}', which started before it at the same time."
        _fail(ledger, author, loser.key, failure)
        if loser is mine:
            why = clash_between(mine, other)
            raise ExperimentClash(f"The experiment '{other.key}' {why}.")


def _fail(ledger: Ledger, author: Author, key: str, failure: str) -> None:
    whoever = Author(author.caller, failure)
    try:
        fail_experiment(ledger, whoever, key, failure=failure)
    except IllegalTransition:
        return  # it has ended already


def _refuse_clash(facts: Facts) -> None:
    if facts.clashes:
        key, why = facts.clashes[0]
        problems = [problem(other, detail) for other, detail in facts.clashes]
        raise ExperimentClash(f"The experiment '{key}' {why}.", errors=problems)


def _refuse_open(items: Iterable[Item]) -> None:
    unfinished = [item for item in items if item.phase in BEFORE_START and not item.done]
    if unfinished:
        named = ", ".join(item.key for item in unfinished)
        raise ChecklistOpen(
            f"The checklist is open: {named}.",
            errors=[
                problem(f"{item.phase}.{item.key}", f"not yet: {item.sentence} {item.detail}")
                for item in unfinished
            ],
        )
