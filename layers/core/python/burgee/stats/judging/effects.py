"""A treatment against the control in one metric: by which formulas, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import copysign

from burgee.stats.cuped import adjusted, theta_of
from burgee.stats.distributions import normal_quantile
from burgee.stats.effect_sizes import cohens_d, cohens_h, words_of
from burgee.stats.fisher import fisher_exact_test
from burgee.stats.judging.samples import Mean, Rate, Ratio, Sample, Spread, alpha_at
from burgee.stats.means import difference, mean_of
from burgee.stats.moments import merged_pairs
from burgee.stats.proportion_differences import proportion_difference_interval
from burgee.stats.proportions import (
    Proportion,
    pooled_z,
    proportion_effect,
    rate_difference,
)
from burgee.stats.relative import is_identified, relative_effect, relative_of
from burgee.stats.values import Estimate, Interval, Undefined

FEW = 5  # expected successes or failures: below it proportions are compared exactly
FAR = 30.0  # standard errors beyond which a t is taken for a z
NEARLY_NORMAL = 10_000  # degrees of freedom

NOT_IDENTIFIED = Undefined("the control cannot be told from 0, and nothing is a share of 0")

Z_TEST = "two-proportion z test; Newcombe interval"
EXACT = "Fisher's exact test; Newcombe interval"
WELCH = "Welch's t test"
CUPED = "CUPED; Welch's t test"
DELTA = "ratio of sums by the delta method"
QUANTILES = "difference of quantiles, standard errors from their intervals"


@dataclass(frozen=True, slots=True)
class Effect:
    """Treatment minus control. `z`: the test statistic on the normal scale, by which looks are
    accounted for. `relative`: to the absolute value of `control`. `raw`: without the covariate;
    `uncapped`: without it and without the cap. `rates`: of control and treatment, where nothing
    else is known of the units. `interval_at`: the interval at a nominal alpha, where it is not the
    estimate's.
    """

    method: str
    value: float | Undefined
    estimate: Estimate | Undefined
    relative: Estimate | Undefined
    z: float | Undefined
    control: Estimate | Undefined
    raw: Estimate | Undefined | None = None
    uncapped: Estimate | Undefined | None = None
    size: float | Undefined | None = None
    rates: tuple[Proportion, Proportion] | None = None
    interval_at: Callable[[float], Interval | Undefined] | None = None

    @property
    def size_words(self) -> str:
        return words_of(self.size) if isinstance(self.size, float) else ""

    @property
    def variance_reduction(self) -> float | None:
        """The share of the variance that the covariate explained."""
        if isinstance(self.raw, Estimate) and isinstance(self.estimate, Estimate):
            return 1 - (self.estimate.se / self.raw.se) ** 2
        return None

    def interval(self, bound: float) -> Interval | Undefined:
        """The interval that reaches `bound` standard errors to each side."""
        if self.interval_at is not None:
            return self.interval_at(alpha_at(bound))
        if isinstance(self.estimate, Undefined):
            return self.estimate
        return self.estimate.interval(alpha_at(bound))

    def relative_interval(self, bound: float) -> Interval | Undefined:
        """As `interval`; undefined too where the control cannot be told from 0."""
        if isinstance(self.relative, Undefined):
            return self.relative
        if isinstance(self.control, Estimate) and not is_identified(self.control, bound=bound):
            return NOT_IDENTIFIED
        return self.relative.interval(alpha_at(bound))


@dataclass(frozen=True, slots=True)
class Covariate:
    """One factor for all variants of a metric, and the covariate's mean over all of them."""

    theta: float
    centre: float


@dataclass(frozen=True, slots=True)
class Side:
    """A variant as it is compared, worked out once however many it is compared with. `adjusted`:
    its mean without what the covariate explains, where there is one."""

    sample: Sample
    raw: Estimate | Undefined
    adjusted: Estimate | Undefined | None = None


def effects_of(
    samples: Mapping[str, Sample], control: str, treatments: Sequence[str]
) -> dict[str, Effect]:
    """Every treatment against the control, in order."""
    covariate = _covariate(samples)
    sides = {variant: _side(samples[variant], covariate) for variant in (control, *treatments)}
    return {variant: _effect(sides[control], sides[variant]) for variant in treatments}


def imbalance(control: Sample, treatment: Sample) -> Estimate | Undefined:
    """The difference before the exposure, where there must be none."""
    if not isinstance(control, (Rate, Mean)) or not isinstance(treatment, (Rate, Mean)):
        return Undefined("ratios and quantiles have no covariate")
    if control.pair is None or treatment.pair is None:
        return Undefined("nothing was recorded before the exposure")
    return difference(control=mean_of(control.pair.x), treatment=mean_of(treatment.pair.x))


def _side(sample: Sample, covariate: Covariate | None) -> Side:
    raw = sample.estimate
    if covariate is None or not isinstance(sample, (Rate, Mean)) or sample.pair is None:
        return Side(sample, raw)
    left = adjusted(sample.pair, theta=covariate.theta, centre=covariate.centre)
    return Side(sample, raw, mean_of(left))


def _effect(control: Side, treatment: Side) -> Effect:
    effect = _compared(control, treatment)
    before, after = control.sample.capping, treatment.sample.capping
    if before is None or after is None:
        return effect
    return replace(effect, uncapped=difference(control=before.uncapped, treatment=after.uncapped))


def _compared(control: Side, treatment: Side) -> Effect:
    match control.sample, treatment.sample:
        case Mean() as before, Mean() as after:
            size = cohens_d(control=before.moments, treatment=after.moments)
            return _of_sides(WELCH, control, treatment, size=size)
        case Rate() as before, Rate() as after:
            return _of_rates(control, treatment, before.proportion, after.proportion)
        case Ratio(), Ratio():
            return _of_sides(DELTA, control, treatment)
        case Spread(), Spread():
            return _of_sides(QUANTILES, control, treatment)
    raise TypeError("the variants of a metric have samples of one kind")


def _of_rates(control: Side, treatment: Side, before: Proportion, after: Proportion) -> Effect:
    size = cohens_h(control=before, treatment=after)
    if control.adjusted is not None:
        return _of_sides(CUPED, control, treatment, size=size)
    is_small = _least_expected(before, after) < FEW
    return Effect(
        method=EXACT if is_small else Z_TEST,
        value=rate_difference(control=before, treatment=after),
        estimate=proportion_effect(control=before, treatment=after),
        relative=relative_effect(control=control.raw, treatment=treatment.raw),
        z=_exact_z(before, after) if is_small else pooled_z(control=before, treatment=after),
        control=control.raw,
        size=size,
        rates=(before, after),
        interval_at=partial(_newcombe, before, after),
    )


def _newcombe(control: Proportion, treatment: Proportion, alpha: float) -> Interval | Undefined:
    return proportion_difference_interval(control=control, treatment=treatment, alpha=alpha)


def _of_sides(
    method: str, control: Side, treatment: Side, *, size: float | Undefined | None = None
) -> Effect:
    """By the adjusted means, where there are any."""
    if control.adjusted is None or treatment.adjusted is None:
        return _of_estimates(method, control.raw, treatment.raw, size=size)
    raw = difference(control=control.raw, treatment=treatment.raw)
    return _of_estimates(CUPED, control.adjusted, treatment.adjusted, size=size, raw=raw)


def _of_estimates(
    method: str,
    control: Estimate | Undefined,
    treatment: Estimate | Undefined,
    *,
    size: float | Undefined | None = None,
    raw: Estimate | Undefined | None = None,
) -> Effect:
    estimate = difference(control=control, treatment=treatment)
    return Effect(
        method=method,
        value=estimate if isinstance(estimate, Undefined) else estimate.value,
        estimate=estimate,
        relative=relative_of(estimate, control=control, treatment=treatment),
        z=estimate if isinstance(estimate, Undefined) else z_of(estimate),
        control=control,
        raw=raw,
        size=size,
    )


def z_of(estimate: Estimate) -> float:
    """The normal deviate with the p-value of a t.

    >>> round(z_of(Estimate(2.228139, 1.0, 10)), 4)
    1.96
    """
    t = estimate.ratio
    if estimate.df > NEARLY_NORMAL or abs(t) > FAR:
        return t
    return copysign(normal_quantile(estimate.p_value() / 2), t)


def _exact_z(control: Proportion, treatment: Proportion) -> float | Undefined:
    """The z with the p-value of the exact test, and the sign of the effect."""
    pooled = pooled_z(control=control, treatment=treatment)
    p_value = fisher_exact_test(control=control, treatment=treatment)
    if isinstance(pooled, Undefined) or isinstance(p_value, Undefined) or not p_value:
        return pooled
    return copysign(max(0.0, normal_quantile(p_value / 2)), pooled)


def _least_expected(control: Proportion, treatment: Proportion) -> float:
    """The least count that a cell of the two by two table would have without an effect."""
    n = control.n + treatment.n
    rarer = min(control.successes + treatment.successes, control.failures + treatment.failures)
    return rarer * min(control.n, treatment.n) / n if n else 0.0


def _covariate(samples: Mapping[str, Sample]) -> Covariate | None:
    """None where the days before the exposure tell nothing."""
    pairs = [
        sample.pair
        for sample in samples.values()
        if isinstance(sample, (Rate, Mean)) and sample.pair is not None
    ]
    if not pairs:
        return None
    together = merged_pairs(*pairs)
    theta = theta_of(together)
    return Covariate(theta, together.mean_x) if theta else None
