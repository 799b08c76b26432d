"""What Burgee counted in the shop's experiment, beside what the simulator knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from local.trial import BUYERS, CENTS, CONTROL, ERRORS, REVENUE, TREATMENT, VIEWS, VISITORS, Truth

Counted = Mapping[str, Mapping[str, int]]  # variant -> metric -> sum; money in cents


@dataclass(frozen=True, slots=True)
class _Line:
    title: str
    metric: str
    text: Callable[[int], str] = "{:,}".format


def _euros(cents: int) -> str:
    return f"{cents / CENTS:,.2f}"


LINES = (
    _Line("visitors", VISITORS),
    _Line("of them bought", BUYERS),
    _Line("revenue, EUR", REVENUE, _euros),
    _Line("frames viewed", VIEWS),
    _Line("page errors", ERRORS),
)
HEADINGS = ("", "pictures only: counted", "true", "try-on: counted", "true", "")


def counted_of(answer: Mapping[str, Any]) -> Counted:
    """The sums of a run as the admin API answers them, by variant and metric."""
    return {
        variant: {
            VISITORS: units.get("n", 0),
            **{
                key: _whole(metric["all"]["variants"][variant]["y"], key)
                for key, metric in answer["metrics"].items()
            },
        }
        for variant, units in answer["units"]["variants"].items()
    }


def _whole(text: str, metric: str) -> int:
    """A sum as a whole number: of cents where it is money."""
    return round(Decimal(text) * (CENTS if metric == REVENUE else 1))


def is_equal(truth: Truth, counted: Counted) -> bool:
    """Whether every sum is what really happened."""
    return all(_pair(truth, counted, variant, line) for variant in truth.variants for line in LINES)


def comparison(truth: Truth, counted: Counted) -> Group:
    """Both side by side, the verdict, and what was sent besides and must not count."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if not heading else "right")
    for line in LINES:
        pairs = [_figures(truth, counted, variant, line) for variant in (CONTROL, TREATMENT)]
        texts = [line.text(figure) for pair in pairs for figure in pair]
        differs = any(figure != true for figure, true in pairs)
        table.add_row(line.title, *texts, "<- differs" if differs else "")
    besides = ", ".join(f"{count:,} {what}" for what, count in sorted(truth.besides.items()))
    return Group(
        table,
        Text(_verdict(truth, counted)),
        Text(f"Besides, and to be counted nowhere: {besides or 'nothing'}."),
    )


def _verdict(truth: Truth, counted: Counted) -> str:
    number = len(LINES) * len(truth.variants)
    if is_equal(truth, counted):
        return f"All {number} sums are equal."
    equal = sum(
        _pair(truth, counted, variant, line) for variant in truth.variants for line in LINES
    )
    return f"NOT EQUAL: {number - equal} of {number} sums differ."


def _pair(truth: Truth, counted: Counted, variant: str, line: _Line) -> bool:
    figure, true = _figures(truth, counted, variant, line)
    return figure == true


def _figures(truth: Truth, counted: Counted, variant: str, line: _Line) -> tuple[int, int]:
    figure = counted.get(variant, {}).get(line.metric, 0)
    return figure, truth.variants[variant].as_sums()[line.metric]
