"""A trace of an evaluation as a tree for terminals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from burgee.cli.tables import shown
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.tree import Tree


def tree_of(trace: Mapping[str, Json]) -> Tree:
    """The answer, and below it how it came about."""
    from rich.text import Text
    from rich.tree import Tree

    tree = Tree(Text(str(trace.get("key", "")), style="bold"))
    _grow(tree, {name: entry for name, entry in trace.items() if name != "key"})
    return tree


def _grow(tree: Tree, entries: Mapping[str, Json]) -> None:
    from rich.text import Text

    for name, entry in entries.items():
        if isinstance(entry, Mapping):
            _grow(tree.add(Text(name)), entry)
        elif isinstance(entry, list) and any(isinstance(one, Mapping) for one in entry):
            _grow(tree.add(Text(name)), {str(n): one for n, one in enumerate(entry)})
        else:
            tree.add(Text(f"{name}: {shown(entry)}"))
