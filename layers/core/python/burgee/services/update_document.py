"""A whole document, replaced by the one that its author sent."""

from __future__ import annotations

from collections.abc import Mapping

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.seen_alarms import refuse_seen_alarms
from burgee.services.create_document import refuse_halt, with_holdout_salt
from burgee.services.kinds import Body
from burgee.services.rollouts import update_rollout
from burgee.services.update_experiment import update_experiment
from burgee.services.writing import Author, Edit, Ledger, amend

# What stays as it is when the new body leaves it out. Segments are read without their members,
# so that a segment that is read, changed and written back keeps them.
KEPT_BY_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.FLAG: ("salt", "seen_alarms"),
    Kind.SEGMENT: ("included", "excluded"),
    Kind.ENVIRONMENT: ("holdout_salt", "halt"),
    Kind.KEY: (),
    Kind.EXPERIMENT: (),  # see update_experiment
    Kind.EXCLUSION_GROUP: ("salt",),
    Kind.ROLLOUT: (),  # see rollouts
    Kind.FUNCTION: (),
    Kind.WEBHOOK: ("secret",),
    Kind.HOTFIX: (),
    Kind.SETTINGS: (),
}


def update_document(
    ledger: Ledger, author: Author, kind: Kind, key: str, body: Json
) -> DocumentVersion:
    """The next version, equal to `body`; the newest one if that is what it says already."""
    if kind is Kind.EXPERIMENT:
        return update_experiment(ledger, author, key, body)
    if kind is Kind.ROLLOUT:
        return update_rollout(ledger, author, key, body)

    def replaced(before: Body) -> Json:
        if not isinstance(body, dict):
            return body
        if kind is Kind.FLAG:
            refuse_seen_alarms(body, before)
        if kind is Kind.ENVIRONMENT:
            refuse_halt(body, before)
        kept = {
            part: before[part]
            for part in KEPT_BY_KIND[kind]
            if body.get(part) is None and part in before
        }
        after = {"key": key, **body, **kept}
        return with_holdout_salt(after, ledger) if kind is Kind.ENVIRONMENT else after

    return amend(ledger, author, Edit(kind, key, Action.UPDATE, replaced))
