"""Who calls evaluation: a client or server key, checked against the ruleset it would read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from burgee.domain.errors import Forbidden, RulesetUnavailable, Unauthenticated
from burgee.domain.evaluation import Evaluator
from burgee.domain.names import is_environment_name
from burgee.domain.tokens import ADMIN, SERVER, Token, parse_token
from burgee.services.load_ruleset import RulesetCache

MOST_TOKENS = 128  # remembered at once; a header has at most 10 KB


@dataclass(frozen=True, slots=True)
class Caller:
    """A key that may call, and what its environment is answered from."""

    key_id: str
    kind: str
    evaluator: Evaluator
    stale: bool

    @property
    def environment(self) -> str:
        return self.evaluator.ruleset.environment


def identify(cache: RulesetCache, token_text: str | None, *, server: bool = False) -> Caller:
    """The caller behind a token. `server`: the route is for server keys only.

    Raises Unauthenticated for a missing, unknown or revoked key, Forbidden for one of the wrong
    kind, StorageUnavailable or RulesetUnavailable where it cannot be told.
    """
    token, token_hash, names_environment = _taken_apart(token_text or "")
    if token is None:
        raise Unauthenticated("Send a client or server key as `Authorization: Bearer KEY`.")
    if token.kind == ADMIN:
        raise Forbidden("An admin key evaluates nothing; use a client or server key.")
    if not names_environment:
        raise Unauthenticated("This key is unknown or revoked.")
    try:
        served = cache.serve(token.scope)
    except RulesetUnavailable:
        if cache.is_known_to_be_absent(token.scope):
            raise Unauthenticated("This key is unknown or revoked.") from None
        raise
    found = served.evaluator.ruleset.api_key(token_hash)
    if found is None:
        raise Unauthenticated("This key is unknown or revoked.")
    if server and found["kind"] != SERVER:
        raise Forbidden("This route is for server keys.")
    return Caller(found["id"], found["kind"], served.evaluator, served.stale)


@lru_cache(maxsize=MOST_TOKENS)
def _taken_apart(text: str) -> tuple[Token | None, str, bool]:
    """A token, its hash, and whether its scope could be an environment. The same few come with
    every request, and to hash one takes as long as to evaluate a flag."""
    token = parse_token(text)
    return (token, token.hash, is_environment_name(token.scope)) if token else (None, "", False)
