"""Corrections for several comparisons: the level at which the plan decides on each.

It is the level of the comparison's interval too, so that an interval misses 0 exactly where the
procedure rejects. Intervals of rejections under Benjamini-Hochberg are those of Benjamini and
Yekutieli (2005), which hold the false coverage rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from burgee.stats.multiplicity import ROUNDING, Procedure, adjusted_p_values
from burgee.stats.values import Undefined

NONE = "none"
PROCEDURES = {
    "bonferroni": Procedure.BONFERRONI,
    "holm": Procedure.HOLM,
    "hochberg": Procedure.HOCHBERG,
    "benjamini_hochberg": Procedure.BENJAMINI_HOCHBERG,
    "benjamini_yekutieli": Procedure.BENJAMINI_YEKUTIELI,
}

Level = Callable[[int, int], float]  # (size of the family, rank of the p-value) -> share of alpha


@dataclass(frozen=True, slots=True)
class Corrected:
    """A comparison in its family; without a p-value it does not count there."""

    adjusted_p_value: float | Undefined
    alpha: float


def corrected(
    p_values: Sequence[float | Undefined], correction: str, alpha: float
) -> list[Corrected]:
    """The comparisons of a family, in the order given. `correction`: a name of a plan's.

    >>> [round(each.alpha, 4) for each in corrected([0.9, 0.001], "holm", 0.05)]
    [0.05, 0.025]
    """
    order = sorted(
        (p_value, place)
        for place, p_value in enumerate(p_values)
        if not isinstance(p_value, Undefined)
    )
    size = max(len(order), 1)
    level = LEVELS[correction]
    rejections = _rejections([p_value for p_value, _ in order], correction, alpha)
    levels = [alpha * level(size, min(rejections + 1, size))] * len(p_values)
    for rank, (_, place) in enumerate(order[:rejections], start=1):
        levels[place] = alpha * level(size, rank if correction in STEP_DOWN else rejections)
    return [
        Corrected(p_value, at)
        for p_value, at in zip(_adjusted(p_values, correction), levels, strict=True)
    ]


def _adjusted(
    p_values: Sequence[float | Undefined], correction: str
) -> Sequence[float | Undefined]:
    return p_values if correction == NONE else adjusted_p_values(p_values, PROCEDURES[correction])


def _rejections(ordered: Sequence[float], correction: str, alpha: float) -> int:
    """How many of the p-values, smallest first, are rejected."""
    level = LEVELS[correction]
    fits = [
        p_value <= alpha * level(len(ordered), rank) * ROUNDING
        for rank, p_value in enumerate(ordered, start=1)
    ]
    if correction in STEP_DOWN:
        return fits.index(False) if False in fits else len(fits)
    return max((rank for rank, fit in enumerate(fits, start=1) if fit), default=0)


def _dependence(size: int) -> float:
    return sum(1 / rank for rank in range(1, size + 1))


LEVELS: Mapping[str, Level] = {
    NONE: lambda _, __: 1.0,
    "bonferroni": lambda size, _: 1 / size,
    "holm": lambda size, rank: 1 / (size - rank + 1),
    "hochberg": lambda size, rank: 1 / (size - rank + 1),
    "benjamini_hochberg": lambda size, rank: rank / size,
    "benjamini_yekutieli": lambda size, rank: rank / (size * _dependence(size)),
}
STEP_DOWN = frozenset({"holm"})
