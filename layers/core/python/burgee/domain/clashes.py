"""Experiments that cannot be served at the same time."""

from __future__ import annotations

from collections.abc import Iterable

from burgee.domain.experiments import Experiment, GroupShare


def clash_between(one: Experiment, other: Experiment) -> str | None:
    """Why `one` cannot be served beside `other`, as the end of a sentence; None if it can.

    Two experiments share a flag only where no unit can be in both: in one exclusion group, with
    ranges of buckets that do not overlap.
    """
    if one.key == other.key or one.environment != other.environment:
        return None
    mine, theirs = one.group, other.group
    if mine and theirs and mine.key == theirs.key:
        return (
            None
            if _are_apart(mine, theirs)
            else (
                f"takes the buckets from {theirs.begin:g} % to {theirs.end:g} % of the exclusion "
                f"group '{theirs.key}'; choose a range beside them"
            )
        )
    shared = sorted(one.flag_keys & other.flag_keys)
    if shared:
        return (
            f"decides the flag '{shared[0]}' too; put both into one exclusion group, in ranges "
            "that do not overlap, or wait until it has ended"
        )
    return None


def clashes_of(experiment: Experiment, served: Iterable[Experiment]) -> list[tuple[str, str]]:
    """Key and reason of each served experiment that `experiment` cannot be served beside."""
    found = ((other.key, clash_between(experiment, other)) for other in served)
    return [(key, why) for key, why in found if why is not None]


def later_of(one: Experiment, other: Experiment) -> Experiment:
    """The one whose run started later, by time and then by key: it has to go if they clash."""
    return max(one, other, key=lambda it: (it.run.started_at if it.run else "", it.key))


def _are_apart(one: GroupShare, other: GroupShare) -> bool:
    return one.slots[1] <= other.slots[0] or other.slots[1] <= one.slots[0]
