"""Whether a token is one that the sign-in gave to somebody.

Imports PyJWT, which only `authorize` has, and only when a token is no key of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import jwt

from burgee.domain.people import Person

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ALGORITHM = "RS256"
LEEWAY_SECONDS = 10  # between two clocks
MOST_CHARACTERS = 10_000  # all headers of a request together may have as many
MOST_NAME_CHARACTERS = 128
REQUIRED = ("exp", "iat", "iss", "sub", "token_use")
# Cognito's two tokens: which claim says for which client each was made.
AUDIENCE_BY_USE = {"id": "aud", "access": "client_id"}
NAMES = ("email", "cognito:username", "username")


class SigningKeys(Protocol):
    """The public keys of whoever signs tokens."""

    def named(self, key_id: str) -> RSAPublicKey | None:
        """The key with that id; None if there is none. Raises SignInUnavailable."""
        ...


def recognise(token: str, keys: SigningKeys, *, issuer: str, client_id: str) -> Person | None:
    """The person that a token of `issuer` for `client_id` proves; None for any other text.

    Signature, issuer, client, use and times are checked (RFC 7519; RFC 8725 says which attacks
    that leaves out: another algorithm than ours, a key that the token brings along).
    Raises SignInUnavailable.
    """
    key_id = _key_id(token, issuer, client_id)
    key = keys.named(key_id) if key_id else None
    decoded = _decoded(token, key, issuer) if key else None
    return _person(decoded["payload"]) if decoded else None


def _key_id(token: str, issuer: str, client_id: str) -> str | None:
    """Which key would have signed the token. What cannot hold in any case has none, so that
    strangers do not make us ask for keys."""
    decoded = _decoded(token, None, issuer) if len(token) <= MOST_CHARACTERS else None
    if decoded is None or not _is_for(client_id, decoded["payload"]):
        return None
    key_id = decoded["header"].get("kid")
    is_ours = decoded["header"].get("alg") == ALGORITHM and isinstance(key_id, str)
    return key_id if is_ours else None


def _decoded(token: str, key: RSAPublicKey | None, issuer: str) -> dict[str, Any] | None:
    """Header and payload, if all but the client holds; without a key the signature is left out."""
    try:
        return jwt.decode_complete(
            token,
            key or "",
            algorithms=[ALGORITHM],
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={
                "verify_signature": key is not None,
                "verify_exp": True,
                "verify_nbf": True,
                "verify_iat": True,
                "verify_iss": True,
                "verify_sub": True,
                "verify_aud": False,  # in another claim for each use: see `_is_for`
                "require": list(REQUIRED),
            },
        )
    except Exception:  # noqa: BLE001 - whatever a text does to its parser, it is no token
        return None


def _is_for(client_id: str, claims: dict[str, Any]) -> bool:
    use = claims["token_use"]
    audience = AUDIENCE_BY_USE.get(use) if isinstance(use, str) else None
    return audience is not None and claims.get(audience) == client_id


def _person(claims: dict[str, Any]) -> Person:
    names = (claims.get(name) for name in NAMES)
    name = next((name for name in names if isinstance(name, str) and name), "")
    groups = claims.get("cognito:groups")
    return Person(
        subject=claims["sub"],
        name=name[:MOST_NAME_CHARACTERS],
        groups=frozenset(map(str, groups)) if isinstance(groups, list) else frozenset(),
    )
