"""What differs between two JSON documents, field by field, and how that reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from burgee.domain.changes import same
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.text import Text

ABSENT = object()
LONGEST_SHOWN = 100
UNITS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs; ABSENT stands for a field that is not there."""

    field: str
    before: Json = ABSENT
    after: Json = ABSENT

    def as_json(self) -> dict[str, Json]:
        sides = {"before": self.before, "after": self.after}
        shown = {name: side for name, side in sides.items() if side is not ABSENT}
        return {"field": self.field, **shown}


def differences(before: Json, after: Json, field: str = "") -> Iterator[Difference]:
    """Every field that differs, the deepest that says it.

    >>> [d.field for d in differences({"a": {"b": 10, "c": 1}}, {"a": {"b": 10.0, "c": 1}})]
    ['a.b']
    """
    if before is not ABSENT and after is not ABSENT and same(before, after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            below = f"{field}.{name}" if field else name
            yield from differences(before.get(name, ABSENT), after.get(name, ABSENT), below)
    elif _is_list_of_objects(before) and _is_list_of_objects(after):
        for position in range(max(len(before), len(after))):
            yield from differences(
                _at(before, position), _at(after, position), f"{field}.{position}"
            )
    else:
        yield Difference(field, before, after)


def _is_list_of_objects(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value)


def _at(entries: Sequence[Json], position: int) -> Json:
    return entries[position] if position < len(entries) else ABSENT


def line_of(difference: Difference) -> Text:
    """A line for a terminal: `~ environments.production.enabled  false -> true`."""
    from rich.text import Text

    before, after = difference.before, difference.after
    if _is_unit_list(before) and _is_unit_list(after):
        return Text(f"  ~ {difference.field}  {_units(before, after)}", style="yellow")
    if before is ABSENT:
        return Text(f"  + {difference.field}  {_short(after)}", style="green")
    if after is ABSENT:
        return Text(f"  - {difference.field}  {_short(before)}", style="red")
    return Text(f"  ~ {difference.field}  {_short(before)} -> {_short(after)}", style="yellow")


def _is_unit_list(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _units(before: Sequence[str], after: Sequence[str]) -> str:
    was, is_now = set(before), set(after)
    added = [unit for unit in after if unit not in was]
    removed = [unit for unit in before if unit not in is_now]
    changes = [_named("+", added), _named("-", removed)]
    return " ".join(change for change in changes if change) or "in another order"


def _named(sign: str, units: Sequence[str]) -> str:
    if len(units) > UNITS_SHOWN:
        return f"{sign}{len(units):,} ({', '.join(units[:UNITS_SHOWN])}, ...)"
    return " ".join(f"{sign}{unit}" for unit in units)


def _short(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}... ({len(text):,})"
