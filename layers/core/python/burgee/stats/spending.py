"""How much of the error rate may be spent by a look: alpha spending functions.

Lan & DeMets (1983); Kim & DeMets (1987) for powers; Hwang, Shih & De Cani (1990). `alpha` is the
total error rate: each of two sides spends by the function of its own half, so that a two-sided
test at 0.05 has the bounds of a one-sided one at 0.025.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import e, exp, expm1, isfinite, log1p, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from burgee.stats.values import Choice, check_alpha, refuse_unless

Floats = NDArray[np.float64]


class SpendingShape(Choice):
    """The families of spending functions."""

    OBRIEN_FLEMING = "obf"
    POCOCK = "pocock"
    POWER = "power"
    HSD = "hsd"


DEFAULT_GAMMA = {SpendingShape.POWER: 3.0, SpendingShape.HSD: -4.0}


@dataclass(frozen=True, slots=True)
class Spending:
    """A spending function: how much of alpha is spent by which time.

    `gamma` is the exponent of the power family (above 0; 3 unless given) and the parameter of the
    Hwang-Shih-De Cani family (-4 unless given; 0 spends evenly); the others have none.

    >>> obf = Spending(SpendingShape.OBRIEN_FLEMING)
    >>> [round(obf.spent(0.05, time), 5) for time in (0.5, 1.0)]
    [0.00305, 0.05]
    """

    shape: SpendingShape
    gamma: float | None = None

    def __post_init__(self) -> None:
        if self.gamma is None:
            return
        has_one = self.shape in DEFAULT_GAMMA
        refuse_unless(has_one, f"spending {self.shape.value} has no gamma; leave it out")
        refuse_unless(isfinite(self.gamma), "gamma is a finite number")
        is_possible = self.shape is not SpendingShape.POWER or self.gamma > 0
        refuse_unless(is_possible, f"the exponent of power spending is above 0, not {self.gamma}")

    def spent(self, alpha: float, time: float, sides: int = 2) -> float:
        """The alpha spent by `time`, the share (0, 1] of the planned information; of all sides."""
        check_alpha(alpha)
        check_sides(sides)
        refuse_unless(0 < time <= 1, f"spending time is above 0 and at most 1, not {time}")
        return float(self.spent_of(np.array([alpha]), time, sides)[0])

    def spent_of(self, alphas: Floats, time: float, sides: int) -> Floats:
        """`spent` of many alphas at once, unchecked."""
        gamma = DEFAULT_GAMMA.get(self.shape, 0.0) if self.gamma is None else self.gamma
        return sides * _SHAPES[self.shape](alphas / sides, time, gamma)


def check_sides(sides: int) -> None:
    """Raise ImpossibleInput unless `sides` is 1 or 2."""
    refuse_unless(sides in (1, 2), f"a test has 1 or 2 sides, not {sides}")


def _obrien_fleming(alphas: Floats, time: float, _: float) -> Floats:
    return np.asarray(2 * ndtr(ndtri(alphas / 2) / sqrt(time)))


def _pocock(alphas: Floats, time: float, _: float) -> Floats:
    return alphas * log1p((e - 1) * time)


def _power(alphas: Floats, time: float, exponent: float) -> Floats:
    return alphas * float(time**exponent)


def _hsd(alphas: Floats, time: float, gamma: float) -> Floats:
    """Written with exponents that do not overflow for a gamma far below 0."""
    if gamma == 0:
        return alphas * time
    if gamma > 0:
        return alphas * (expm1(-gamma * time) / expm1(-gamma))
    return alphas * (exp(gamma * (1 - time)) * expm1(gamma * time) / expm1(gamma))


_SHAPES = {
    SpendingShape.OBRIEN_FLEMING: _obrien_fleming,
    SpendingShape.POCOCK: _pocock,
    SpendingShape.POWER: _power,
    SpendingShape.HSD: _hsd,
}
