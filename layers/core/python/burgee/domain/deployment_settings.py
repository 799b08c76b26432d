"""What a deployment's owners decide once for all of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from burgee.domain.conditions import Document
from burgee.domain.flags import Key

SETTINGS_KEY = "deployment"


class DeploymentSettings(Document):
    """`emergency_approvers`: ids of the admin keys of which two different ones must agree before a
    deployment skips the canary."""

    key: Literal["deployment"] = "deployment"
    emergency_approvers: Annotated[list[Key], Field(max_length=50)] = Field(default_factory=list)
