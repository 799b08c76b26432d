"""How long an experiment takes, in whole weeks."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, isfinite

from burgee.stats.values import Undefined, refuse_unless

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Duration:
    """`weeks` whole ones, so that each weekday weighs the same: `days` in all."""

    weeks: int

    @property
    def days(self) -> int:
        return self.weeks * WEEK_DAYS


def duration(units: int, units_per_day: float) -> Duration | Undefined:
    """How long it takes until `units` of all variants together have come; never under a week.

    `units_per_day`: new units that are exposed on a day, in all variants together. Undefined where
    none come.

    >>> duration(16_316, 1200).days
    14
    """
    refuse_unless(units >= 0, f"units are 0 or more, not {units}")
    is_possible = isfinite(units_per_day) and units_per_day >= 0
    refuse_unless(is_possible, f"units per day are 0 or more, not {units_per_day}")
    days = units / units_per_day if units_per_day else inf
    if days == inf:
        return Undefined("no units come in a day")
    return Duration(max(1, ceil(ceil(days) / WEEK_DAYS)))
