"""A key that is no longer accepted."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import DocumentInUse
from burgee.services.create_key import is_owner_of_all
from burgee.services.kinds import Body
from burgee.services.ports import DocumentRepository
from burgee.services.writing import Author, Edit, Ledger, amend


def revoke_key(ledger: Ledger, author: Author, key_id: str) -> DocumentVersion:
    """The key, revoked for good. Raises DocumentInUse for the last owner of everything."""

    def revoked(before: Body) -> Json:
        if is_owner_of_all(before):
            _refuse_last_owner(ledger.documents, key_id)
        return {**before, "revoked": True}

    return amend(ledger, author, Edit(Kind.KEY, key_id, Action.REVOKE, revoked))


def _refuse_last_owner(documents: DocumentRepository, key_id: str) -> None:
    others = (version for version in documents.current(Kind.KEY) if version.key != key_id)
    if not any(is_owner_of_all(version.body) for version in others):
        raise DocumentInUse(
            f"The key '{key_id}' is the last owner of all environments; create another one first."
        )
