"""CUPED: a metric adjusted by the same units' numbers from before their exposure.

Deng, Xu, Kohavi, Walker (2013), Improving the sensitivity of online controlled experiments by
utilizing pre-experiment data. The covariate (x) must be closed before the exposure, and every unit
has one (0 for those that were not seen), or the effect is biased.
"""

from __future__ import annotations

from dataclasses import dataclass

from burgee.stats.means import difference, mean_of, standard_error
from burgee.stats.moments import Moments, PairMoments, merged_pairs
from burgee.stats.values import Estimate, Undefined

_SPREAD = 1e-24  # of the squared mean: a covariate's variance below this is rounding


@dataclass(frozen=True, slots=True)
class Cuped:
    """The adjusted effect beside the raw one.

    `control`, `treatment`: moments as if both variants had the covariate's mean of all units.
    `variance_reduction`: 1 - (se / raw se)^2; `caution` says so if the adjustment made it worse.
    """

    theta: float
    control: Moments
    treatment: Moments
    effect: Estimate | Undefined
    raw_effect: Estimate | Undefined
    variance_reduction: float | Undefined

    @property
    def caution(self) -> str:
        """What to say beside the effect; empty: nothing."""
        reduction = self.variance_reduction
        if isinstance(reduction, float) and reduction < 0:
            return "the covariate made the interval wider"
        return ""


def cuped(*, control: PairMoments, treatment: PairMoments, theta: float | None = None) -> Cuped:
    """The effect on y, adjusted by x. `theta`: of all variants, where there are more than two.

    >>> from burgee.stats.moments import pair_moments_from_sums
    >>> answer = cuped(
    ...     control=pair_moments_from_sums(1000, 5000, 4900, 29000, 27900, 27300),
    ...     treatment=pair_moments_from_sums(1000, 5250, 4950, 31900, 28500, 28900),
    ... )
    >>> round(answer.theta, 6), round(answer.variance_reduction, 6)
    (0.724925, 0.496223)
    >>> round(answer.effect.value, 6), round(answer.effect.se, 6)
    (0.213754, 0.064842)
    """
    together = merged_pairs(control, treatment)
    factor = _theta(together) if theta is None else theta
    centre = together.mean_x
    of_control = adjusted(control, theta=factor, centre=centre)
    of_treatment = adjusted(treatment, theta=factor, centre=centre)
    raw = {"control": mean_of(control.y), "treatment": mean_of(treatment.y)}
    left = {"control": mean_of(of_control), "treatment": mean_of(of_treatment)}
    return Cuped(
        theta=factor,
        control=of_control,
        treatment=of_treatment,
        effect=difference(**left),
        raw_effect=difference(**raw),
        variance_reduction=_reduction(raw=standard_error(**raw), left=standard_error(**left)),
    )


def theta_of(*samples: PairMoments) -> float:
    """The factor of the covariate: cov(x, y) / var(x) over all units of all variants; 0 if no
    covariate differs from another. One factor serves every variant of a metric."""
    return _theta(merged_pairs(*samples))


def _theta(together: PairMoments) -> float:
    rounding = _SPREAD * together.n * together.mean_x * together.mean_x
    if isinstance(together.x.variance, Undefined) or together.m2_x <= rounding:
        return 0.0
    return together.c_yx / together.m2_x


def adjusted(sample: PairMoments, *, theta: float, centre: float) -> Moments:
    """The moments of y - theta * (x - centre)."""
    moments = sample.minus(theta)
    mean = moments.mean + theta * centre
    return Moments(moments.n, mean, moments.m2, moments.m2_error)


def _reduction(*, raw: float | Undefined, left: float | Undefined) -> float | Undefined:
    if isinstance(raw, Undefined):
        return raw
    if isinstance(left, Undefined):
        return left
    if raw == 0:
        return Undefined("there is no variance to reduce")
    kept = left / raw
    return 1 - kept * kept
