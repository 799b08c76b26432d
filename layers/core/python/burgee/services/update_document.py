"""A whole document, replaced by the one that its author sent."""

from __future__ import annotations

from collections.abc import Mapping

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.services.kinds import Body
from burgee.services.writing import Author, Edit, Ledger, amend

# What stays as it is when the new body leaves it out. Segments are read without their members,
# so that a segment that is read, changed and written back keeps them.
KEPT_BY_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.FLAG: ("salt",),
    Kind.SEGMENT: ("included", "excluded"),
    Kind.ENVIRONMENT: ("holdout_salt",),
    Kind.KEY: (),
    Kind.EXPERIMENT: (),
    Kind.EXCLUSION_GROUP: ("salt",),
}


def update_document(
    ledger: Ledger, author: Author, kind: Kind, key: str, body: Json
) -> DocumentVersion:
    """The next version, equal to `body`; the newest one if that is what it says already."""

    def replaced(before: Body) -> Json:
        if not isinstance(body, dict):
            return body
        kept = {part: before[part] for part in KEPT_BY_KIND[kind] if body.get(part) is None}
        return {"key": key, **body, **kept}

    return amend(ledger, author, Edit(kind, key, Action.UPDATE, replaced))
