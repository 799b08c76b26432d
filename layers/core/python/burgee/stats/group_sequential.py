"""Group sequential designs: bounds for any look times, and a p-value that may be looked at.

Lan & DeMets (1983), computed as in Jennison & Turnbull (2000), chapters 7 and 19. Information is
cumulative and in any unit (units of a variant, 1/se^2): bounds depend on its ratios alone. How much
of alpha a look may spend follows from its spending time, which is kept apart: the last look spends
what is left, whether it comes with less information than planned or with more.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import inf, isfinite, sqrt

import numpy as np
from numpy.polynomial.chebyshev import chebpts1, chebval, chebvander
from scipy.special import ndtr, ndtri

from burgee.stats.crossing import (
    NEGLIGIBLE,
    REACH,
    Floats,
    Unstopped,
    below_alone,
    bound_of,
    finest_steps,
    spread_out,
    unstarted,
)
from burgee.stats.distributions import normal_quantile, normal_tail
from burgee.stats.spending import Spending, check_sides
from burgee.stats.values import refuse_unless

LARGEST_ALPHA = 0.5
KNOTS = 14
TABLE_SIZE = 1024
FEWEST = 2  # places of the table that make a line
MOST_NOMINAL = 7.2  # alpha of 1e-12
LEAST_SPENT = 1e-290


@dataclass(frozen=True, slots=True)
class Schedule:
    """The looks taken so far: the information at each, and the spending time (0, 1] of each.

    >>> Schedule.planned((500.0, 1200.0), planned=1000.0).times
    (0.5, 1.0)
    """

    information: tuple[float, ...]
    times: tuple[float, ...]

    def __post_init__(self) -> None:
        check_information(self.information)
        refuse_unless(
            len(self.times) == len(self.information), "each look has information and a time"
        )
        refuse_unless(
            all(0 < time <= 1 for time in self.times), "spending times are above 0, at most 1"
        )
        refuse_unless(
            all(earlier <= later for earlier, later in pairwise(self.times)),
            "spending times do not go back",
        )

    @classmethod
    def planned(
        cls, information: Sequence[float], *, planned: float, is_final: bool = False
    ) -> Schedule:
        """Looks at `information` of which `planned` is the most. The final look spends all."""
        refuse_unless(isfinite(planned) and planned > 0, "planned information is above 0")
        times = [min(1.0, each / planned) for each in information]
        if is_final and times:
            times[-1] = 1.0
        return cls(tuple(information), tuple(times))


@dataclass(frozen=True, slots=True)
class Boundary:
    """For each look: the bound on z (infinite: no stop), what alpha is spent by then, of all
    sides, and the p-value of one look that would reach the bound."""

    z: tuple[float, ...]
    cumulative_alpha: tuple[float, ...]
    nominal_p: tuple[float, ...]


def boundary(schedule: Schedule, spending: Spending, *, alpha: float, sides: int = 2) -> Boundary:
    """The bounds of a design with the total error rate `alpha`.

    >>> from burgee.stats.spending import SpendingShape
    >>> schedule = Schedule.planned((1, 2, 3, 4), planned=4)
    >>> design = boundary(schedule, Spending(SpendingShape.OBRIEN_FLEMING), alpha=0.05)
    >>> [round(z, 3) for z in design.z]
    [4.333, 2.963, 2.359, 2.014]
    """
    spent = tuple(spending.spent(alpha, time, sides) for time in schedule.times)
    z = bounds(schedule.information, spent, sides=sides)
    return Boundary(z, spent, tuple(sides * normal_tail(each) for each in z))


def bounds(
    information: Sequence[float], spent: Sequence[float], *, sides: int = 2
) -> tuple[float, ...]:
    """The bound on z of each look, from its information and the alpha spent by then (of all sides).

    With `spent` as it was stored, earlier looks are never judged anew. A look that spends nothing
    has the bound infinity.
    """
    check_information(information)
    check_sides(sides)
    refuse_unless(len(spent) == len(information), "each look has information and spent alpha")
    refuse_unless(
        all(earlier <= later for earlier, later in pairwise((0.0, *spent))) and spent[-1] < 1,
        "spent alpha never shrinks and stays below 1",
    )
    of_a_side = [np.array([each / sides]) for each in spent]
    return tuple(float(z[0]) for z in _bounds_of_all(information, of_a_side, sides))


def check_information(information: Sequence[float]) -> None:
    """Raise ImpossibleInput unless there are looks, each with more information than before."""
    refuse_unless(len(information) > 0, "there is at least one look")
    refuse_unless(all(map(isfinite, information)), "information is finite")
    refuse_unless(
        all(earlier < later for earlier, later in pairwise((0.0, *information))),
        "each look has more information than the one before, the first more than none",
    )


def _bounds_of_all(
    information: Sequence[float], spent: Sequence[Floats], sides: int
) -> list[Floats]:
    """The bounds of many designs, look by look; `spent` is of one side."""
    information = spread_out(information)
    state = unstarted(len(spent[0]), is_folded=sides == 2)
    found: list[Floats] = []
    before = below = np.zeros_like(spent[0])
    for each, by_now, finest in zip(information, spent, finest_steps(information), strict=True):
        z = bound_of(state, each, by_now - before, below)
        found.append(z)
        if len(found) < len(information):
            below = below_alone(by_now - before, z)
            state = go_on(state, each, z, finest)
        before = by_now
    return found


def go_on(state: Unstopped, information: float, z: Floats, finest: float) -> Unstopped:
    """What goes on after a look with the bounds `z`, on one side or, folded, on both."""
    deviation = sqrt(information)
    low = 0.0 if state.is_folded else -REACH * deviation
    return state.after(information, low, np.minimum(z, REACH) * deviation, finest)


class LookScale:
    """What the statistic of one look is worth, given the looks before it.

    `p_value(z)` is the smallest total alpha at which z crosses the bound of this look, the earlier
    looks having spent their part of that same alpha (sequential p-value; Liu & Anderson 2008).
    `bound(alpha)` is its inverse: `estimate +/- bound * se` is the repeated confidence interval
    (Jennison & Turnbull 1989). Both take a microsecond or two, from a table of nominal z against
    bound, which is nearly a straight line.
    """

    __slots__ = ("_bounds", "_nominal", "sides")

    def __init__(self, nominal: list[float], bounds: list[float], sides: int) -> None:
        self._nominal = nominal
        self._bounds = bounds
        self.sides = sides

    def p_value(self, z: float) -> float:
        """The sequential p-value of z; two-sided ones look at its size alone. 1 for a look that
        can never stop. Below 1e-12 and above 0.5 it is continued by a straight line."""
        if not self._bounds:
            return 1.0
        place = _along(self._bounds, self._nominal, abs(z) if self.sides == 2 else z)
        return min(1.0, self.sides * normal_tail(place))

    def bound(self, alpha: float) -> float:
        """The bound on z of this look at the total error rate `alpha`, at most 0.5."""
        refuse_unless(0 < alpha <= LARGEST_ALPHA, f"alpha is above 0 and at most 0.5, not {alpha}")
        if not self._bounds:
            return inf
        return _along(self._nominal, self._bounds, normal_quantile(alpha / self.sides))


@lru_cache(maxsize=64)
def look_scale(schedule: Schedule, spending: Spending, *, sides: int = 2) -> LookScale:
    """The scale of the last look of `schedule`: about a millisecond for each look in it, once.

    >>> from burgee.stats.spending import SpendingShape
    >>> schedule = Schedule.planned((1, 2, 3, 4), planned=4)
    >>> scale = look_scale(schedule, Spending(SpendingShape.OBRIEN_FLEMING))
    >>> round(scale.bound(0.05), 3), round(scale.p_value(2.0141), 3)
    (2.014, 0.05)
    """
    check_sides(sides)
    nominal = np.linspace(normal_quantile(LARGEST_ALPHA / sides), MOST_NOMINAL, TABLE_SIZE)
    spends = _spends(schedule, spending, sides, nominal)
    can_stop = spends > LEAST_SPENT
    nominal, spends = nominal[can_stop], spends[can_stop]
    if len(nominal) < FEWEST:
        return LookScale([], [], sides)
    rising = np.maximum.accumulate(_rising(schedule, spending, sides, nominal, spends))
    origin = [0.0] if sides == 2 else []
    return LookScale(origin + nominal.tolist(), origin + rising.tolist(), sides)


def sequential_p_value(
    z: float, schedule: Schedule, spending: Spending, *, sides: int = 2
) -> float:
    """The p-value of z at the last look of `schedule`; for several z make a `look_scale`."""
    return look_scale(schedule, spending, sides=sides).p_value(z)


def _spends(schedule: Schedule, spending: Spending, sides: int, nominal: Floats) -> Floats:
    """What the last look spends on one side, for alphas given as the nominal z of one side."""
    alphas = sides * ndtr(-nominal)
    spent = spending.spent_of(alphas, schedule.times[-1], sides)
    if len(schedule.times) > 1:
        spent = spent - spending.spent_of(alphas, schedule.times[-2], sides)
    return spent / sides


def _rising(
    schedule: Schedule, spending: Spending, sides: int, nominal: Floats, spends: Floats
) -> Floats:
    """The bound of the last look for each nominal z.

    Where so little is spent that the bound lies beyond 9 anyway: as if no look had gone before,
    which errs to the safe side.
    """
    rising: Floats = -ndtri(spends)
    nearer = int((spends > NEGLIGIBLE).sum())
    if len(schedule.times) > 1 and nearer >= FEWEST:
        rising[:nearer] = _interpolated(schedule, spending, sides, nominal[:nearer])
    return rising


def _interpolated(schedule: Schedule, spending: Spending, sides: int, nominal: Floats) -> Floats:
    """The bounds of the last look, by a polynomial through those at Chebyshev's knots."""
    knots, to_coefficients = _chebyshev()
    middle, half = (nominal[-1] + nominal[0]) / 2, (nominal[-1] - nominal[0]) / 2
    alphas = sides * ndtr(-(middle + half * knots))
    spent = [spending.spent_of(alphas, time, sides) / sides for time in schedule.times]
    bounds_there = _bounds_of_all(schedule.information, spent, sides)[-1]
    return np.asarray(chebval((nominal - middle) / half, to_coefficients @ bounds_there))


@cache
def _chebyshev() -> tuple[Floats, Floats]:
    """The knots on [-1, 1], and the matrix that makes coefficients of values there."""
    knots = chebpts1(KNOTS)
    to_coefficients = chebvander(knots, KNOTS - 1).T * (2 / KNOTS)
    to_coefficients[0] /= 2
    return knots, np.asarray(to_coefficients, dtype=np.float64)


def _along(places: list[float], values: list[float], place: float) -> float:
    """Linear interpolation, beyond the ends too."""
    at = min(max(bisect_right(places, place), 1), len(places) - 1)
    low, high = places[at - 1], places[at]
    if high == low:
        return values[at]
    return values[at - 1] + (values[at] - values[at - 1]) * (place - low) / (high - low)
