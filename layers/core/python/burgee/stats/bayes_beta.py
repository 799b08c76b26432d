"""What to believe about rates: Beta beliefs, updated by successes and failures.

Gelman et al. (2013), Bayesian Data Analysis, section 2.4. Everything by quadrature on the logit
scale, where a Beta density is smooth whatever its parameters, without draws. A posterior promises
no error rate to those who look again and again, whatever they look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log, pi

import numpy as np
from scipy.special import betainc, betaincc, betaln, digamma, expit, zeta

from burgee.stats.being_best import (
    Floats,
    Spread,
    curves_of,
    probabilities_to_be_best,
)
from burgee.stats.distributions import beta_quantile
from burgee.stats.proportions import Proportion
from burgee.stats.values import Interval, check_alpha, refuse_unless

REACH = 8.5  # standard deviations followed where both parameters are large
LARGE = 30.0
NEVER = log(1e-17)
WIDEST = 1.0  # a density bends over such distances also where its deviation is larger
LEAST = 0.001


@dataclass(frozen=True, slots=True)
class Beta:
    """A belief about a rate: Beta with `a` successes and `b` failures' worth. 1 and 1: uniform.

    >>> belief = Beta(1, 1).after(Proportion(120, 1000))
    >>> round(belief.mean, 6), round(belief.interval(0.05).low, 6)
    (0.120758, 0.101323)
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        for each in (self.a, self.b):
            is_possible = isfinite(each) and each >= LEAST
            refuse_unless(is_possible, f"a prior's parameters are at least {LEAST}, not {each}")

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    def after(self, seen: Proportion) -> Beta:
        """What is believed after these successes and failures."""
        return Beta(self.a + seen.successes, self.b + seen.failures)

    def interval(self, alpha: float) -> Interval:
        """The credible interval with alpha / 2 on each side."""
        check_alpha(alpha)
        return Interval(
            beta_quantile(1 - alpha / 2, self.a, self.b), beta_quantile(alpha / 2, self.a, self.b)
        )


UNIFORM = Beta(1.0, 1.0)


@dataclass(frozen=True, slots=True)
class RateDecision:
    """A treatment beside the control: the probability to be better, and what a choice loses
    on average, as a difference of rates."""

    probability_to_beat_control: float
    expected_loss_of_control: float
    expected_loss_of_treatment: float


def rate_decision(*, control: Beta, treatment: Beta) -> RateDecision:
    """How a treatment stands against the control.

    The loss of choosing one is E[max(other - chosen, 0)].

    >>> found = rate_decision(control=Beta(121, 881), treatment=Beta(151, 851))
    >>> round(found.probability_to_beat_control, 6), round(found.expected_loss_of_treatment, 8)
    (0.975068, 0.00014418)
    """
    return rate_decisions(control=control, treatments=[treatment])[0]


def rate_decisions(*, control: Beta, treatments: Sequence[Beta]) -> list[RateDecision]:
    """How each treatment stands against the control: `rate_decision`, in one pass."""
    rates = LogitBeliefs((control, *treatments))
    curves = curves_of(rates, min(spread.low for spread in rates.spreads))
    density, below, above = curves.density, curves.below, curves.above
    beats = density[1:] * below[0] @ curves.weights
    beaten = density[0] * below[1:] @ curves.weights
    # The loss is the integral of P(chosen < x < other) over all rates x.
    per_rate = expit(curves.nodes) * expit(-curves.nodes) * curves.weights
    of_control = below[0] * above[1:] @ per_rate
    of_treatments = below[1:] * above[0] @ per_rate
    rows = np.stack([beats / (beats + beaten), of_control, of_treatments], axis=1)
    return [RateDecision(*row) for row in rows.tolist()]


def rates_to_be_best(beliefs: Sequence[Beta]) -> tuple[float, ...]:
    """The probability of each variant to have the highest rate. They add up to 1.

    >>> [round(p, 6) for p in rates_to_be_best([Beta(121, 881), Beta(151, 851)])]
    [0.024932, 0.975068]
    """
    return probabilities_to_be_best(LogitBeliefs(beliefs))


class LogitBeliefs:
    """Beta beliefs on the logit scale, for quadrature."""

    def __init__(self, beliefs: Sequence[Beta]) -> None:
        self._a = np.array([[belief.a] for belief in beliefs])
        self._b = np.array([[belief.b] for belief in beliefs])
        self._peaks = _log_peaks(self._a, self._b)
        self.spreads = _spreads(self._a[:, 0], self._b[:, 0])

    def density(self, nodes: Floats) -> Floats:
        """Relative to the density at the mode, so that large parameters do not cancel."""
        away = nodes - np.log(self._a / self._b)
        falling, total = np.where(away > 0, self._b, self._a), self._a + self._b
        away = np.abs(away)
        bent = np.log1p(falling / total * np.expm1(-away))
        return np.asarray(np.exp(self._peaks - falling * away - total * bent))

    def below(self, place: float) -> Floats:
        a, b = self._a[:, 0], self._b[:, 0]
        if place < 0:
            return np.asarray(betainc(a, b, expit(place)))
        return np.asarray(betaincc(b, a, expit(-place)))


def _spreads(a: Floats, b: Floats) -> list[Spread]:
    centres = digamma(a) - digamma(b)
    deviations = np.minimum(np.sqrt(zeta(2, a) + zeta(2, b)), WIDEST)
    low = _low_ends(a, b, centres, deviations)
    high = -_low_ends(b, a, -centres, deviations)
    ends = zip(low.tolist(), high.tolist(), deviations.tolist(), strict=True)
    return [Spread(*each) for each in ends]


def _low_ends(a: Floats, b: Floats, centres: Floats, deviations: Floats) -> Floats:
    """Logits below which lies next to nothing: for a small `a` by P(X < x) <= x^a / (a B(a, b)),
    which a `b` below 1 exceeds by a small factor."""
    near = centres - REACH * deviations
    far = (NEVER + np.log(a) + betaln(a, b)) / a
    return np.where(a > LARGE, near, np.minimum(near, far))


def _log_peaks(a: Floats, b: Floats) -> Floats:
    """The logarithm of the density of the logit where the rate is a / (a + b)."""
    small = -a * np.log1p(b / a) - b * np.log1p(a / b) - betaln(a, b)
    large = np.log(a / (a + b) * b / (2 * pi)) / 2
    large = large + _stirling(a + b) - _stirling(a) - _stirling(b)
    return np.where(np.minimum(a, b) > LARGE, large, small)


def _stirling(x: Floats) -> Floats:
    """What Stirling's formula lacks of the logarithm of the gamma function."""
    square = x * x
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / x
