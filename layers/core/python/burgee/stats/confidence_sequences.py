"""Intervals that hold at every look, with no number of looks and no end planned.

The normal mixture (Robbins 1970). With rho fixed before the start it is the asymptotic confidence
sequence of Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2021), arXiv:2103.06476: exact as units
grow, so begin after about 100 units and 10 events in each variant.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, isfinite, log, log1p, sqrt

from burgee.stats.values import Estimate, Interval, check_alpha, refuse_unless


class MixtureScale:
    """What a z is worth at one look: `bound(alpha)` in standard errors, and its inverse.

    `weight` is the variance that the mixture gives the effect over that of its estimate: n rho^2.

    >>> scale = MixtureScale(7.936)
    >>> round(scale.bound(0.05), 4), round(scale.p_value(scale.bound(0.05)), 9)
    (3.0352, 0.05)
    """

    __slots__ = ("weight",)

    def __init__(self, weight: float) -> None:
        self.weight = weight

    def bound(self, alpha: float, /) -> float:
        """The standard errors that the interval reaches to each side; infinite without a weight."""
        check_alpha(alpha)
        if not self.weight:
            return inf
        return sqrt((1 + 1 / self.weight) * (log1p(self.weight) - 2 * log(alpha)))

    def log_likelihood_ratio(self, z: float, /) -> float:
        """How much likelier z is under the mixture than without an effect, as a logarithm."""
        share = self.weight / (self.weight + 1)
        return (z * z * share - log1p(self.weight)) / 2

    def p_value(self, z: float, /) -> float:
        """1 over that ratio, at most 1; the smallest of all looks so far is valid too."""
        return exp(-max(0.0, self.log_likelihood_ratio(z)))


@dataclass(frozen=True, slots=True)
class ConfidenceSequence:
    """An asymptotic confidence sequence with `rho` fixed before the start.

    n is the units of both variants together. Each interval is wider than that of one look, for
    which none can be wrong at any look with more than alpha. `rho` never comes from what was
    observed.

    >>> sequence = ConfidenceSequence.tuned(5000, alpha=0.05)
    >>> round(sequence.rho, 6)
    0.03984
    >>> effect = Estimate(0.08, 0.03146166)
    >>> round(sequence.interval(effect, 5000, alpha=0.05).low, 5)
    -0.01549
    >>> round(sequence.p_value(effect, 5000), 4)
    0.1693
    """

    rho: float

    def __post_init__(self) -> None:
        refuse_unless(isfinite(self.rho) and self.rho > 0, f"rho is above 0, not {self.rho}")

    @classmethod
    def tuned(cls, units: float, *, alpha: float) -> ConfidenceSequence:
        """The one that is narrowest, nearly, at `units` of both variants together."""
        check_alpha(alpha)
        is_possible = isfinite(units) and units > 0
        refuse_unless(is_possible, f"a sequence is tuned to more than 0 units, not {units}")
        odds = -2 * log(alpha)
        return cls(sqrt((odds + log(odds + 1)) / units))

    def at(self, n: int) -> MixtureScale:
        """The scale of a look at `n` units."""
        refuse_unless(n >= 0, f"n counts units: it is not negative, as {n} is")
        return MixtureScale(n * self.rho * self.rho)

    def bound(self, n: int, *, alpha: float) -> float:
        """The standard errors that the interval reaches to each side after `n` units."""
        return self.at(n).bound(alpha)

    def interval(self, estimate: Estimate, n: int, *, alpha: float) -> Interval:
        """The interval after `n` units."""
        half = self.bound(n, alpha=alpha) * estimate.se
        return Interval(estimate.value - half, estimate.value + half)

    def p_value(self, estimate: Estimate, n: int) -> float:
        """The always-valid p-value after `n` units, for this look alone."""
        return self.at(n).p_value(estimate.ratio)
