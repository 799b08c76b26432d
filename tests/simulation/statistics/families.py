"""S6: several comparisons at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from burgee.stats.distributions import normal_tail
from burgee.stats.multiplicity import Procedure, rejected
from tests.simulation.statistics.checks import Check, Random

ALPHA = 0.05
COMPARISONS, TRUE, EFFECT = 20, 5, 3.0
TREATMENTS = 9
REPLICATES = 20_000


def _p_values(z: list[float]) -> list[float]:
    return [2 * normal_tail(abs(each)) for each in z]


def _some_true(random: Random, replicates: int) -> list[list[float]]:
    """p-values of which the first few belong to effects."""
    means = np.where(np.arange(COMPARISONS) < TRUE, EFFECT, 0.0)
    z = random.standard_normal((replicates, COMPARISONS)) + means
    return [_p_values(row) for row in z.tolist()]


def _one_control(random: Random, replicates: int) -> list[list[float]]:
    """p-values of treatments without an effect, against one control."""
    means = random.standard_normal((replicates, TREATMENTS + 1))
    z = (means[:, 1:] - means[:, :1]) / np.sqrt(2)
    return [_p_values(row) for row in z.tolist()]


def _false_share(random: Random, replicates: int) -> float:
    """The mean share of false rejections among all."""
    shares = []
    for p_values in _some_true(random, replicates):
        found = rejected(p_values, Procedure.BENJAMINI_HOCHBERG, ALPHA)
        shares.append(sum(map(bool, found[TRUE:])) / max(1, sum(map(bool, found))))
    return float(np.mean(shares))


def _any_false(procedure: Procedure) -> Callable[[Random, int], float]:
    def simulate(random: Random, replicates: int) -> float:
        return (
            sum(
                any(rejected(p_values, procedure, ALPHA)[TRUE:])
                for p_values in _some_true(random, replicates)
            )
            / replicates
        )

    return simulate


def _any_of_nine(random: Random, replicates: int) -> float:
    return (
        sum(
            any(rejected(p_values, Procedure.BENJAMINI_HOCHBERG, ALPHA))
            for p_values in _one_control(random, replicates)
        )
        / replicates
    )


def _any_uncorrected(random: Random, replicates: int) -> float:
    found = _one_control(random, replicates)
    return sum(min(p_values) <= ALPHA for p_values in found) / replicates


CHECKS = [
    Check(
        "S6 Benjamini-Hochberg, 5 of 20 true: false among found",
        REPLICATES,
        (0.0352, 0.0398),
        _false_share,
        spread=0.093,
    ),
    Check(
        "S6 Holm, 5 of 20 true: any false", REPLICATES, (0.02, 0.055), _any_false(Procedure.HOLM)
    ),
    Check(
        "S6 Bonferroni, 5 of 20 true: any false",
        REPLICATES,
        (0.032, 0.0415),
        _any_false(Procedure.BONFERRONI),
    ),
    Check(
        "S6 Benjamini-Hochberg, 9 treatments without effect: any",
        REPLICATES,
        (0.015, 0.055),
        _any_of_nine,
    ),
    Check(
        "S6 uncorrected, 9 treatments without effect: any",
        REPLICATES,
        (0.22, 0.33),
        _any_uncorrected,
        instead_of=0.05,
    ),
]
