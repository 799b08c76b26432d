"""Credible intervals of the difference of two rates with Beta beliefs, by quadrature."""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np
from scipy.special import betainc, expit, logit

from burgee.stats.bayes_beta import Beta, LogitBeliefs
from burgee.stats.being_best import edges_of, nodes_between
from burgee.stats.distributions import normal_quantile
from burgee.stats.roots import smooth_rising_root
from burgee.stats.sequential_power import probit
from burgee.stats.values import Interval, check_alpha

GRADES = 4.0 ** -np.arange(8)  # panels shorten towards where a rate would leave 0 to 1


def rate_difference_interval(*, control: Beta, treatment: Beta, alpha: float) -> Interval:
    """The interval of treatment - control with alpha / 2 on each side.

    >>> control, treatment = Beta(121, 881), Beta(151, 851)
    >>> found = rate_difference_interval(control=control, treatment=treatment, alpha=0.05)
    >>> round(found.low, 8), round(found.high, 6)
    (1.776e-05, 0.059935)
    """
    check_alpha(alpha)
    difference = _Difference(control, treatment)
    return Interval(difference.quantile(alpha / 2), difference.quantile(1 - alpha / 2))


class _Difference:
    """The difference of two independent rates. The wider belief's distribution function is averaged
    over the narrower one, so that a few nodes see all of it."""

    def __init__(self, control: Beta, treatment: Beta) -> None:
        self._mean = treatment.mean - control.mean
        self._deviation = hypot(_deviation(control), _deviation(treatment))
        self._is_turned = _deviation(treatment) < _deviation(control)
        narrow, self._wide = (treatment, control) if self._is_turned else (control, treatment)
        self._narrow = LogitBeliefs([narrow])
        spread = self._narrow.spreads[0]
        self._edges = np.array(edges_of([spread], spread.low))

    def below(self, difference: float) -> float:
        """P(treatment - control < difference)."""
        if self._is_turned:
            return 1 - self._wide_below(-difference)
        return self._wide_below(difference)

    def quantile(self, level: float) -> float:
        """The difference with this much below it."""
        around = self._mean - normal_quantile(level) * self._deviation

        def above(difference: float) -> float:
            return probit(self.below(difference)) - probit(level)

        low = high = around
        while above(low) > 0:
            low -= self._deviation
        while above(high) < 0:
            high += self._deviation
        return smooth_rising_root(above, low, high, near=1e-9 * self._deviation)

    def _wide_below(self, shift: float) -> float:
        """P(wide < narrow + shift)."""
        nodes, weights = nodes_between(self._edges_with(shift))
        rates = np.clip(expit(nodes) + shift, 0.0, 1.0)
        mass = self._narrow.density(nodes)[0] * weights
        return float(mass @ betainc(self._wide.a, self._wide.b, rates) / mass.sum())

    def _edges_with(self, shift: float) -> np.ndarray:
        """Panels that end where narrow + shift leaves 0 to 1."""
        leaving = -shift if shift < 0 else 1 - shift
        place = logit(leaving) if 0 < leaving < 1 else np.inf
        if not self._edges[0] < place < self._edges[-1]:
            return self._edges
        more = np.concatenate(([place], place + GRADES, place - GRADES))
        within = more[(self._edges[0] < more) & (more < self._edges[-1])]
        return np.unique(np.concatenate((self._edges, within)))


def _deviation(belief: Beta) -> float:
    return sqrt(belief.mean * (1 - belief.mean) / (belief.a + belief.b + 1))
