"""A step of a rollout: where it may go from where it stands, and what that changes."""

from __future__ import annotations

from collections.abc import Callable

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.rollout_changes import dump
from burgee.domain.rollout_lifecycle import next_rollout_status
from burgee.domain.rollouts import Rollout
from burgee.services.kinds import Body
from burgee.services.writing import Author, Edit, Ledger, amend

Change = Callable[[Rollout], Rollout]


def transition_rollout(
    ledger: Ledger, author: Author, key: str, action: Action, change: Change
) -> DocumentVersion:
    """The rollout after `action`. `change` gets it as it stands, and may refuse by raising; what
    it gives back unchanged stays as it is.

    Raises DocumentNotFound, IllegalTransition, VersionConflict, Forbidden.
    """

    def changed(before: Body) -> Json:
        rollout = Rollout.model_validate(before)
        status = next_rollout_status(action, rollout.status)
        after = change(rollout)
        return before if after is rollout else dump(after.model_copy(update={"status": status}))

    return amend(ledger, author, Edit(Kind.ROLLOUT, key, action, changed))
