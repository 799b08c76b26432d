"""Back to an earlier version, by a new one that equals it."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.seen_alarms import SEEN
from burgee.services.kinds import Body
from burgee.services.reading import read_version
from burgee.services.rollouts import restore_rollout
from burgee.services.update_experiment import restore_experiment
from burgee.services.writing import Author, Edit, Ledger, amend


def restore_version(
    ledger: Ledger, author: Author, kind: Kind, key: str, *, version: int
) -> DocumentVersion:
    """A new version equal to `version`, if that one would be accepted today; what it has seen of
    alarms it remembers.

    Raises DocumentNotFound if there is no such version.
    """
    if kind is Kind.EXPERIMENT:
        return restore_experiment(ledger, author, key, version=version)
    if kind is Kind.ROLLOUT:
        return restore_rollout(ledger, author, key, version=version)
    earlier = read_version(ledger.documents, kind, key, version)

    def restored(before: Body) -> Json:
        return {**earlier.body, SEEN: before[SEEN]} if SEEN in before else earlier.body

    return amend(ledger, author, Edit(kind, key, Action.RESTORE, restored))
