"""The very first owner key, made by whoever may write to the tables themselves."""

from __future__ import annotations

from burgee.domain.documents import Kind
from burgee.domain.errors import DocumentExists
from burgee.domain.roles import Caller, Role
from burgee.services.create_key import NewKey, create_key, is_owner_of_all
from burgee.services.writing import Author, Ledger

BOOTSTRAP = Caller(key_id="bootstrap", role=Role.OWNER, name="Burgee")


def bootstrap(ledger: Ledger, *, name: str = "First owner") -> NewKey:
    """An owner key for all environments. Raises DocumentExists while there is one already."""
    for version in ledger.documents.current(Kind.KEY):
        if is_owner_of_all(version.body):
            raise DocumentExists(
                f"There is an owner key already: '{version.key}'. Make further keys with it."
            )
    body = {"name": name, "kind": "admin", "role": str(Role.OWNER)}
    author = Author(BOOTSTRAP, reason="The first owner key of this deployment")
    return create_key(ledger, author, body)
