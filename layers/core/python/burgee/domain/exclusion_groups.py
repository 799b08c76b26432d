"""Exclusion groups: experiments in one of them never share a unit."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from burgee.domain.conditions import Document
from burgee.domain.flags import Attribute, Key, Lifecycle
from burgee.domain.names import TARGETING_KEY


class ExclusionGroup(Document):
    """Every unit has one bucket in a group, by its salt; an experiment takes a range of buckets.

    All experiments of a group hash the group's `bucket_by`.
    """

    key: Key
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=2048)
    owner: str = Field(default="", max_length=256)
    bucket_by: Attribute = TARGETING_KEY
    salt: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    lifecycle: Lifecycle = Lifecycle.ACTIVE

    @property
    def is_archived(self) -> bool:
        return self.lifecycle is Lifecycle.ARCHIVED
