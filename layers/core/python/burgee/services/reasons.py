"""Manual controls say why: the sentence is kept with what they did."""

from __future__ import annotations

from burgee.domain.errors import ReasonRequired
from burgee.domain.parsing import problem
from burgee.services.writing import Author


def require_reason(author: Author, control: str) -> str:
    """The author's reason. Raises ReasonRequired, which names the control, without one."""
    reason = author.reason.strip()
    if not reason:
        raise ReasonRequired(
            f"{control} needs a reason; write why.",
            errors=[problem("reason", "is missing; write why")],
        )
    return reason
