"""What administration works with: documents, the clock, and the operating system's randomness."""

from __future__ import annotations

import secrets
import time

from burgee.runtime.wiring import (
    documents,
    maintained_aggregates,
    maintained_looks,
    maintained_units,
    maintained_usage,
    once,
    settings,
)
from burgee.services.tracking_ports import Tracking
from burgee.services.writing import Ledger, Randomness


def new_salt() -> str:
    """80 random bits: enough that no two flags ever hash alike."""
    return secrets.token_hex(10)


def new_id() -> str:
    """An id for a key, 64 random bits; it is no secret."""
    return secrets.token_hex(8)


def new_secret() -> str:
    """The secret part of a token, 256 random bits."""
    return secrets.token_urlsafe(32)


@once
def ledger() -> Ledger:
    """The ledger of this process."""
    randomness = Randomness(new_salt, new_id, new_secret)
    return Ledger(documents(), time.time, randomness, settings().deployment)


@once
def tracking() -> Tracking:
    """What was observed, as administration reads it."""
    return Tracking(
        maintained_units(), maintained_aggregates(), maintained_usage(), maintained_looks()
    )
