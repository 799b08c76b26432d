"""Rollouts as their authors write them: new, changed, and back as they were."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.rollout_changes import created, edited
from burgee.domain.rollouts import OWN_FIELDS
from burgee.services.kinds import Body
from burgee.services.reading import read_version
from burgee.services.writing import Author, Edit, Ledger, amend, create


def create_rollout(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of a rollout, pending. Raises InvalidDocument, UnknownReference,
    DocumentExists."""
    new = created(body, ledger.now())
    stamped = {**new, "deployment": ledger.deployment} if isinstance(new, dict) else new
    return create(ledger, author, Kind.ROLLOUT, stamped)


def update_rollout(ledger: Ledger, author: Author, key: str, body: Json) -> DocumentVersion:
    """The next version of a pending rollout, equal to `body` but for what its steps write.

    Raises IllegalTransition once it has started.
    """

    def replaced(before: Body) -> Json:
        return edited(before, body, ledger.now())

    return amend(ledger, author, Edit(Kind.ROLLOUT, key, Action.UPDATE, replaced))


def restore_rollout(ledger: Ledger, author: Author, key: str, *, version: int) -> DocumentVersion:
    """A pending rollout as it was written in an earlier version; its runs stay."""
    earlier = read_version(ledger.documents, Kind.ROLLOUT, key, version)
    written = {field: value for field, value in earlier.body.items() if field not in OWN_FIELDS}
    return update_rollout(ledger, author, key, written)
