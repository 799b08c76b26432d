"""The bounds of the looks to come, if units go on coming as they did: for plots, not for decisions.

A look decides by its own account alone. These are what its account would say, were it taken at so
many units; looks at other times move them a little.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite

from burgee.domain.results import Look, MetricResult, Part, PlannedBound
from burgee.stats.distributions import normal_quantile
from burgee.stats.group_sequential import Schedule, boundary
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.judging.scales import (
    CONFIDENCE_SEQUENCE,
    FIXED,
    MSPRT,
    SHAPES,
    LookAccount,
    grown,
    mixture_at,
)
from burgee.stats.spending import Spending

MOST_TIMES = 12  # points of a plot: a boundary is smooth
MOST_LEVELS = 5

Bounds = Sequence[tuple[float, float]]  # time and bound


@dataclass(frozen=True, slots=True)
class Course:
    """A run after a look: its plan, its account, all looks so far with this one, and how many
    units are planned of all `variants` together."""

    plan: AnalysisPlan
    account: LookAccount
    stages: Sequence[tuple[int, float]]
    looks: int
    variants: int

    @property
    def planned(self) -> int:
        return (self.plan.planned_units or 0) * self.variants

    @property
    def times(self) -> tuple[float, ...]:
        """When looks would come: in steps as large as those so far, or larger ones."""
        reached = max([self.account.fraction or 0.0, *(time for _, time in self.stages)])
        left = 1.0 - reached
        if not reached or not left:
            return ()
        steps = min(MOST_TIMES, ceil(left * self.looks / reached))
        return (*(reached + left * step / steps for step in range(1, steps)), 1.0)


def course_of(
    plan: AnalysisPlan,
    account: LookAccount,
    past: Sequence[Look],
    *,
    information: int,
    variants: int,
) -> Course:
    """The course after a look at `information` units, taken after those in `past`."""
    most = max((look.information for look in past), default=0)
    stages = grown(past, max(most, information) + 1)
    has_spent = account.spent > (past[-1].spent if past else 0.0)
    if has_spent and information > most:
        stages.append((information, account.fraction or 1.0))
    return Course(plan, account, stages, len(past) + 1, variants)


def bounds_ahead(course: Course, metrics: Sequence[MetricResult]) -> tuple[PlannedBound, ...]:
    """The bounds from now to the planned units, at each level that goals are held to now, and at
    the plan's own. None after the last look, where no number is planned, and of a plan without
    bounds; a look at which no result could stop has none either."""
    find = _BOUNDS.get(course.account.design)
    if find is None or course.account.is_final or not course.planned:
        return ()
    return tuple(
        PlannedBound(alpha, time, round(time * course.planned), bound)
        for alpha in _levels(course.plan, metrics)
        for time, bound in find(course, alpha)
        if isfinite(bound)
    )


def _levels(plan: AnalysisPlan, metrics: Sequence[MetricResult]) -> list[float]:
    goals = (metric for metric in metrics if metric.part is Part.GOAL)
    held = {each.alpha for metric in goals for each in metric.comparisons}
    return sorted({plan.alpha, *(level for level in held if level)}, reverse=True)[:MOST_LEVELS]


def _at_the_end(_: Course, alpha: float) -> Bounds:
    return [(1.0, normal_quantile(alpha / 2))]


def _spending(course: Course, alpha: float) -> Bounds:
    times = course.times
    if not times:
        return []
    schedule = Schedule(
        (*(float(units) for units, _ in course.stages), *(time * course.planned for time in times)),
        (*(time for _, time in course.stages), *times),
    )
    found = boundary(schedule, Spending(SHAPES[course.plan.sequential]), alpha=alpha).z
    return list(zip(times, found[len(course.stages) :], strict=True))


def _mixture(course: Course, alpha: float) -> Bounds:
    design, variants = course.account.design, course.variants
    scales = (
        (time, mixture_at(course.plan, design, round(time * course.planned), variants))
        for time in course.times
    )
    return [(time, scale.bound(alpha)) for time, scale in scales]


_BOUNDS: Mapping[str, Callable[[Course, float], Bounds]] = {
    FIXED: _at_the_end,
    CONFIDENCE_SEQUENCE: _mixture,
    MSPRT: _mixture,
    **dict.fromkeys(SHAPES, _spending),
}
