"""The segment as people write it: who is in by condition, by name, and who is not."""

from __future__ import annotations

from pydantic import Field

from burgee.domain.conditions import Document, Node
from burgee.domain.flags import Key, Lifecycle, UnitKey

MOST_MEMBERS = 1_000_000


class Segment(Document):
    """A named group. `excluded` wins over `included`, `included` over `conditions`."""

    key: Key
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=4096)
    owner: str = Field(default="", max_length=256)
    tags: list[str] = Field(default_factory=list, max_length=50)
    conditions: list[Node] = Field(default_factory=list, max_length=100)
    included: list[UnitKey] = Field(default_factory=list, max_length=MOST_MEMBERS)
    excluded: list[UnitKey] = Field(default_factory=list, max_length=MOST_MEMBERS)
    lifecycle: Lifecycle = Lifecycle.ACTIVE

    @property
    def size(self) -> int:
        """How many units are in by name; those who are in by condition cannot be counted."""
        return len(set(self.included) - set(self.excluded))

    @property
    def is_archived(self) -> bool:
        return self.lifecycle is Lifecycle.ARCHIVED
