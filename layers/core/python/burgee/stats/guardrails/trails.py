"""What had been counted when: enough of it to tell the last minutes from the day before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from burgee.domain.judgements import Count

FINENESS = 100  # parts of the baseline, of which one count each is kept


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was counted of one variant between two times: units, and those with the event."""

    seconds: float
    units: int
    events: int

    @property
    def rate(self) -> float:
        return self.events / self.units if self.units else 0.0


def pruned(counts: Sequence[Count], *, window: float, baseline: float) -> tuple[Count, ...]:
    """The counts without those that no stretch will begin or end with: left are all of the last
    two windows, the first one in each `FINENESS`-th of the baseline, and one from before it."""
    now, slot = counts[-1].at, baseline / FINENESS
    first = max(
        (n for n, each in enumerate(counts) if now - each.at >= baseline + window), default=0
    )
    kept = [counts[first]]
    for before, count in pairwise(counts[first:]):
        is_recent = now - count.at <= 2 * window
        if is_recent or before.at // slot != count.at // slot:
            kept.append(count)
    return tuple(kept)


def last_before(counts: Sequence[Count], at: float) -> Count | None:
    """The newest count that is not after `at`."""
    return next((count for count in reversed(counts) if count.at <= at), None)


def stretch(before: Count, after: Count, key: str, variant: str) -> Stretch:
    """What was counted of a guardrail between two counts; units that were erased are no less
    than none."""
    units = after.units.get(variant, 0) - before.units.get(variant, 0)
    events = _events(after, key, variant) - _events(before, key, variant)
    return Stretch(after.at - before.at, max(0, units), max(0, events))


def _events(count: Count, key: str, variant: str) -> int:
    return count.events.get(key, {}).get(variant, 0)
