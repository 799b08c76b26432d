"""S3: how often intervals hold the truth, from sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from burgee.stats.cuped import Cuped, cuped
from burgee.stats.means import mean_of, welch
from burgee.stats.moments import Moments, PairMoments, moments_from_sums, pair_moments_from_sums
from burgee.stats.proportion_differences import proportion_difference_interval
from burgee.stats.proportions import Proportion, proportion_effect
from burgee.stats.quantiles import Quantile, quantile_difference, quantile_of_values
from burgee.stats.ratios import ratio_effect
from burgee.stats.relative import relative_effect
from burgee.stats.strata import Stratum, post_stratified
from burgee.stats.values import Estimate, Interval, Undefined
from tests.simulation.statistics.checks import Check, Random

ALPHA = 0.05
Floats = NDArray[np.float64]
Found = Interval | Undefined
Simulate = Callable[[Random, int], float]


def interval_of(effect: Estimate | Undefined) -> Found:
    return effect if isinstance(effect, Undefined) else effect.interval(ALPHA)


def share_that_holds(truth: float, intervals: Iterator[Found]) -> float:
    """What is undefined holds nothing."""
    held = [isinstance(each, Interval) and truth in each for each in intervals]
    return sum(held) / len(held)


def moments(values: Floats) -> Moments:
    return moments_from_sums(len(values), float(values.sum()), float(values @ values))


def pair_moments(y: Floats, x: Floats) -> PairMoments:
    sums = (y.sum(), x.sum(), y @ y, x @ x, y @ x)
    return pair_moments_from_sums(len(y), *map(float, sums))


def of_rates(
    rates: tuple[float, float],
    units: int,
    interval: Callable[[Proportion, Proportion], Found],
    *,
    is_relative: bool = False,
) -> Simulate:
    """How often `interval(control, treatment)` holds the true difference of two rates."""

    def simulate(random: Random, replicates: int) -> float:
        counts = random.binomial(units, rates, (replicates, 2)).tolist()
        truth = (rates[1] - rates[0]) / (rates[0] if is_relative else 1)
        pairs = ((Proportion(x, units), Proportion(y, units)) for x, y in counts)
        return share_that_holds(truth, (interval(x, y) for x, y in pairs))

    return simulate


def _wald(control: Proportion, treatment: Proportion) -> Found:
    return interval_of(proportion_effect(control=control, treatment=treatment))


def _newcombe(control: Proportion, treatment: Proportion) -> Found:
    return proportion_difference_interval(control=control, treatment=treatment, alpha=ALPHA)


def _relative(control: Proportion, treatment: Proportion) -> Found:
    means = (mean_of(moments_of_rate(each)) for each in (control, treatment))
    return interval_of(relative_effect(control=next(means), treatment=next(means)))


def moments_of_rate(rate: Proportion) -> Moments:
    return moments_from_sums(rate.n, rate.successes, rate.successes)


def _by_the_control(control: Proportion, treatment: Proportion) -> Found:
    """The naive relative effect: as if the control's rate were known."""
    found = _wald(control, treatment)
    if isinstance(found, Undefined):
        return found
    rate = control.successes / control.n
    return Interval(found.low / rate, found.high / rate)


def _welch_of_skewed(random: Random, replicates: int) -> float:
    def intervals() -> Iterator[Found]:
        for _ in range(replicates):
            control, treatment = (moments(random.lognormal(0, 1, n)) for n in (800, 400))
            yield interval_of(welch(control=control, treatment=treatment))

    return share_that_holds(0.0, intervals())


def _clicks_and_views(random: Random, units: int = 800) -> tuple[Floats, Floats]:
    """Units that click more, or less, of what they view than others do."""
    views: Floats = 1.0 + random.poisson(4, units).astype(np.float64)
    taste = random.beta(0.8, 7.2, units)
    clicks: Floats = random.binomial(views.astype(int), taste).astype(np.float64)
    return clicks, views


def _ratio(random: Random, replicates: int) -> float:
    def intervals() -> Iterator[Found]:
        for _ in range(replicates):
            control, treatment = (pair_moments(*_clicks_and_views(random)) for _ in range(2))
            yield interval_of(ratio_effect(control=control, treatment=treatment))

    return share_that_holds(0.0, intervals())


def _per_event(random: Random, replicates: int) -> float:
    """The naive ratio: as if each view had been randomised."""

    def one() -> Proportion:
        clicks, views = _clicks_and_views(random)
        return Proportion(int(clicks.sum()), int(views.sum()))

    return share_that_holds(0.0, (_wald(one(), one()) for _ in range(replicates)))


CORRELATION, CUPED_UNITS = 0.7, 500


def _adjusted(random: Random, replicates: int) -> Iterator[Cuped]:
    def one() -> PairMoments:
        x, own = random.standard_normal((2, CUPED_UNITS))
        return pair_moments(CORRELATION * x + np.sqrt(1 - CORRELATION**2) * own, x)

    return (cuped(control=one(), treatment=one()) for _ in range(replicates))


def _cuped(random: Random, replicates: int) -> float:
    found = _adjusted(random, replicates)
    return share_that_holds(0.0, (interval_of(each.effect) for each in found))


def _variance_left(random: Random, replicates: int) -> float:
    """What the covariate is said to leave of the variance, over 1 - rho^2."""
    left = [1 - _number(each.variance_reduction) for each in _adjusted(random, replicates)]
    return float(np.mean(left)) / (1 - CORRELATION**2)


def _number(value: float | Undefined) -> float:
    assert isinstance(value, float)
    return value


def _ninetieth(random: Random, replicates: int) -> float:
    def one() -> Quantile:
        found = quantile_of_values(random.lognormal(0, 1, 1000).tolist(), 0.9)
        assert isinstance(found, Quantile)
        return found

    def intervals() -> Iterator[Found]:
        for _ in range(replicates):
            yield interval_of(quantile_difference(control=one(), treatment=one()))

    return share_that_holds(0.0, intervals())


SHARES, MEANS = (0.5, 0.3, 0.2), (1.0, 3.0, 8.0)
STRATA_UNITS, STRATA_EFFECT = 500, 0.2


def _post_stratified(random: Random, replicates: int) -> float:
    def one(effect: float) -> list[Moments]:
        counts = random.multinomial(STRATA_UNITS, SHARES)
        pairs = zip(MEANS, counts, strict=True)
        return [moments(random.normal(mean + effect, 1.5, n)) for mean, n in pairs]

    def intervals() -> Iterator[Found]:
        for _ in range(replicates):
            pairs = zip(one(0.0), one(STRATA_EFFECT), strict=True)
            yield interval_of(post_stratified([Stratum("", x, y) for x, y in pairs]).effect)

    return share_that_holds(STRATA_EFFECT, intervals())


RIGHT = (0.9462, 0.9538)
CHECKS = [
    Check(
        "S3 Newcombe, .10 and .12 of 2000: holds",
        40_000,
        RIGHT,
        of_rates((0.10, 0.12), 2000, _newcombe),
    ),
    Check(
        "S3 Newcombe, .005 of 300: holds",
        40_000,
        (0.94, 1.0),
        of_rates((0.005, 0.005), 300, _newcombe),
    ),
    Check(
        "S3 relative effect by delta method: holds",
        40_000,
        RIGHT,
        of_rates((0.10, 0.12), 2000, _relative, is_relative=True),
    ),
    Check(
        "S3 Wald, .10 and .12 of 2000: holds", 40_000, RIGHT, of_rates((0.10, 0.12), 2000, _wald)
    ),
    Check(
        "S3 absolute interval / control, +100 %: holds",
        40_000,
        (0.80, 0.935),
        of_rates((0.10, 0.20), 2000, _by_the_control, is_relative=True),
        instead_of=0.95,
    ),
    Check("S3 Welch, lognormal, 800 and 400: holds", 10_000, (0.938, 0.957), _welch_of_skewed),
    Check("S3 ratio by delta method, 800 units: holds", 6000, (0.940, 0.960), _ratio),
    Check(
        "S3 ratio as if events were units: holds", 6000, (0.70, 0.90), _per_event, instead_of=0.95
    ),
    Check("S3 CUPED: holds", 6000, (0.940, 0.960), _cuped),
    Check(
        "S3 CUPED: variance left over 1 - rho^2", 6000, (0.97, 1.03), _variance_left, spread=0.07
    ),
    Check("S3 difference of 0.9 quantiles, 1000 units: holds", 4000, (0.940, 0.972), _ninetieth),
    Check("S3 post-stratified: holds", 20_000, (0.9446, 0.9554), _post_stratified),
]
