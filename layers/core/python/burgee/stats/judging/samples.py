"""One variant of one metric, from the sums of a run: exact until the first division."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from burgee.stats.distributions import normal_tail
from burgee.stats.histograms import histogram_of
from burgee.stats.judging.questions import MetricQuestion
from burgee.stats.means import mean_of
from burgee.stats.moments import (
    Moments,
    PairMoments,
    moments_from_sums,
    pair_moments_from_sums,
)
from burgee.stats.proportions import Proportion, proportion_interval
from burgee.stats.quantiles import Quantile, quantile_of_histogram
from burgee.stats.rates import is_rate
from burgee.stats.ratios import ratio_of, ratio_value
from burgee.stats.values import Estimate, Interval, Undefined

Numbers = Mapping[str, Any]
Bins = Sequence[tuple[str, str, int]]

OF_CAPPED = Undefined("the histogram is of capped numbers")


@dataclass(frozen=True, slots=True)
class Capping:
    """What a cap did: how many `units` had a number above it, and the value without it."""

    units: int
    uncapped: Estimate | Undefined


@dataclass(frozen=True, slots=True)
class Rate:
    """Units that did something. `pair`: with the covariate, where there is one. Rates have no cap:
    each unit counts 1 or 0."""

    capping: ClassVar[None] = None

    proportion: Proportion
    pair: PairMoments | None

    @property
    def units(self) -> int:
        return self.proportion.n

    @property
    def value(self) -> float | Undefined:
        return self.proportion.rate

    @property
    def estimate(self) -> Estimate | Undefined:
        return mean_of(self.proportion.moments)

    def interval(self, bound: float) -> Interval | Undefined:
        return proportion_interval(self.proportion, alpha=alpha_at(bound))


@dataclass(frozen=True, slots=True)
class Mean:
    """A number of each unit. `pair`: with the covariate, where there is one."""

    moments: Moments
    pair: PairMoments | None
    capping: Capping | None

    @property
    def units(self) -> int:
        return self.moments.n

    @property
    def value(self) -> float | Undefined:
        return self.moments.known_mean

    @property
    def estimate(self) -> Estimate | Undefined:
        return mean_of(self.moments)

    def interval(self, bound: float) -> Interval | Undefined:
        return _around(self.estimate, bound)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A sum over a sum; `pair` holds each unit's numerator and denominator."""

    pair: PairMoments
    capping: Capping | None

    @property
    def units(self) -> int:
        return self.pair.n

    @property
    def value(self) -> float | Undefined:
        return ratio_value(self.pair)

    @property
    def estimate(self) -> Estimate | Undefined:
        return ratio_of(self.pair)

    def interval(self, bound: float) -> Interval | Undefined:
        return _around(self.estimate, bound)


@dataclass(frozen=True, slots=True)
class Spread:
    """How the units' numbers are spread, and the quantile that is asked for."""

    units: int
    found: Quantile | Undefined
    capping: Capping | None

    @property
    def value(self) -> float | Undefined:
        return self.found if isinstance(self.found, Undefined) else self.found.value

    @property
    def estimate(self) -> Estimate | Undefined:
        return self.found if isinstance(self.found, Undefined) else self.found.estimate()

    def interval(self, bound: float) -> Interval | Undefined:
        return _around(self.estimate, bound)


Sample = Rate | Mean | Ratio | Spread


def samples_of(
    metric: MetricQuestion,
    variants: Mapping[str, Numbers],
    histograms: Mapping[str, Bins] = MappingProxyType({}),
) -> dict[str, Sample]:
    """Each variant's sample of a metric, from its numbers as `burgee.domain.sums` has them."""
    if metric.type == "quantile":
        return {
            variant: _spread(metric, numbers, histograms.get(variant, ()))
            for variant, numbers in variants.items()
        }
    has_covariate = any(numbers.get("xx", "0") != "0" for numbers in variants.values())
    return {
        variant: _sample(metric, numbers, has_covariate=has_covariate)
        for variant, numbers in variants.items()
    }


def alpha_at(bound: float) -> float:
    """The nominal alpha of an interval that reaches `bound` standard errors to each side."""
    return 2 * normal_tail(bound)


def _sample(metric: MetricQuestion, numbers: Numbers, *, has_covariate: bool) -> Sample:
    if "z" in numbers:
        return Ratio(_pair(numbers, "y", "z"), _capping(numbers))
    pair = _pair(numbers, "y", "x") if has_covariate else None
    if is_rate(metric.type):
        return Rate(Proportion(int(Decimal(numbers["y"])), numbers["units"]), pair)
    return Mean(pair.y if pair else _moments(numbers), pair, _capping(numbers))


def _spread(metric: MetricQuestion, numbers: Numbers, bins: Bins) -> Spread:
    found = quantile_of_histogram(histogram_of(bins), metric.quantile or 0.5)
    capping = _capping(numbers)
    return Spread(
        units=numbers["units"],
        found=found,
        capping=None if capping is None else replace(capping, uncapped=OF_CAPPED),
    )


def _capping(numbers: Numbers) -> Capping | None:
    """None where the metric has no cap."""
    if "uncapped" not in numbers:
        return None
    without = {**numbers, **numbers["uncapped"]}
    is_ratio = "z" in numbers
    value = ratio_of(_pair(without, "y", "z")) if is_ratio else mean_of(_moments(without))
    return Capping(numbers["capped"], value)


def _moments(numbers: Numbers) -> Moments:
    return moments_from_sums(numbers["units"], Decimal(numbers["y"]), Decimal(numbers["yy"]))


def _pair(numbers: Numbers, first: str, second: str) -> PairMoments:
    """Products are named in the order y, z, x, w."""
    names = (first, second, first * 2, second * 2, first + second)
    y, x, yy, xx, yx = (Decimal(numbers[name]) for name in names)
    return pair_moments_from_sums(numbers["units"], y, x, yy, xx, yx)


def _around(estimate: Estimate | Undefined, bound: float) -> Interval | Undefined:
    return estimate if isinstance(estimate, Undefined) else estimate.interval(alpha_at(bound))
