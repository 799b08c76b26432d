"""A pool of people who can sign in: the tokens that it signs, and the keys that it publishes."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc"
CLIENT = "4uf8hq2example"
BITS = 2048


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


KEY, OTHER_KEY = new_key(), new_key()


def id_claims(**parts: Any) -> dict[str, Any]:
    """What an ID token of Cognito says of Ann, an editor; None takes a claim away."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "4f2c",
        "token_use": "id",
        "email": "ann@example.com",
        "cognito:username": "4f2c",
        "cognito:groups": ["editor"],
        "iat": now,
        "exp": now + 900,
        **parts,
    }
    return {name: value for name, value in claims.items() if value is not None}


def access_claims(**parts: Any) -> dict[str, Any]:
    """What her access token says: another claim names the client, and there is no address."""
    changed = {"aud": None, "email": None, "cognito:username": None}
    told = {"token_use": "access", "client_id": CLIENT, "username": "ann", "scope": "openid"}
    return id_claims(**{**changed, **told, **parts})


def signed(claims: dict[str, Any], *, key: Any = KEY, kid: Any = "k1", **header: Any) -> str:
    """A token with these claims, signed as Cognito would unless told otherwise."""
    algorithm = header.pop("alg", "RS256")
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid, **header})


@dataclass
class KnownKeys:
    """Fills the port `SigningKeys`; `asked` for each key id in turn."""

    keys: dict[str, rsa.RSAPublicKey] = field(default_factory=lambda: {"k1": KEY.public_key()})
    asked: list[str] = field(default_factory=list)

    def named(self, key_id: str) -> rsa.RSAPublicKey | None:
        self.asked.append(key_id)
        return self.keys.get(key_id)


def key_set(**keys: rsa.RSAPrivateKey) -> bytes:
    """The keys as a pool publishes them, by their ids."""
    published = [
        {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig"}
        for kid, key in keys.items()
    ]
    return json.dumps({"keys": published}).encode()
