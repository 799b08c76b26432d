"""A new API key, whose token is shown this once."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.api_keys import ApiKey, KeyKind
from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.errors import InvalidDocument
from burgee.domain.parsing import detail_of, parse, problem
from burgee.domain.tokens import Token, make_token
from burgee.services.writing import Author, Ledger, create

UNKNOWN_HASH = "0" * 64
EVERY_ENVIRONMENT_SCOPE = "all"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key's first version and its token, which is stored nowhere."""

    version: DocumentVersion
    token: Token


def create_key(ledger: Ledger, author: Author, body: Json) -> NewKey:
    """A key as `body` asks for it; its id, hash and token are made here.

    Raises InvalidDocument, UnknownReference, Forbidden if it reaches further than its author.
    """
    if isinstance(body, dict):
        _refuse_made_here(body)
        body = {**body, "key": ledger.randomness.new_id(), "hash": UNKNOWN_HASH}
    draft = parse(ApiKey, body)
    scope = draft.environment or EVERY_ENVIRONMENT_SCOPE
    token = make_token(
        kind=draft.kind, scope=scope, key_id=draft.key, secret=ledger.randomness.new_secret()
    )
    version = create(ledger, author, Kind.KEY, {**body, "hash": token.hash})
    return NewKey(version, token)


def _refuse_made_here(body: dict[str, Json]) -> None:
    given = [name for name in ("key", "hash", "revoked") if name in body]
    if given:
        problems = [problem(name, "is made by Burgee; remove it") for name in given]
        raise InvalidDocument(detail_of("key", problems), errors=problems)


def is_owner_of_all(body: Json) -> bool:
    """Whether a key's document is of an owner, valid and not limited to some environments."""
    return (
        body["kind"] == KeyKind.ADMIN
        and body["role"] == "owner"
        and body.get("environments") is None
        and not body.get("revoked")
    )
