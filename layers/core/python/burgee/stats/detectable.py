"""The smallest effect that a number of units can be expected to show."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from burgee.stats.distributions import normal_quantile
from burgee.stats.power import (
    NO_VARIANCE,
    Distribution,
    Formula,
    Rates,
    Signal,
    check_deviation,
    check_rate,
    degrees_of_freedom,
    means_signal,
    rates_signal,
    signal_power,
)
from burgee.stats.roots import rising_root
from burgee.stats.sample_size import Aim
from burgee.stats.values import Undefined, refuse_unless


@dataclass(frozen=True, slots=True)
class Detectable:
    """An effect, in the metric's unit and relative to the control."""

    absolute: float
    relative: float


def detectable_rate(
    rate: float, units: float, aim: Aim | None = None, formula: Formula = Formula.UNPOOLED
) -> Detectable | Undefined:
    """The smallest increase of a rate that `units` in the control (and `aim.ratio` times as many in
    the treatment) find with the power that is aimed at.

    The root of the equation that `units_for_rates` solves, not the shortcut through p(1 - p) at the
    rate of the control. Undefined where not even an increase to 1 would be found.

    >>> round(detectable_rate(0.05, 10_000).absolute, 8)
    0.00899181
    """
    aim = aim or Aim()
    check_rate(rate)
    check_units(units)

    def excess(effect: float) -> float:
        signal = rates_signal(Rates(rate, rate + effect), aim.ratio, formula)
        return _excess(signal, units, aim)

    most = (1 - rate) * (1 - 1e-12)
    if rate + most >= 1 or excess(most) < 0:
        return Undefined(f"with {units:,.10g} units not even an increase to 1 would be found")
    effect = rising_root(excess, 0.0, most)
    return Detectable(effect, effect / rate)


def detectable_difference(
    deviation: float,
    units: float,
    aim: Aim | None = None,
    distribution: Distribution = Distribution.T,
) -> float | Undefined:
    """The smallest difference of two means whose values have this deviation that `units` in the
    control find with the power that is aimed at.

    Undefined where nothing varies, and for t with fewer than 3 units in both variants together.

    >>> round(detectable_difference(1.0, 1570), 4)
    0.1
    """
    aim = aim or Aim()
    check_deviation(deviation)
    check_units(units)
    if not deviation:
        return NO_VARIANCE
    df = degrees_of_freedom(units, aim.ratio, distribution)
    if df < 1:
        return Undefined("a t test takes 3 units or more in both variants together")

    def excess(effect: float) -> float:
        signal = means_signal(effect, deviation, aim.ratio)
        return signal_power(signal, units, aim.level, df) - aim.power

    high = deviation
    while excess(high) < 0:
        high *= 2
    return rising_root(excess, 0.0, high)


def check_units(units: float) -> None:
    """Raise ImpossibleInput unless there is a unit."""
    refuse_unless(units >= 1, f"a variant has 1 unit or more, not {units}")


def _excess(signal: Signal, units: float, aim: Aim) -> float:
    """By how much the effect is above what its near tail takes, in deviations of the estimate."""
    taken = normal_quantile(aim.level.per_side) * signal.idle
    taken += normal_quantile(1 - aim.power) * signal.active
    return abs(signal.effect) * sqrt(units) - taken
