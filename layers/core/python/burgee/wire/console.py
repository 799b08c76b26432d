"""How the console is served, here and in AWS: its addresses, its headers and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PREFIX = "/console/"
INDEX = "index.html"
HASHED = "assets/"  # files whose names change with their content
CONFIGURATION = "configuration.json"
# Beside those with a hash: any other address is one of its pages.
FILES = (CONFIGURATION, "burgee.svg")
SIGNED_IN = "signed-in"  # where a sign-in leads back to
FOREVER = "public, max-age=31536000, immutable"
EVERY_TIME = "no-cache"
SCOPES = ("openid", "email")


@dataclass(frozen=True, slots=True)
class SignInPlace:
    """Where people sign in. `url`: of the hosted sign-in, without a slash at its end."""

    url: str
    client_id: str


def security_headers(*origins: str) -> tuple[tuple[str, str], ...]:
    """Headers of each of its files. Its scripts may ask their own origin and these `origins`."""
    return (
        ("content-security-policy", _policy(" ".join(("'self'", *origins)))),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    )


def configuration(sign_in: SignInPlace | None) -> dict[str, Any]:
    """What the console reads before it does anything: how to sign in besides with a key.

    >>> configuration(None)
    {'sign_in': None}
    """
    if sign_in is None:
        return {"sign_in": None}
    place = {"url": sign_in.url, "client_id": sign_in.client_id, "scopes": list(SCOPES)}
    return {"sign_in": place}


def _policy(connect: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            f"connect-src {connect}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
