"""Parts of documents that say who did something."""

from __future__ import annotations

from burgee.domain.conditions import Document


class Signed(Document):
    """What somebody did. `by`: their id, as in the audit log; `by_name`: their name then, empty
    where they had none, and for what is from before it was written down."""

    by: str
    by_name: str = ""

    @property
    def who(self) -> str:
        """Their name, or else their id."""
        return self.by_name or self.by
