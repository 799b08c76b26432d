"""Hotfixes: how severe, by when, and who agreed that one skips the canary."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from burgee.domain.conditions import Document
from burgee.domain.documents import LONGEST_REASON
from burgee.domain.flags import Key, Timestamp
from burgee.domain.severities import Severity
from burgee.domain.signed import Signed


class HotfixStatus(StrEnum):
    OPEN = "open"
    DEPLOYED = "deployed"
    CLOSED = "closed"


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Approval(Signed):
    """Somebody who agrees to deploy without a canary."""

    at: Timestamp
    reason: str = Field(default="", max_length=LONGEST_REASON)


class EmergencyDeployment(Signed):
    """What was published and put behind the alias at once: written before the alias moves,
    `done` once it has. `approved_by`: whose approvals it rests on."""

    function: Key
    version: str
    previous: str
    code_sha256: Sha256
    at: Timestamp
    approved_by: list[str] = Field(default_factory=list, max_length=10)
    done: bool = False


class Hotfix(Document):
    """A hotfix from report to end. `code_sha256`: of the one zip file that may be deployed for
    it; without it, any. Everything from `status` on is written by its steps alone."""

    key: Key
    severity: Severity
    title: Annotated[str, Field(min_length=1, max_length=256)]
    function: Key | None = None
    issue: str = Field(default="", max_length=4096)
    root_cause: str = Field(default="", max_length=4096)
    fix: str = Field(default="", max_length=4096)
    testing: str = Field(default="", max_length=4096)
    rollback_plan: str = Field(default="", max_length=4096)
    code_sha256: Sha256 | None = None
    status: HotfixStatus = HotfixStatus.OPEN
    opened_at: Timestamp | None = None
    opened_by: str = ""
    opened_by_name: str = ""
    deadline: Timestamp | None = None
    approvals: list[Approval] = Field(default_factory=list, max_length=10)
    deployments: list[EmergencyDeployment] = Field(default_factory=list, max_length=20)
    closed_at: Timestamp | None = None
