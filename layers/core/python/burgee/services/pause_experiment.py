"""An experiment that takes in nobody new for a while."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion
from burgee.services.transitions import transition
from burgee.services.writing import Author, Ledger


def pause_experiment(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Nobody new; exposed units keep their variant."""
    return transition(ledger, author, key, Action.PAUSE, lambda experiment: experiment)


def resume_experiment(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Running again, in the same run."""
    return transition(ledger, author, key, Action.RESUME, lambda experiment: experiment)
