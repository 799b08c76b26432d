"""Hotfixes: how severe, by when, and who agreed that one skips the canary."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from burgee.domain.conditions import Document
from burgee.domain.flags import Key, Timestamp


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


class HotfixStatus(StrEnum):
    OPEN = "open"
    DEPLOYED = "deployed"
    CLOSED = "closed"


class Approval(Document):
    """Somebody who agrees to deploy without a canary. `by`: the id of an admin key."""

    by: str
    at: Timestamp
    reason: str = Field(default="", max_length=1024)


class EmergencyDeployment(Document):
    """What was published and put behind the alias at once."""

    function: Key
    version: str
    previous: str
    code_sha256: str
    at: Timestamp
    by: str


class Hotfix(Document):
    """A hotfix from report to end. Everything from `status` on is written by its steps alone."""

    key: Key
    severity: Severity
    title: Annotated[str, Field(min_length=1, max_length=256)]
    function: Key | None = None
    issue: str = Field(default="", max_length=4096)
    root_cause: str = Field(default="", max_length=4096)
    fix: str = Field(default="", max_length=4096)
    testing: str = Field(default="", max_length=4096)
    rollback_plan: str = Field(default="", max_length=4096)
    status: HotfixStatus = HotfixStatus.OPEN
    opened_at: Timestamp | None = None
    opened_by: str = ""
    deadline: Timestamp | None = None
    approvals: list[Approval] = Field(default_factory=list, max_length=10)
    deployments: list[EmergencyDeployment] = Field(default_factory=list, max_length=20)
    closed_at: Timestamp | None = None
