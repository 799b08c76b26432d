"""What to believe about an effect whose estimate is normal.

Conjugate normal model on the effect itself: Gelman et al. (2013), Bayesian Data Analysis, section
2.5. A posterior promises no error rate to those who look again and again, whatever they look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, isfinite, pi, sqrt

import numpy as np
from scipy.special import erfcx, ndtr

from burgee.stats.being_best import Floats, Spread, probabilities_to_be_best
from burgee.stats.distributions import normal_density, normal_quantile, normal_tail
from burgee.stats.values import Estimate, Interval, check_alpha, refuse_unless

REACH = 8.5  # standard deviations beyond which lies nothing to speak of
FAR = 3.0  # standard deviations from which on a loss is computed by its ratio to the density


@dataclass(frozen=True, slots=True)
class NormalPrior:
    """What was believed of the effect before: a mean and a variance."""

    mean: float
    variance: float

    def __post_init__(self) -> None:
        refuse_unless(isfinite(self.mean), f"a prior's mean is finite, not {self.mean}")
        is_possible = isfinite(self.variance) and self.variance > 0
        refuse_unless(is_possible, f"a prior's variance is above 0, not {self.variance}")


@dataclass(frozen=True, slots=True)
class NormalPosterior:
    """What is believed of the effect: normal with this mean and standard deviation."""

    mean: float
    sd: float

    @property
    def probability_to_beat_control(self) -> float:
        """P(the effect is above 0)."""
        return normal_tail(-self.mean / self.sd)

    @property
    def expected_loss_of_control(self) -> float:
        """What staying with the control loses, in the metric's units: E[max(effect, 0)]."""
        return self.sd * _mean_above(-self.mean / self.sd)

    @property
    def expected_loss_of_treatment(self) -> float:
        """What choosing the treatment loses, in the metric's units: E[max(-effect, 0)]."""
        return self.sd * _mean_above(self.mean / self.sd)

    def interval(self, alpha: float) -> Interval:
        """The credible interval with alpha / 2 on each side."""
        check_alpha(alpha)
        half = normal_quantile(alpha / 2) * self.sd
        return Interval(self.mean - half, self.mean + half)


def normal_posterior(effect: Estimate, prior: NormalPrior | None = None) -> NormalPosterior:
    """What is believed of an effect after its estimate; without a prior, a flat one.

    >>> posterior = normal_posterior(Estimate(0.2, 0.1), NormalPrior(0.0, 0.01))
    >>> round(posterior.mean, 6), round(posterior.sd, 6)
    (0.1, 0.070711)
    >>> round(posterior.probability_to_beat_control, 6)
    0.92135
    >>> round(posterior.expected_loss_of_treatment, 6)
    0.002513
    """
    if prior is None:
        return NormalPosterior(effect.value, effect.se)
    prior_sd = sqrt(prior.variance)
    both = hypot(prior_sd, effect.se)
    weight = (prior_sd / both) ** 2
    return NormalPosterior(
        prior.mean + weight * (effect.value - prior.mean), prior_sd / both * effect.se
    )


def means_to_be_best(beliefs: Sequence[NormalPosterior]) -> tuple[float, ...]:
    """The probability of each variant to have the highest mean, from what is believed of each
    mean independently (not of the differences from the control). They add up to 1.

    >>> beliefs = [NormalPosterior(1.0, 0.3), NormalPosterior(1.5, 0.4)]
    >>> [round(p, 6) for p in means_to_be_best(beliefs)]
    [0.158655, 0.841345]
    """
    return probabilities_to_be_best(NormalBeliefs(beliefs))


class NormalBeliefs:
    """Normal beliefs, for quadrature."""

    def __init__(self, beliefs: Sequence[NormalPosterior]) -> None:
        self.spreads = [
            Spread(each.mean - REACH * each.sd, each.mean + REACH * each.sd, each.sd)
            for each in beliefs
        ]
        self._means = np.array([[each.mean] for each in beliefs])
        self._sds = np.array([[each.sd] for each in beliefs])

    def density(self, nodes: Floats) -> Floats:
        away = (nodes - self._means) / self._sds
        return np.asarray(np.exp(-0.5 * away * away) / (self._sds * sqrt(2 * pi)))

    def below(self, place: float) -> Floats:
        return np.asarray(ndtr((place - self._means) / self._sds)[:, 0])


def _mean_above(z: float) -> float:
    """E[max(Z - z, 0)]. Far out, where density and tail cancel, by Mills' ratio."""
    if z < FAR:
        return normal_density(z) - z * normal_tail(z)
    return normal_density(z) * (1 - z * sqrt(pi / 2) * float(erfcx(z / sqrt(2))))
