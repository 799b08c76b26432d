"""The few conditions and changes that the repositories spell, decided in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from burgee.storage.table import Item

Values = Mapping[str, Any]
Predicate = Callable[[Item, Values], bool]

_ATOMS: tuple[tuple[re.Pattern[str], Callable[[str, str], Predicate]], ...] = (
    (
        re.compile(r"attribute_not_exists\(#?(\w+)()\)", re.ASCII),
        lambda name, _: lambda item, _values: name not in item,
    ),
    (
        re.compile(r"attribute_exists\(#?(\w+)()\)", re.ASCII),
        lambda name, _: lambda item, _values: name in item,
    ),
    (
        re.compile(r"#(\w+) = (:\w+)", re.ASCII),
        lambda name, value: lambda item, values: item.get(name) == values[value],
    ),
    (
        re.compile(r"#(\w+) < (:\w+)", re.ASCII),
        lambda name, value: (
            lambda item, values: name in item and _ordered(item[name]) < _ordered(values[value])
        ),
    ),
)
_SET = re.compile(r"SET #(\w+) = (:\w+)", re.ASCII)
_ADD = re.compile(r"ADD #(\w+) (:\w+)", re.ASCII)


class UnknownExpression(ValueError):
    """A condition or a change that memory does not know; teach it, or spell it otherwise."""


def holds(condition: str, standing: Item | None, values: Values) -> bool:
    """Whether `condition` holds for the item that stands, if any.

    >>> holds("attribute_not_exists(pk) OR #v = :v", {"v": {"N": "2"}}, {":v": {"N": "2"}})
    True
    """
    if not condition:
        return True
    item = standing or {}
    return any(all(atom(item, values) for atom in atoms) for atoms in _compiled(condition))


def written_by(change: str, standing: Item | None, values: Values) -> dict[str, Any]:
    """The attributes that `change` writes, as they are afterwards.

    >>> written_by("ADD #n :one", {"n": {"N": "4"}}, {":one": {"N": "1"}})
    {'n': {'N': '5'}}
    """
    setting, adding = _SET.fullmatch(change), _ADD.fullmatch(change)
    if setting:
        return {setting[1]: values[setting[2]]}
    if adding:
        before = int((standing or {}).get(adding[1], {"N": "0"})["N"])
        return {adding[1]: {"N": str(before + int(values[adding[2]]["N"]))}}
    raise UnknownExpression(change)


@cache
def _compiled(condition: str) -> list[list[Predicate]]:
    """Alternatives, each of atoms that must all hold."""
    return [[_atom(text) for text in one.split(" AND ")] for one in condition.split(" OR ")]


def _atom(text: str) -> Predicate:
    for pattern, make in _ATOMS:
        found = pattern.fullmatch(text)
        if found:
            return make(found[1], found[2])
    raise UnknownExpression(text)


def _ordered(value: Mapping[str, Any]) -> Any:
    return int(value["N"]) if "N" in value else value["S"]
