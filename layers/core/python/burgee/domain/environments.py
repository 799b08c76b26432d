"""Environments of flags: three to begin with, more can be made."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from burgee.domain.conditions import Document
from burgee.domain.flags import Lifecycle
from burgee.domain.names import ENVIRONMENT_PATTERN

EnvironmentName = Annotated[str, Field(pattern=ENVIRONMENT_PATTERN)]


class Environment(Document):
    """`is_production`: the console and the command line ask for a reason before a change."""

    key: EnvironmentName
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=2048)
    is_production: bool = False
    lifecycle: Lifecycle = Lifecycle.ACTIVE
