"""S7: Bayesian answers, and shares that follow what is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from burgee.stats.bandits import thompson_probabilities, top_two_weights
from burgee.stats.bayes_beta import Beta, rate_decision
from burgee.stats.proportions import Proportion
from tests.simulation.statistics.checks import Check, Random

PRIOR = Beta(5, 95)
TOO_SURE = Beta(500, 9500)
UNITS = 1000
SURE = (0.85, 0.95)
RATES = np.array([0.05, 0.06, 0.09])
ROUNDS, UNITS_PER_ROUND = 60, 200
Shares = Callable[[Sequence[Proportion]], Sequence[float]]


def _calibration(prior: Beta) -> Callable[[Random, int], float]:
    """Where a treatment is said to win with 85 to 95 %: the mean of that, less how often it does.
    `prior`: what is believed beforehand; the rates come from `PRIOR`."""

    def simulate(random: Random, replicates: int) -> float:
        rates = random.beta(PRIOR.a, PRIOR.b, (replicates, 2))
        off = []
        for (x, y), (low, high) in zip(
            random.binomial(UNITS, rates).tolist(), rates.tolist(), strict=True
        ):
            control, treatment = (prior.after(Proportion(each, UNITS)) for each in (x, y))
            sure = rate_decision(control=control, treatment=treatment).probability_to_beat_control
            if SURE[0] <= sure <= SURE[1]:
                off.append(sure - (high > low))
        return float(np.mean(off))

    return simulate


def _held(random: Random, replicates: int) -> float:
    """How often a credible interval holds a rate that came from its prior."""
    rates = random.beta(PRIOR.a, PRIOR.b, replicates)
    counts = random.binomial(UNITS, rates).tolist()
    return (
        sum(
            rate in PRIOR.after(Proportion(count, UNITS)).interval(0.05)
            for count, rate in zip(counts, rates.tolist(), strict=True)
        )
        / replicates
    )


def _regret(shares: Shares) -> Callable[[Random, int], float]:
    """What is lost by not showing the best variant alone, over the loss of equal shares."""

    def lost(random: Random) -> float:
        seen = np.zeros((2, len(RATES)), dtype=np.int64)
        for _ in range(ROUNDS):
            weights = np.array(shares([Proportion(*each) for each in seen.T.tolist()]))
            units = random.multinomial(UNITS_PER_ROUND, weights / weights.sum())
            seen += [random.binomial(units, RATES), units]
        return float(seen[1] @ (RATES.max() - RATES))

    def simulate(random: Random, replicates: int) -> float:
        even = ROUNDS * UNITS_PER_ROUND * float((RATES.max() - RATES).mean())
        return sum(lost(random) for _ in range(replicates)) / replicates / even

    return simulate


def _top_two(variants: Sequence[Proportion]) -> list[float]:
    return top_two_weights(thompson_probabilities(variants))


CHECKS = [
    Check(
        "S7 P(better) from .85 to .95, less how often it is",
        40_000,
        (-0.02, 0.02),
        _calibration(PRIOR),
        spread=1.0,
    ),
    Check(
        "S7 P(better) by a prior a hundred times too sure, less that",
        10_000,
        (-0.12, -0.04),
        _calibration(TOO_SURE),
        spread=1.0,
        instead_of=0.0,
    ),
    Check("S7 credible interval: holds", 40_000, (0.9462, 0.9538), _held),
    Check(
        "S7 Thompson: regret over that of equal shares",
        200,
        (0.02, 0.20),
        _regret(thompson_probabilities),
        spread=0.1,
    ),
    Check(
        "S7 top-two Thompson: regret over that of equal shares",
        200,
        (0.5, 0.9),
        _regret(_top_two),
        spread=0.1,
    ),
]
