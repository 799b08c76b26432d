"""The key that a request was sent with."""

from __future__ import annotations

from collections.abc import Mapping

BEARER = "bearer "


def bearer_token(authorization: object) -> str | None:
    """The token in an Authorization header; None if it holds none.

    >>> bearer_token("Bearer burgee.client.production.k1.s3cret")
    'burgee.client.production.k1.s3cret'
    >>> bearer_token("Basic dTpw") is None
    True
    """
    if not isinstance(authorization, str) or authorization[: len(BEARER)].lower() != BEARER:
        return None
    return authorization[len(BEARER) :].strip()


def token_of(headers: Mapping[str, str]) -> str | None:
    """The key a request was sent with: `Authorization: Bearer KEY` or `X-API-Key: KEY`."""
    token = bearer_token(headers.get("authorization"))
    return headers.get("x-api-key") if token is None else token
