"""Sums of a run as a page of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

from burgee.cli.tables import minute, pairs, table
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

Part = Mapping[str, Json]

KINDS = {"n": "counted", "mixed": "mixed", "opted_out": "opted out", "erased": "erased"}
OF_COUNTED = {"late": "late", "left": "left"}
DIVIDING = Context(prec=6, rounding=ROUND_HALF_EVEN)


def sums_page(answer: Part) -> list[RenderableType]:
    """Which run, how many units, and each metric's sum by variant."""
    from rich.text import Text

    columns = ("variant", "weight", *KINDS.values(), *OF_COUNTED.values())
    return [
        Text(f"{answer['key']}, run {answer['run']}", style="bold"),
        pairs(_head(answer)),
        table(columns, _units(answer)),
        _metric_table(answer),
        answer["statistics"],
    ]


def _head(answer: Part) -> dict[str, Json]:
    ended = answer["ended_at"]
    doubts = "; ".join(answer["inexact"])
    return {
        "started": f"{minute(answer['started_at'])} (UTC)",
        "ended": f"{minute(ended)} (UTC)" if ended else "not yet",
        "exact": "yes" if answer["exact"] else f"perhaps not: {doubts}. Ask for a recount.",
        "recount": f"is making generation {answer['building']}" if answer["building"] else None,
        "dimensions": answer["dimensions"],
    }


def _units(answer: Part) -> Iterator[tuple[Json, ...]]:
    for variant, units in answer["units"]["variants"].items():
        left = sum(units.get("left", {}).values())
        counts = (units.get(kind, 0) for kind in KINDS)
        yield variant, answer["weights"].get(variant), *counts, units.get("late", 0), left


def _metric_table(answer: Part) -> RenderableType:
    """Its last column, of capped units, is there only where a metric has a cap."""
    rows = list(_metrics(answer) if answer["by"] is None else _metrics_by(answer))
    columns = _columns(answer["by"])
    if all(row[-1] is None for row in rows):
        return table(columns, (row[:-1] for row in rows))
    return table((*columns, "capped"), rows)


def _columns(dimension: str | None) -> tuple[str, ...]:
    value = () if dimension is None else (dimension,)
    return ("metric", "role", *value, "variant", "units", "not 0", "sum", "divided by", "ratio")


def _metrics(answer: Part) -> Iterator[tuple[Json, ...]]:
    for key, metric in answer["metrics"].items():
        for variant, numbers in metric["all"]["variants"].items():
            yield key, metric["role"], variant, *_numbers(numbers)


def _metrics_by(answer: Part) -> Iterator[tuple[Json, ...]]:
    for key, metric in answer["metrics"].items():
        for value, found in metric["by"].items():
            for variant, numbers in found["variants"].items():
                yield key, metric["role"], value or "(none)", variant, *_numbers(numbers)


def _numbers(numbers: Part) -> tuple[Json, ...]:
    """A sum, what it is divided by (the units, but for ratios), what that gives, and how many units
    were capped."""
    whole, over = numbers["y"], numbers.get("z", str(numbers["units"]))
    divisor = Decimal(over)
    ratio = DIVIDING.divide(Decimal(whole), divisor) if divisor else None
    shown = None if ratio is None else f"{ratio.normalize():f}"
    return numbers["units"], numbers["moved"], whole, over, shown, numbers.get("capped")
