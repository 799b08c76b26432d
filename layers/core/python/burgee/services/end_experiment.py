"""The ways in which an experiment ends. Each closes its run."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion
from burgee.domain.errors import InvalidDocument
from burgee.domain.experiment_changes import ended
from burgee.domain.experiments import Experiment
from burgee.domain.parsing import problem
from burgee.domain.timestamps import iso
from burgee.services.transitions import transition
from burgee.services.writing import Author, Ledger


def complete_experiment(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Ended as planned: everybody sees the flags' ordinary answers again."""
    return _end(ledger, author, key, Action.COMPLETE)


def cancel_experiment(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Given up: everybody sees the flags' ordinary answers again."""
    return _end(ledger, author, key, Action.CANCEL)


def emergency_stop(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Cancelled, and the control is shown to everybody whom the experiment would have decided
    for, until it is restarted or archived. Raises InvalidDocument without a reason."""
    if not author.reason.strip():
        raise InvalidDocument(
            "An emergency stop needs a reason; write what happened.",
            errors=[problem("reason", "is missing; write what happened")],
        )
    return _end(ledger, author, key, Action.EMERGENCY_STOP, halted=True)


def fail_experiment(ledger: Ledger, author: Author, key: str, *, failure: str) -> DocumentVersion:
    """It could not be started, or not go on: `failure` says why."""
    return _end(ledger, author, key, Action.FAIL, failure=failure)


def _end(
    ledger: Ledger,
    author: Author,
    key: str,
    action: Action,
    *,
    halted: bool = False,
    failure: str = "",
) -> DocumentVersion:
    at = iso(ledger.now())

    def change(experiment: Experiment) -> Experiment:
        return ended(experiment, at=at, by=author.caller, halted=halted, failure=failure)

    return transition(ledger, author, key, action, change)
