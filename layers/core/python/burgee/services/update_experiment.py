"""Experiments as their authors write them: new, changed, and back as they were."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.experiment_changes import created, edited, restored
from burgee.services.kinds import Body
from burgee.services.reading import read_version
from burgee.services.writing import Author, Edit, Ledger, amend, create


def create_experiment(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of an experiment, a draft."""
    return create(ledger, author, Kind.EXPERIMENT, created(body, ledger.now()))


def update_experiment(ledger: Ledger, author: Author, key: str, body: Json) -> DocumentVersion:
    """The next version, equal to `body` but for what transitions write.

    Raises ExperimentRunning for what cannot change while it runs, IllegalTransition once it has
    ended.
    """

    def replaced(before: Body) -> Json:
        return edited(before, body, ledger.now())

    return amend(ledger, author, Edit(Kind.EXPERIMENT, key, Action.UPDATE, replaced))


def restore_experiment(
    ledger: Ledger, author: Author, key: str, *, version: int
) -> DocumentVersion:
    """A draft with the design of an earlier version; its runs stay."""
    earlier = read_version(ledger.documents, Kind.EXPERIMENT, key, version)

    def replaced(before: Body) -> Json:
        return restored(before, earlier.body, ledger.now())

    return amend(ledger, author, Edit(Kind.EXPERIMENT, key, Action.RESTORE, replaced))
