"""Which version of a Lambda function to go back to, and which old ones may go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from burgee.domain.guarded_functions import AliasMove, GuardedFunction

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Published:
    """An immutable version of a function; `at`: when it was published, seconds since 1970."""

    version: str
    at: float
    description: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """An alias as it stands. `weights`: versions beside its own and their share of the calls.
    `revision`: changes with the alias; a move names the one that it was decided on."""

    name: str
    version: str
    weights: Mapping[str, float] = field(default_factory=dict)
    revision: str = ""

    @property
    def used(self) -> frozenset[str]:
        """All versions that it sends calls to."""
        return frozenset({self.version, *self.weights})

    @property
    def newest(self) -> str:
        """The newest of them: the one that a rollback leaves."""
        return max(self.used, key=number)


def number(version: str) -> int:
    """A version's place in the order of publishing; versions count from 1.

    >>> number("12")
    12
    """
    return int(version)


def is_back(move: AliasMove) -> bool:
    """Whether a move left a version for an older one, or was CodeDeploy's to take back."""
    return bool(move.deployment) or number(move.moved_to) < number(move.moved_from)


def bad_versions(moves: Iterable[AliasMove]) -> frozenset[str]:
    """Versions that a rollback left, and that nobody has put behind the alias since."""
    bad: set[str] = set()
    for move in moves:
        bad.discard(move.moved_to)
        if is_back(move) and move.moved_to != move.moved_from:
            bad.add(move.moved_from)
    return frozenset(bad)


def version_before(
    alias: Alias, published: Iterable[Published], moves: Sequence[AliasMove]
) -> str | None:
    """The version to go back to from what the alias uses; None if there is none.

    During a canary it is the older one of the two. Otherwise it is the one that a recorded move
    came from, else the newest one published before. Never one that a rollback left as bad.
    """
    there = {one.version for one in published}
    good = there - bad_versions(moves) - {alias.newest}
    beside = alias.used & good
    came_from = {moves[-1].moved_from} if moves and moves[-1].moved_to == alias.newest else set()
    earlier = {version for version in good if number(version) < number(alias.newest)}
    candidates = beside or (came_from & good) or earlier
    return max(candidates, key=number, default=None)


def versions_to_prune(
    function: GuardedFunction, aliases: Sequence[Alias], published: Sequence[Published], now: float
) -> list[str]:
    """Versions that are older than the retention or too many, oldest first.

    Never one that any alias uses, the one to go back to from the guarded alias, nor one that a
    move is about to use.
    """
    kept = {version for alias in aliases for version in alias.used}
    kept |= {move.moved_to for move in function.moves if not move.done}
    for alias in aliases:
        if alias.name == function.alias:
            kept |= {version_before(alias, published, function.moves) or ""}
    ordered = sorted(published, key=lambda one: number(one.version), reverse=True)
    oldest = now - function.retention_hours * HOUR
    going = [
        one.version
        for place, one in enumerate(ordered)
        if (place >= function.most_versions or one.at < oldest) and one.version not in kept
    ]
    return going[::-1]
