"""How many units it takes to find an effect."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf

from burgee.stats.distributions import normal_quantile
from burgee.stats.power import (
    NO_VARIANCE,
    Distribution,
    Formula,
    Level,
    Rates,
    Signal,
    check_ratio,
    degrees_of_freedom,
    means_signal,
    rates_signal,
    signal_power,
)
from burgee.stats.roots import rising_root
from burgee.stats.values import Undefined, refuse_unless

NO_EFFECT = Undefined("there is no effect to find: no number of units would do")


@dataclass(frozen=True, slots=True)
class Aim:
    """What a test is to reach: finding an effect that is there with probability `power`, one that
    is not there with `alpha` (of 1 or 2 `sides`), with `ratio` units of treatment per control."""

    power: float = 0.8
    alpha: float = 0.05
    sides: int = 2
    ratio: float = 1.0

    def __post_init__(self) -> None:
        check_ratio(self.ratio)
        least = self.level.per_side
        is_possible = least < self.power < 1
        refuse_unless(
            is_possible,
            f"power is below 1 and above what chance gives, {least:g}, not {self.power}",
        )

    @property
    def level(self) -> Level:
        return Level(self.alpha, self.sides)


@dataclass(frozen=True, slots=True)
class UnitsNeeded:
    """How many units the variants need: the control before it is rounded, and both rounded up."""

    exact: float
    control: int
    treatment: int


def units_for_rates(
    rates: Rates, aim: Aim | None = None, formula: Formula = Formula.POOLED
) -> UnitsNeeded | Undefined:
    """The units that it takes to find the difference of two rates; undefined if there is none.

    Only the tail on the side of the effect counts. `Formula.POOLED` is Fleiss's (without continuity
    correction), as in R's `power.prop.test`; `UNPOOLED` that of Chow, Shao & Wang (2008), chapter
    4; `ARCSINE` Cohen's (1988). Taking 2p(1 - p) at the rate of the control instead gives 1554 for
    1 % to 2 %, which has a power of 0.63; 2319 is right.

    >>> units_for_rates(Rates(0.05, 0.06)).control
    8158
    >>> units_for_rates(Rates(0.01, 0.02)).control
    2319
    """
    aim = aim or Aim()
    signal = rates_signal(rates, aim.ratio, formula)
    return _rounded(units_for_signal(signal, aim), aim) if signal.effect else NO_EFFECT


def units_for_means(
    effect: float,
    deviation: float,
    aim: Aim | None = None,
    distribution: Distribution = Distribution.T,
) -> UnitsNeeded | Undefined:
    """The units that it takes to find a difference of two means whose values have this deviation.

    Root of the power function, of the noncentral t distribution or the normal one (Cohen 1988);
    undefined without an effect, and where nothing varies.

    >>> units_for_means(0.8, 1.0).control
    26
    """
    aim = aim or Aim()
    signal = means_signal(effect, deviation, aim.ratio)
    if not signal.effect:
        return NO_EFFECT
    if not signal.active:
        return NO_VARIANCE
    return _rounded(_means_root(signal, aim, distribution), aim)


def units_for_signal(signal: Signal, aim: Aim) -> float:
    """The units of the control at which the near tail of the normal distribution has the power."""
    spread = normal_quantile(aim.level.per_side) * signal.idle
    spread += normal_quantile(1 - aim.power) * signal.active
    distance = max(0.0, spread) / signal.effect
    return distance * distance


def _means_root(signal: Signal, aim: Aim, distribution: Distribution) -> float:
    """Where the power is what is aimed at. Above 2 units in all: t has a degree of freedom."""

    def lacking(control: float) -> float:
        df = degrees_of_freedom(control, aim.ratio, distribution)
        return signal_power(signal, control, aim.level, df) - aim.power

    least = 3 / (1 + aim.ratio) if distribution is Distribution.T else 0.0
    enough = 2 * (units_for_signal(signal, aim) + 4 + least)
    while lacking(enough) < 0:
        enough *= 2
    return rising_root(lacking, least, enough)


def _rounded(control: float, aim: Aim) -> UnitsNeeded | Undefined:
    if control == inf:
        return Undefined("the effect is too small for any number of units")
    return UnitsNeeded(control, max(1, ceil(control)), max(1, ceil(control * aim.ratio)))
