"""Tables for terminals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.table import Table

# The control characters of ASCII and Latin-1, but tabs and ends of lines.
_COMMANDS = dict.fromkeys(
    (*range(9), *range(11, 32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}"
)


def table(columns: Iterable[str], rows: Iterable[Iterable[Json]]) -> Table:
    """A plain table; None reads as nothing. Cells that are too wide go on in the next line; the
    first, by which a row is named, does so last."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold", no_wrap=not drawn.columns)
    for row in rows:
        drawn.add_row(*(Text(shown(cell)) for cell in row))
    return drawn


def pairs(entries: Mapping[str, Json]) -> Table:
    """Names beside their values; what is empty is left out."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(style="bold", no_wrap=True)
    drawn.add_column(overflow="fold")
    for name, value in entries.items():
        if value not in (None, "", [], {}):
            drawn.add_row(Text(name), Text(shown(value)))
    return drawn


def shown(value: Json) -> str:
    """A value as a cell reads: lists joined by commas, everything else as JSON writes it. What
    would command a terminal is taken from texts, as contexts bring them from anywhere."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.translate(_COMMANDS)
    if isinstance(value, list):
        return ", ".join(shown(entry) for entry in value)
    return json_text(value)


def minute(timestamp: Json) -> str:
    """A stored time, to the minute: `2026-11-21 03:05`."""
    return str(timestamp or "")[:16].replace("T", " ")


def json_text(value: Json) -> str:
    """A value as JSON writes it on one line."""
    return json.dumps(value, ensure_ascii=False)
