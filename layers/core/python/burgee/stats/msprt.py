"""The mixture sequential probability ratio test: a p-value that is valid whenever one looks.

Johari, Koomen, Pekelis & Walsh (2022), Always valid inference; Robbins (1970).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from burgee.stats.confidence_sequences import MixtureScale
from burgee.stats.values import Estimate, Interval, refuse_unless


@dataclass(frozen=True, slots=True)
class MixtureTest:
    """A test whose alternative spreads the effect normally around 0 with `mixing_variance`.

    That is fixed before the start, for instance as the square of an effect worth having; taken
    from the same observations, nothing is valid any more.

    >>> test = MixtureTest(0.0001)
    >>> effect = Estimate(0.012, 0.002)
    >>> round(test.log_likelihood_ratio(effect), 6), round(test.p_value(effect) * 1e7, 4)
    (15.678644, 1.5519)
    >>> round(test.interval(effect, alpha=0.05).low, 6)
    0.005797
    """

    mixing_variance: float

    def __post_init__(self) -> None:
        is_possible = isfinite(self.mixing_variance) and self.mixing_variance > 0
        refuse_unless(is_possible, f"the mixing variance is above 0, not {self.mixing_variance}")

    def at(self, se: float) -> MixtureScale:
        """The scale of a look at which the estimate has this standard error."""
        refuse_unless(isfinite(se) and se > 0, f"a standard error is above 0, not {se}")
        return MixtureScale(self.mixing_variance / (se * se))

    def log_likelihood_ratio(self, estimate: Estimate) -> float:
        """Natural logarithm: how much likelier the estimate is under the mixture than without
        an effect."""
        _check(estimate)
        return self.at(estimate.se).log_likelihood_ratio(estimate.ratio)

    def p_value(self, estimate: Estimate) -> float:
        """1 over the likelihood ratio of this look, at most 1."""
        _check(estimate)
        return self.at(estimate.se).p_value(estimate.ratio)

    def interval(self, estimate: Estimate, *, alpha: float) -> Interval:
        """All effects that the test would not reject at this look."""
        _check(estimate)
        half = self.at(estimate.se).bound(alpha) * estimate.se
        return Interval(estimate.value - half, estimate.value + half)


def _check(estimate: Estimate) -> None:
    refuse_unless(isfinite(estimate.value), f"an estimate is finite, not {estimate.value}")
