"""Documents that are no longer served, and their way back."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.flags import Lifecycle
from burgee.services.writing import Author, Edit, Ledger, amend


def archive_document(ledger: Ledger, author: Author, kind: Kind, key: str) -> DocumentVersion:
    """The document, archived. Raises DocumentInUse while an active document names it."""
    return amend(ledger, author, _edit(kind, key, Action.ARCHIVE, Lifecycle.ARCHIVED))


def unarchive_document(ledger: Ledger, author: Author, kind: Kind, key: str) -> DocumentVersion:
    """The document, active again, if all that it names is still there."""
    return amend(ledger, author, _edit(kind, key, Action.UNARCHIVE, Lifecycle.ACTIVE))


def _edit(kind: Kind, key: str, action: Action, lifecycle: Lifecycle) -> Edit:
    return Edit(kind, key, action, lambda before: {**before, "lifecycle": str(lifecycle)})
