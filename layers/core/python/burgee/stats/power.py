"""How often a test finds an effect that is there.

Each formula comes down to three numbers per unit of the control: the effect that is looked for and
the deviations of its estimate with and without that effect (`Signal`). Power, sample size and the
smallest detectable effect are the same equation, solved for different letters.

Fleiss, Levin & Paik (2003), chapter 4, for rates; Cohen (1988) for the arcsine and for means.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, inf, isfinite, sqrt

from burgee.stats.distributions import (
    NEARLY_NORMAL,
    noncentral_t_tail,
    normal_tail,
    t_quantile,
)
from burgee.stats.spending import check_sides
from burgee.stats.values import Choice, Undefined, check_alpha, refuse_unless

NO_VARIANCE = Undefined("the values do not vary: with a deviation of 0 any difference shows")


class Formula(Choice):
    """Which variance a comparison of two rates goes by.

    `POOLED`: one rate for both where there is no effect, two where there is one (Fleiss).
    `UNPOOLED`: two rates throughout. `ARCSINE`: of the transformed rates, which is constant.
    """

    POOLED = "pooled"
    UNPOOLED = "unpooled"
    ARCSINE = "arcsine"


class Distribution(Choice):
    """What the statistic of two means is compared with: Student's t, or the normal z."""

    T = "t"
    Z = "z"


@dataclass(frozen=True, slots=True)
class Level:
    """How often a test may find what is not there: `alpha` in all, of 1 or 2 sides."""

    alpha: float = 0.05
    sides: int = 2

    def __post_init__(self) -> None:
        check_alpha(self.alpha)
        check_sides(self.sides)

    @property
    def per_side(self) -> float:
        return self.alpha / self.sides


@dataclass(frozen=True, slots=True)
class Rates:
    """The rate of the control, and the rate of the treatment if the effect is there."""

    control: float
    treatment: float

    def __post_init__(self) -> None:
        check_rate(self.control)
        check_rate(self.treatment)

    @property
    def effect(self) -> float:
        return self.treatment - self.control


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many units each of the two variants has."""

    control: int
    treatment: int

    def __post_init__(self) -> None:
        for size in (self.control, self.treatment):
            is_count = size >= 1 and size % 1 == 0
            refuse_unless(is_count, f"a variant has 1 unit or more, and whole ones, not {size}")

    @property
    def ratio(self) -> float:
        return self.treatment / self.control


@dataclass(frozen=True, slots=True)
class Signal:
    """An effect, and the deviation of its estimate per unit of the control: `idle` where there is
    no effect, `active` where there is this one. With n units both are sqrt(n) times smaller."""

    effect: float
    idle: float
    active: float


def rates_power(
    rates: Rates, sizes: Sizes, level: Level | None = None, formula: Formula = Formula.UNPOOLED
) -> float:
    """The probability that a test of two rates finds their difference.

    Normal approximation; with two sides both tails count, so that the power at no effect is alpha.

    >>> round(rates_power(Rates(0.05, 0.06), Sizes(8000, 8000)), 6)
    0.792428
    """
    return signal_power(rates_signal(rates, sizes.ratio, formula), sizes.control, level or Level())


def means_power(
    signal: Signal,
    sizes: Sizes,
    level: Level | None = None,
    distribution: Distribution = Distribution.T,
) -> float | Undefined:
    """The probability that a test of two means finds their difference; `signal`: `means_signal`.

    Of the noncentral t distribution, or the normal one. Undefined where nothing varies, and for t
    where the two variants have fewer than 3 units together.

    >>> round(means_power(means_signal(0.5, 1.0), Sizes(40, 40)), 6)
    0.598147
    """
    if not signal.active:
        return NO_VARIANCE
    df = degrees_of_freedom(sizes.control, sizes.ratio, distribution)
    if df < 1:
        return Undefined("a t test takes 3 units or more in both variants together")
    return signal_power(signal, sizes.control, level or Level(), df)


def rates_signal(rates: Rates, ratio: float, formula: Formula) -> Signal:
    """What tells two rates apart, with `ratio` units of the treatment per unit of the control."""
    check_ratio(ratio)
    return _RATES_SIGNALS[formula](rates, ratio)


def means_signal(effect: float, deviation: float, ratio: float = 1.0) -> Signal:
    """What tells two means apart whose values have the same `deviation` in both variants."""
    check_ratio(ratio)
    refuse_unless(isfinite(effect), f"an effect is a finite number, not {effect}")
    check_deviation(deviation)
    spread = deviation * sqrt(1 + 1 / ratio)
    return Signal(effect, spread, spread)


def degrees_of_freedom(control: float, ratio: float, distribution: Distribution) -> float:
    """Of two means with one deviation; infinite for the normal distribution."""
    return inf if distribution is Distribution.Z else control * (1 + ratio) - 2


def signal_power(signal: Signal, control: float, level: Level, df: float = inf) -> float:
    """The power of a test with this many units in the control. Both tails of two sides count."""
    distance = abs(signal.effect) * sqrt(control) / signal.active
    critical = t_quantile(level.per_side, df) * signal.idle / signal.active
    far = _tail(critical, df, -distance) if level.sides == 2 else 0.0
    return _tail(critical, df, distance) + far


def check_rate(rate: float) -> None:
    """Raise ImpossibleInput unless 0 < rate < 1: nothing varies, and nothing is to be planned, at
    a rate of 0 or 1."""
    refuse_unless(0 < rate < 1, f"a rate is above 0 and below 1 (8 % is 0.08), not {rate}")


def check_ratio(ratio: float) -> None:
    """Raise ImpossibleInput unless there is some treatment per control."""
    is_possible = isfinite(ratio) and ratio > 0
    refuse_unless(is_possible, f"the ratio of treatment to control is above 0, not {ratio}")


def check_deviation(deviation: float) -> None:
    """Raise ImpossibleInput unless `deviation` is one."""
    is_possible = isfinite(deviation) and deviation >= 0
    refuse_unless(is_possible, f"a standard deviation is 0 or more, not {deviation}")


def _tail(critical: float, df: float, distance: float) -> float:
    if df > NEARLY_NORMAL:
        return normal_tail(critical - distance)
    return noncentral_t_tail(critical, df, distance)


def _unpooled(rates: Rates, ratio: float) -> Signal:
    spread = sqrt(_bernoulli(rates.control) + _bernoulli(rates.treatment) / ratio)
    return Signal(rates.effect, spread, spread)


def _pooled(rates: Rates, ratio: float) -> Signal:
    of_all = (rates.control + ratio * rates.treatment) / (1 + ratio)
    idle = sqrt(_bernoulli(of_all) * (1 + 1 / ratio))
    return Signal(rates.effect, idle, _unpooled(rates, ratio).active)


def _arcsine(rates: Rates, ratio: float) -> Signal:
    """Cohen's h."""
    effect = 2 * (asin(sqrt(rates.treatment)) - asin(sqrt(rates.control)))
    spread = sqrt(1 + 1 / ratio)
    return Signal(effect, spread, spread)


def _bernoulli(rate: float) -> float:
    return rate * (1 - rate)


_RATES_SIGNALS = {
    Formula.POOLED: _pooled,
    Formula.UNPOOLED: _unpooled,
    Formula.ARCSINE: _arcsine,
}
