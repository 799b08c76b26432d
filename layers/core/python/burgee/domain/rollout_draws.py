"""Whom the last of the stages that are reached compares: those for whom it is a draw, and the same
one for all of them.

Earlier stages draw with the same hash, so who is left of them was drawn high. Compared are only
units drawn above every earlier share that is smaller than this one, which whoever they are leaves
the same chance of getting the new variant; and none whom a larger earlier share left out, as they
have no chance any more.
"""

from __future__ import annotations

from collections.abc import Sequence

from burgee.domain.flags import slots_of
from burgee.domain.rollouts import Stage


def compared_from(reached: Sequence[Stage]) -> int:
    """The slot from which on units are compared."""
    *earlier, last = reached
    shares = [slots_of(stage.percentage) for stage in earlier]
    return max((share for share in shares if share < slots_of(last.percentage)), default=0)


def is_draw(reached: Sequence[Stage]) -> bool:
    """Whether anybody is left whom the last stage can give the new variant."""
    *earlier, last = reached
    return last.percentage > 0 and not any(
        stage.percentage >= last.percentage and _contains(stage, last) for stage in earlier
    )


def _contains(stage: Stage, other: Stage) -> bool:
    """Whether the audience of one is surely in that of another."""
    same = (stage.segments, stage.conditions) == (other.segments, other.conditions)
    return same or not stage.has_audience
