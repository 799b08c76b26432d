"""What looking costs in units, for each design that a plan can name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import log, log1p
from types import MappingProxyType

from burgee.stats.confidence_sequences import MixtureScale
from burgee.stats.distributions import normal_quantile
from burgee.stats.group_sequential import Schedule
from burgee.stats.judging.scales import (
    CONFIDENCE_SEQUENCE,
    FIXED,
    MSPRT,
    SHAPES,
    USUAL_POWER,
)
from burgee.stats.roots import smooth_rising_root
from burgee.stats.sample_size import Aim
from burgee.stats.sequential_power import probit, sequential_inflation, sequential_power
from burgee.stats.spending import Spending, SpendingShape
from burgee.stats.values import refuse_unless

UNKNOWN_HORIZONS = frozenset({CONFIDENCE_SEQUENCE, MSPRT})

Design = Callable[[Aim, int, float], float]  # of one comparison, looks, alpha of the family


def inflation(sequential: str, aim: Aim, looks: int, alpha: float) -> float:
    """How many times the units of one look a design takes for the same power, if it goes on to its
    planned end. `aim` is that of one comparison, `alpha` that of the family.

    Spending functions: for `looks` evenly spaced ones. A confidence sequence and an msprt never run
    out of looks, and pay for it: by numerical integration, with alpha 0.05, power 0.8 and 28
    looks, 1.72 times the units of one look if they are tuned to so many, which is how they are
    tuned; with power 0.9 1.63 times. (Tuned to the units of one look it is 1.65 times with 200
    looks, and after 1.0 times the power is 0.53.)

    >>> round(inflation("obrien_fleming", Aim(), 5, 0.05), 4)
    1.0247
    """
    return DESIGNS[sequential](aim, looks, alpha)


def _one_look(_aim: Aim, _looks: int, _alpha: float) -> float:
    return 1.0


def _spending(shape: SpendingShape, aim: Aim, looks: int, _alpha: float) -> float:
    schedule = Schedule.planned(_evenly(looks), planned=1.0, is_final=True)
    found = sequential_inflation(
        schedule, Spending(shape), power=aim.power, alpha=aim.alpha, sides=aim.sides
    )
    return found.factor


def _mixture(weight_of: Callable[[float], float], aim: Aim, looks: int, alpha: float) -> float:
    """Of a normal mixture whose `weight` (n rho^2 at the planned end) is fixed before the start."""
    refuse_unless(aim.sides == 2, "a plan without a last look is two-sided")
    weight, ends = weight_of(alpha), _evenly(looks)
    bounds = [MixtureScale(end * weight).bound(aim.alpha) for end in ends]
    of_one_look = normal_quantile(aim.alpha / 2) + normal_quantile(1 - aim.power)

    def missing(drift: float) -> float:
        return probit(sequential_power(drift, ends, bounds)) - probit(aim.power)

    drift = smooth_rising_root(missing, 0.0, bounds[-1] + of_one_look)
    return (drift / of_one_look) ** 2


def _evenly(looks: int) -> tuple[float, ...]:
    return tuple(look / looks for look in range(1, looks + 1))


def _narrowest(alpha: float) -> float:
    """Tuned to be narrowest at the planned end (Waudby-Smith et al. 2021)."""
    return -2 * log(alpha) + log1p(-2 * log(alpha))


def _as_wide_as_the_effect(alpha: float) -> float:
    """The mixture's deviation is the effect that the planned units find in one look."""
    return (normal_quantile(alpha / 2) + normal_quantile(1 - USUAL_POWER)) ** 2


DESIGNS: Mapping[str, Design] = MappingProxyType(
    {
        FIXED: _one_look,
        **{name: partial(_spending, shape) for name, shape in SHAPES.items()},
        CONFIDENCE_SEQUENCE: partial(_mixture, _narrowest),
        MSPRT: partial(_mixture, _as_wide_as_the_effect),
    }
)
