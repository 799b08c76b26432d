"""An experiment that has ended, and begins anew."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion
from burgee.domain.experiment_changes import restarted
from burgee.services.transitions import transition
from burgee.services.writing import Author, Ledger


def restart_experiment(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """A draft again: its next start is a new run, with a new salt. Sign-offs and the times of
    start and end are gone; the runs before stay."""
    return transition(ledger, author, key, Action.RESTART, restarted)
