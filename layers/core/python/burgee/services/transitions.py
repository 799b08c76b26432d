"""A step in an experiment's life: where it may go from where it stands, and what that changes."""

from __future__ import annotations

from collections.abc import Callable

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.experiment_changes import dump
from burgee.domain.experiments import Experiment
from burgee.domain.lifecycle import next_status
from burgee.services.kinds import Body
from burgee.services.writing import Author, Edit, Ledger, amend


def transition(
    ledger: Ledger,
    author: Author,
    key: str,
    action: Action,
    change: Callable[[Experiment], Experiment],
) -> DocumentVersion:
    """The experiment after `action`. `change` gets it as it stands, and may refuse by raising.

    Raises DocumentNotFound, IllegalTransition, VersionConflict, Forbidden.
    """

    def changed(before: Body) -> Json:
        experiment = Experiment.model_validate(before)
        status = next_status(action, experiment.status)
        return dump(change(experiment).model_copy(update={"status": status}))

    return amend(ledger, author, Edit(Kind.EXPERIMENT, key, action, changed))
