"""Webhooks: where others hear what was changed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from burgee.domain.conditions import Document
from burgee.domain.documents import Action, Kind
from burgee.domain.environments import EnvironmentName
from burgee.domain.flags import Key


class Webhook(Document):
    """An address that is told of changes: of these `kinds` and `actions`, all without; of these
    `environments`, all without. `secret` signs what is sent; it is shown once."""

    key: Key
    name: str = Field(default="", max_length=256)
    url: Annotated[str, Field(min_length=1, max_length=2048)]
    secret: Annotated[str, Field(min_length=16, max_length=128)]
    kinds: list[Kind] = Field(default_factory=list)
    actions: list[Action] = Field(default_factory=list)
    environments: list[EnvironmentName] = Field(default_factory=list, max_length=100)
    enabled: StrictBool = True
    is_archived: StrictBool = False
