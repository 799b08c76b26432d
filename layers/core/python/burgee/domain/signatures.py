"""What proves to a receiver that a webhook's delivery is ours and fresh.

Signed is `TIMESTAMP.BODY` by HMAC-SHA-256; the header is `t=TIMESTAMP,v1=HEX`, with a `v1` for
each secret while a secret is being replaced.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

SIGNATURE_HEADER = "Burgee-Signature"
TOLERANCE_SECONDS = 300
LONGEST_HEADER = 1024
MOST_DIGITS = 15


def sign(secrets: Iterable[str], body: bytes, at: int) -> str:
    """The header's value for a body that is sent at `at`, in seconds since 1970.

    >>> sign(["whsec_0123456789"], b"{}", 1767225600)[:24]
    't=1767225600,v1=ca8d50d7'
    """
    parts = [f"t={at}", *(f"v1={_digest(secret, body, str(at))}" for secret in secrets)]
    return ",".join(parts)


def is_signed(
    secret: str, body: bytes, header: str, now: float, tolerance: float = TOLERANCE_SECONDS
) -> bool:
    """Whether a header says that who has `secret` sent this body within `tolerance` seconds.

    Compared in constant time; a header of any other form is no signature.

    >>> is_signed("whsec_0123456789", b"{}", sign(["whsec_0123456789"], b"{}", 100), 160)
    True
    """
    if len(header) > LONGEST_HEADER or not header.isascii():
        return False
    fields = [field.strip().partition("=") for field in header.split(",")]
    stamps = [value for name, _, value in fields if name == "t"]
    if len(stamps) != 1 or not stamps[0].isdigit() or len(stamps[0]) > MOST_DIGITS:
        return False
    if abs(now - int(stamps[0])) > tolerance:
        return False
    expected = _digest(secret, body, stamps[0])
    given = [value for name, _, value in fields if name == "v1"]
    return any(hmac.compare_digest(expected, value) for value in given)


def _digest(secret: str, body: bytes, stamp: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
