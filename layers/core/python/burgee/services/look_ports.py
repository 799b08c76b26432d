"""What looks ask of the outside world. `burgee.storage` fills this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # what an evaluation loads reaches this, and not what looks are made of
    from burgee.domain.results import Look, SegmentResult


class LookRepository(Protocol):
    """Looks at runs, numbered from 1 in each. None is ever changed or taken away. Every method
    raises StorageUnavailable, TooManyRequests; those that read raise DocumentDamaged, too."""

    def add(self, look: Look) -> None:
        """Keep a look with its segments, on condition that its number is free in its run. Raises
        WriteConflict."""
        ...

    def looks(self, run: str) -> Sequence[Look]:
        """All looks at a run, oldest first, without their segments; read strongly."""
        ...

    def latest(self, run: str) -> Look | None:
        """The newest look, without its segments; read strongly."""
        ...

    def segments(self, run: str, number: int) -> Sequence[SegmentResult]:
        """The segments of one look, as they were given; none if there is no such look."""
        ...
