"""More units for an experiment that runs."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion
from burgee.domain.experiment_changes import with_traffic
from burgee.services.transitions import transition
from burgee.services.writing import Author, Ledger


def raise_traffic(
    ledger: Ledger, author: Author, key: str, *, percentage: float
) -> DocumentVersion:
    """The experiment with a larger share of its units; nobody who is in moves.

    Raises ExperimentRunning if the share would become smaller, InvalidDocument above 100.
    """
    return transition(
        ledger,
        author,
        key,
        Action.TRAFFIC,
        lambda experiment: with_traffic(experiment, percentage),
    )
