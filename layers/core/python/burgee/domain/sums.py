"""The sums of a run, as statistics and people read them: exact, and nothing judged yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Numbers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Numbers by variant: of all days together, and of each day on which units were exposed."""

    variants: Mapping[str, Numbers]
    days: Mapping[str, Mapping[str, Numbers]]


@dataclass(frozen=True, slots=True)
class MetricSums:
    """One metric. Numbers of a variant: `units`, of which `moved` have any number but 0, and as
    exact decimal texts the sums of `y` (the unit's number, or the numerator of a ratio), `z` (the
    denominator), `x` and `w` (the same over the 14 days before the exposure), and of their
    products (`yy`, `yx`, ...). Of a metric with a cap they are of capped numbers; `capped` says of
    how many units, and `uncapped` has `y`, `yy` and of ratios `yz` as they are without it.

    `by`: dimension -> value -> numbers; `@KEY` is the attribution by KEY, whose units are all
    units of the variant. `histogram`: variant -> [least, greatest, units] per bin of `y`.
    """

    type: str
    all: Breakdown
    by: Mapping[str, Mapping[str, Breakdown]]
    histogram: Mapping[str, list[tuple[str, str, int]]]


@dataclass(frozen=True, slots=True)
class RunSums:
    """The sums of one run. `inexact`: why they may be wrong; empty: they are exact.

    `units`: per variant `n`, which all sums are of, and those counted by kind only: `mixed` (seen
    in two variants), `opted_out`, `erased`. Of the `n`: `late` (exposures written late), `left`
    (why -> units that the experiment does not decide for any more), `before` (events before the
    exposure, which count for nothing but the covariate).
    """

    run: str
    generation: int
    building: int | None
    inexact: tuple[str, ...]
    control: str
    units: Breakdown
    units_by: Mapping[str, Mapping[str, Breakdown]]
    metrics: Mapping[str, MetricSums]
