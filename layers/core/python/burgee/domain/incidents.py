"""The rollback decision matrix: which scenario is answered how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Scenario(StrEnum):
    """What went wrong."""

    DEPLOYMENT_FAILURE = "deployment_failure"
    HIGH_ERROR_RATE = "high_error_rate"
    HIGH_LATENCY = "high_latency"
    SCHEMA_MISMATCH = "schema_mismatch"
    DATABASE_INCOMPATIBILITY = "database_incompatibility"
    SECURITY_VULNERABILITY = "security_vulnerability"


class Response(StrEnum):
    """What is done: by itself, at once; or by people, after a look."""

    AUTOMATIC_ROLLBACK = "automatic_rollback"
    IMMEDIATE_ROLLBACK = "immediate_rollback"
    MANUAL_REVIEW = "manual_review"
    MANUAL_ROLLBACK = "manual_rollback"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a scenario is told, what is done, and what helps then."""

    trigger: str
    response: Response
    recovery: str

    @property
    def moves_by_itself(self) -> bool:
        """Whether an alarm of this scenario moves the alias without anybody."""
        return self.response in {Response.AUTOMATIC_ROLLBACK, Response.IMMEDIATE_ROLLBACK}


DECISIONS: Mapping[Scenario, Decision] = {
    Scenario.DEPLOYMENT_FAILURE: Decision(
        "CloudFormation or CodeDeploy could not put the new version in place",
        Response.AUTOMATIC_ROLLBACK,
        "the version before is active",
    ),
    Scenario.HIGH_ERROR_RATE: Decision(
        "more than 5 % of the calls fail for 2 minutes",
        Response.AUTOMATIC_ROLLBACK,
        "the version before is active",
    ),
    Scenario.HIGH_LATENCY: Decision(
        "95 of 100 calls took more than 5 s, for 3 minutes",
        Response.AUTOMATIC_ROLLBACK,
        "the version before is active",
    ),
    Scenario.SCHEMA_MISMATCH: Decision(
        "a client cannot read what the API answers",
        Response.MANUAL_REVIEW,
        "deploy an API that both can read",
    ),
    Scenario.DATABASE_INCOMPATIBILITY: Decision(
        "queries fail on what is stored",
        Response.MANUAL_ROLLBACK,
        "restore a backup into a new table, verify it, then go back with the code",
    ),
    Scenario.SECURITY_VULNERABILITY: Decision(
        "a weakness in what is deployed became known",
        Response.IMMEDIATE_ROLLBACK,
        "a hotfix, before the version is used again",
    ),
}
