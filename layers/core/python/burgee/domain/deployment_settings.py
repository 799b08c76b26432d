"""What a deployment's owners decide once for all of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from burgee.domain.conditions import Document
from burgee.domain.environments import EnvironmentName
from burgee.domain.names import APPROVER_PATTERN

SETTINGS_KEY = "deployment"

Approver = Annotated[str, Field(pattern=APPROVER_PATTERN)]


class ConsoleFlags(Document):
    """Where the console finds flags of its own: an environment, and a client key of it, which
    whoever signs in may read."""

    environment: EnvironmentName
    client_key: str = Field(min_length=1, max_length=256)


class DeploymentSettings(Document):
    """`emergency_approvers`: ids of admin keys, and of people who sign in (`user:...`), of whom two
    must agree before a deployment skips the canary. `console`: without it, what the console's own
    flags decide is as it is in its code."""

    key: Literal["deployment"] = "deployment"
    emergency_approvers: Annotated[list[Approver], Field(max_length=50)] = Field(
        default_factory=list
    )
    console: ConsoleFlags | None = None
