"""S9: tests of several variants, of ranks and of counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from burgee.stats.anomalies import count_anomaly
from burgee.stats.anova import Anova, classical_anova, welch_anova
from burgee.stats.distributions import normal_tail
from burgee.stats.moments import Moments
from burgee.stats.ranks import kolmogorov_smirnov, mann_whitney
from burgee.stats.values import Undefined
from tests.simulation.statistics.checks import Check, Random
from tests.simulation.statistics.looks import z_of

ALPHA = 0.05
SIZES, DEVIATIONS = np.array([200, 100, 50]), np.array([1.0, 2.0, 4.0])
BINS = (0.4, 0.25, 0.2, 0.1, 0.05)
EXPECTED, BUDGET = 50.0, 0.001
UNITS = 8000  # so many that two variants seldom have equal counts


def _is_rejected(p_value: float | Undefined) -> bool:
    return isinstance(p_value, float) and p_value <= ALPHA


def _of_variants(test: Callable[[Sequence[Moments]], Anova]) -> Callable[[Random, int], float]:
    """Three variants with one mean; the smaller, the more they vary."""

    def simulate(random: Random, replicates: int) -> float:
        shape = (replicates, len(SIZES))
        means = random.normal(0.0, DEVIATIONS / np.sqrt(SIZES), shape).tolist()
        squares = (random.chisquare(SIZES - 1, shape) * DEVIATIONS**2).tolist()
        found = 0
        for mean, square in zip(means, squares, strict=True):
            parts = zip(SIZES.tolist(), mean, square, strict=True)
            found += _is_rejected(test([Moments(*part) for part in parts]).p_value)
        return found / replicates

    return simulate


def _of_bins(
    p_value: Callable[[list[int], list[int]], float | Undefined],
) -> Callable[[Random, int], float]:
    def simulate(random: Random, replicates: int) -> float:
        pairs = random.multinomial(500, BINS, (replicates, 2)).tolist()
        return sum(_is_rejected(p_value(*pair)) for pair in pairs) / replicates

    return simulate


def _mann_whitney(control: list[int], treatment: list[int]) -> float | Undefined:
    return mann_whitney(range(len(BINS)), control=control, treatment=treatment).p_value


def _kolmogorov_smirnov(control: list[int], treatment: list[int]) -> float | Undefined:
    return kolmogorov_smirnov(range(len(BINS)), control=control, treatment=treatment).p_value


def _count_alarms(random: Random, replicates: int) -> float:
    alarms = 0
    for observed in random.poisson(EXPECTED, replicates).tolist():
        found = count_anomaly(observed, EXPECTED)
        alarms += min(found.p_lower, found.p_upper) < BUDGET / 2
    return alarms / replicates


def _distance(spread: float) -> Callable[[Random, int], float]:
    """How far p-values of experiments without an effect are from uniform ones (Kolmogorov);
    `spread`: by how much their z is stretched."""

    def simulate(random: Random, replicates: int) -> float:
        counts = random.binomial(UNITS, 0.10, (replicates, 2)).tolist()
        ordered = np.sort([2 * normal_tail(abs(z_of(x, y, UNITS)) * spread) for x, y in counts])
        ranks = np.arange(replicates + 1) / replicates
        return float(max((ranks[1:] - ordered).max(), (ordered - ranks[:-1]).max()))

    return simulate


CHECKS = [
    Check(
        "S9 Welch's ANOVA, unequal variances: false alarms",
        20_000,
        (0.043, 0.057),
        _of_variants(welch_anova),
    ),
    Check(
        "S9 classical ANOVA, unequal variances: false alarms",
        20_000,
        (0.12, 0.35),
        _of_variants(classical_anova),
        instead_of=0.05,
    ),
    Check("S9 Mann-Whitney, 5 bins: false alarms", 4000, (0.038, 0.062), _of_bins(_mann_whitney)),
    Check(
        "S9 Kolmogorov-Smirnov, 5 bins: false alarms",
        4000,
        (0.0, 0.05),
        _of_bins(_kolmogorov_smirnov),
    ),
    Check("S9 counts of 50 at 0.001: false alarms", 200_000, (0.0002, 0.001), _count_alarms),
    Check(
        "S9 p-values without an effect: distance to uniform",
        20_000,
        (0.0, 0.02),
        _distance(1.0),
        spread=0.5,
    ),
    Check(
        "S9 z a fifth too large: distance to uniform",
        20_000,
        (0.06, 0.20),
        _distance(1.2),
        spread=0.5,
        instead_of=0.0,
    ),
]
