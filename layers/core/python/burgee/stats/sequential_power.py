"""What looking costs: the power of a group sequential design, and the units it takes beyond one
look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import ndtri

from burgee.stats.crossing import upper_crossings
from burgee.stats.distributions import normal_quantile
from burgee.stats.group_sequential import Schedule, boundary, check_information
from burgee.stats.roots import smooth_rising_root
from burgee.stats.spending import Spending, check_sides
from burgee.stats.values import check_alpha, refuse_unless

CERTAIN = 1 - 1e-15
HARDLY = 1e-300


@dataclass(frozen=True, slots=True)
class Inflation:
    """What a sequential design needs for its power.

    `factor`: the most units it takes, over the units of a test with one look. `drift`: the mean of
    Z at full information (1) that gives the power.
    """

    factor: float
    drift: float


def sequential_power(
    drift: float, information: Sequence[float], bounds: Sequence[float], *, sides: int = 2
) -> float:
    """The probability of crossing a bound in the direction of the effect, at any look.

    `drift` is the mean of Z where information is 1. Jennison & Turnbull (2000), chapter 19.

    >>> round(sequential_power(2.806798, (0.5, 1.0), (2.962588, 1.968596)), 4)
    0.8
    """
    check_information(information)
    check_sides(sides)
    refuse_unless(len(bounds) == len(information), "each look has information and a bound")
    return min(1.0, sum(upper_crossings(information, bounds, sides=sides, drift=drift)))


def sequential_inflation(
    schedule: Schedule, spending: Spending, *, power: float, alpha: float, sides: int = 2
) -> Inflation:
    """How many times the units of a test with one look this design takes for the same power.

    Information is that of `schedule`, where 1 is all that is planned: 5 even looks are
    `Schedule.planned((0.2, 0.4, 0.6, 0.8, 1.0), planned=1.0)`. Jennison & Turnbull (2000), chapters
    2 and 7.

    >>> from burgee.stats.spending import SpendingShape
    >>> looks = Schedule.planned((0.2, 0.4, 0.6, 0.8, 1.0), planned=1.0)
    >>> round(
    ...     sequential_inflation(
    ...         looks, Spending(SpendingShape.POCOCK), power=0.8, alpha=0.05
    ...     ).factor,
    ...     4,
    ... )
    1.2126
    """
    check_alpha(alpha)
    check_sides(sides)
    one_side = alpha / sides
    refuse_unless(one_side < power < 1, f"power is above {one_side:g} and below 1, not {power}")
    bounds = boundary(schedule, spending, alpha=alpha, sides=sides).z
    of_one_look = normal_quantile(one_side) + normal_quantile(1 - power)

    def missing(drift: float) -> float:
        reached = sequential_power(drift, schedule.information, bounds, sides=sides)
        return probit(reached) - probit(power)

    most = of_one_look
    while missing(most) < 0:
        most *= 2
    drift = smooth_rising_root(missing, 0.0, most)
    return Inflation((drift / of_one_look) ** 2, drift)


def probit(probability: float) -> float:
    """The normal quantile of a probability; finite also where that has no more digits."""
    return float(ndtri(min(max(probability, HARDLY), CERTAIN)))
