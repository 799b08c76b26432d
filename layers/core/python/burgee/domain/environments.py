"""Environments of flags: three to begin with, more can be made."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from burgee.domain.conditions import Document
from burgee.domain.documents import LONGEST_REASON
from burgee.domain.flags import Lifecycle, Percentage, Timestamp
from burgee.domain.names import ENVIRONMENT_PATTERN
from burgee.domain.signed import Signed

EnvironmentName = Annotated[str, Field(pattern=ENVIRONMENT_PATTERN)]


class Halt(Signed):
    """An emergency stop of everything in an environment: while it stands, every running experiment
    there shows its control and every open rollout the old variant."""

    at: Timestamp
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class Environment(Document):
    """`is_production`: the console and the command line ask for a reason before a change.

    `holdout`: the share of units, in percent, that no experiment decides for; they are drawn with
    `holdout_salt`, which is random and kept. The share may change at any time: when it grows, units
    that are exposed keep their variant, and when it shrinks, the units that it sets free come new
    to the experiments, as when traffic is raised. `halt` is written by an emergency stop of
    everything alone.
    """

    key: EnvironmentName
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=2048)
    is_production: bool = False
    holdout: Percentage = 0
    holdout_salt: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    halt: Halt | None = None
    lifecycle: Lifecycle = Lifecycle.ACTIVE
