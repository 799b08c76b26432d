"""How severe what is broken is, and what follows from that. Imports no pydantic: a command's help
starts with it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Severity(StrEnum):
    """P1: production down, data lost, security breached. P2: a main feature broken, nothing else
    helps. P3: a minor one, or something else helps. P4: looks only."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


# Seconds from the report to the fix; None: with the next release.
DEADLINE_SECONDS: Mapping[Severity, int | None] = {
    Severity.P1: 3600,
    Severity.P2: 4 * 3600,
    Severity.P3: 24 * 3600,
    Severity.P4: None,
}

REQUIRED_APPROVALS = 2
# Only these may skip the canary.
EMERGENCIES = frozenset({Severity.P1, Severity.P2})
