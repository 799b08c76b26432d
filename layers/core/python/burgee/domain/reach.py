"""What documents lead to, and what that leads to in turn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")


def within_reach(
    keys: Iterable[str], find: Callable[[str], T | None], leads_to: Callable[[T], Collection[str]]
) -> dict[str, T]:
    """The documents of these keys and of all that they lead to, by key, each found once.

    Those that do not exist (`find` gives None) are left out; circles are walked once.

    >>> within_reach(["a"], {"a": "bx", "b": "a"}.get, list)
    {'a': 'bx', 'b': 'a'}
    """
    found: dict[str, T] = {}
    seen = set(keys)
    frontier = list(seen)
    while frontier:
        key = frontier.pop()
        document = find(key)
        if document is None:
            continue
        found[key] = document
        onward = set(leads_to(document)) - seen
        seen |= onward
        frontier.extend(onward)
    return found
