"""Exposure tokens: what a bulk evaluation hands out so that a client can say what it showed.

A token names run, unit, variant and what is frozen at exposure, signed for one environment with
the deployment's secret: a client can send it or not, but neither make one up nor send it elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from burgee.domain.errors import InvalidEvent

_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class ExposureClaim:
    """What a token says. `unit` is a pseudonym, `expires` a second since 1970."""

    run: str
    unit: str
    variant: str
    expires: int
    dimensions: Mapping[str, str] = field(default_factory=dict)
    cohort: str = ""


def make_exposure_token(secret: bytes, environment: str, claim: ExposureClaim) -> str:
    """The token of a claim: the same claim gives the same token."""
    fields = [claim.run, claim.unit, claim.variant, claim.expires, dict(claim.dimensions)]
    text = json.dumps([*fields, claim.cohort], separators=(",", ":"), sort_keys=True).encode()
    return f"{_encode(text)}.{_encode(_signature(secret, environment, text))}"


def read_exposure_token(secret: bytes, environment: str, token: str, now: float) -> ExposureClaim:
    """The claim in a token that we made for this environment. Raises InvalidEvent with reason
    INVALID_TOKEN or EXPIRED_TOKEN."""
    try:
        text, signature = map(_decode, token.split("."))
    except ValueError:
        raise _invalid() from None
    if not hmac.compare_digest(signature, _signature(secret, environment, text)):
        raise _invalid()
    run, unit, variant, expires, dimensions, cohort = json.loads(text)
    if now >= expires:
        detail = "The exposure token has expired; evaluate again and send the new one."
        raise InvalidEvent(detail, reason="EXPIRED_TOKEN")
    return ExposureClaim(run, unit, variant, expires, dimensions, cohort)


def _invalid() -> InvalidEvent:
    detail = "This is no exposure token of this environment; send the one that came with the flag."
    return InvalidEvent(detail, reason="INVALID_TOKEN")


def _signature(secret: bytes, environment: str, text: bytes) -> bytes:
    signed = b"\0".join((b"exposure", environment.encode(), text))
    return hmac.new(secret, signed, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
