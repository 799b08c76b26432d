"""Whether a token is that of a valid admin key. Imports no pydantic: `authorize` starts with it."""

from __future__ import annotations

from hmac import compare_digest

from burgee.domain.documents import Kind
from burgee.domain.roles import Caller, Role
from burgee.domain.tokens import ADMIN, parse_token
from burgee.services.ports import DocumentRepository


def authorize(documents: DocumentRepository, token_text: str) -> Caller | None:
    """The caller that a token proves, None for any other text. Raises StorageUnavailable.

    The key is read strongly, so that one that was revoked is refused at once.
    """
    token = parse_token(token_text)
    if token is None or token.kind != ADMIN:
        return None
    found = documents.newest(Kind.KEY, token.id)
    # A key that does not exist is compared too, so that time tells nothing about ids.
    key = found.body if found else {}
    if not compare_digest(str(key.get("hash", "")), token.hash) or key.get("revoked"):
        return None
    if key["kind"] != ADMIN:
        return None
    named = key.get("environments")
    return Caller(
        key_id=token.id,
        role=Role(key["role"]),
        environments=None if named is None else frozenset(named),
        name=key.get("name", ""),
    )
