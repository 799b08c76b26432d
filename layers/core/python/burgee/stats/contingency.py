"""Counts of several outcomes in several variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from burgee.stats.distributions import chi_square_tail
from burgee.stats.values import Undefined, check_counts, refuse_unless

SMALL_CELL = 5  # expected units below which the chi-square approximation is doubtful (Cochran 1954)


@dataclass(frozen=True, slots=True)
class Contingency:
    """Pearson's test that outcomes are spread alike over the variants.

    `cramers_v` is the strength from 0 to 1. `min_expected` is the least expected count of a cell;
    where it is below 5, `is_sparse`, the p-value is a guess.
    """

    chi2: float | Undefined
    df: int
    p_value: float | Undefined
    cramers_v: float | Undefined
    min_expected: float | Undefined

    @property
    def is_sparse(self) -> bool:
        return not isinstance(self.min_expected, Undefined) and self.min_expected < SMALL_CELL


def contingency(table: Sequence[Sequence[int]]) -> Contingency:
    """Pearson's chi-square (1900) of a table, rows variants, columns outcomes, without Yates'
    correction; empty rows and columns are dropped.

    Raises ImpossibleInput for rows of different lengths and for what is no count.

    >>> answer = contingency([[120, 880], [150, 850]])
    >>> round(answer.chi2, 4), answer.df, round(answer.p_value, 4)
    (3.8536, 1, 0.0496)
    """
    refuse_unless(len(table) > 0, "a table has at least one row")
    refuse_unless(len({len(row) for row in table}) == 1, "the rows of a table are equally long")
    for row in table:
        check_counts(*row)
    kept = _without_empty(_without_empty(table))
    rows, columns = [sum(row) for row in kept], [sum(column) for column in zip(*kept, strict=True)]
    if not rows:
        return _undefined("there are no units", Undefined("there are no units"))
    n = sum(rows)
    expected = [[row * column / n for column in columns] for row in rows]
    least = min(map(min, expected))
    if len(rows) == 1 or len(columns) == 1:
        what = "variant has units" if len(rows) == 1 else "outcome occurred"
        return _undefined(f"only one {what}", least)
    chi2 = sum(
        (count - mean) ** 2 / mean
        for counts, means in zip(kept, expected, strict=True)
        for count, mean in zip(counts, means, strict=True)
    )
    df = (len(rows) - 1) * (len(columns) - 1)
    strength = sqrt(chi2 / (n * (min(len(rows), len(columns)) - 1)))
    return Contingency(chi2, df, chi_square_tail(chi2, df), min(1.0, strength), least)


def _without_empty(table: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The rows that are not empty, turned into columns; twice, a table without empty ones."""
    return list(zip(*(row for row in table if any(row)), strict=True))


def _undefined(because: str, min_expected: float | Undefined) -> Contingency:
    reason = Undefined(because)
    return Contingency(reason, 0, reason, reason, min_expected)
