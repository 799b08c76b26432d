"""S5: alarms about the shares of the variants."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from burgee.stats.sample_ratio import sample_ratio, sequential_sample_ratio
from tests.simulation.statistics.checks import Check, Random

SPLITS = {"2": [1, 1], "3": [1, 1, 1], "10": [1] * 10, "90:10": [90, 10]}
UNITS = 10_000
RIGHT = {0.01: (0.0091, 0.0109), 0.001: (0.0007, 0.0013)}
PEEKS, UNITS_PER_PEEK = 200, 1000
PEEKING_ALPHA = 0.01


def _p_value(observed: list[int], weights: list[int]) -> float:
    found = sample_ratio(observed, weights).p_value
    assert isinstance(found, float)
    return found


def _alarms(
    weights: list[int], alpha: float, shares: tuple[float, ...] = (), units: int = UNITS
) -> Callable[[Random, int], float]:
    """How often the test alarms where units come in `shares`; by plan unless they are given."""

    def simulate(random: Random, replicates: int) -> float:
        truth = shares or np.array(weights) / sum(weights)
        counts = random.multinomial(units, truth, replicates).tolist()
        return sum(_p_value(row, weights) < alpha for row in counts) / replicates

    return simulate


def _peeking(p_value: Callable[[list[int]], float]) -> Callable[[Random, int], float]:
    """How often one of many looks alarms, of units that come by plan."""

    def simulate(random: Random, replicates: int) -> float:
        alarmed = 0
        for _ in range(replicates):
            control = random.binomial(UNITS_PER_PEEK, 0.5, PEEKS).cumsum().tolist()
            rows = ([x, (peek + 1) * UNITS_PER_PEEK - x] for peek, x in enumerate(control))
            alarmed += any(p_value(row) < PEEKING_ALPHA for row in rows)
        return alarmed / replicates

    return simulate


CHECKS = [
    *(
        Check(
            f"S5 shares of {name} at {alpha}: false alarms",
            200_000,
            RIGHT[alpha],
            _alarms(weights, alpha),
        )
        for name, weights in SPLITS.items()
        for alpha in RIGHT
    ),
    Check(
        "S5 50.6 : 49.4 of 100,000 at 0.001: alarms",
        20_000,
        (0.66, 0.72),
        _alarms([1, 1], 0.001, (0.506, 0.494), 100_000),
    ),
    Check(
        "S5 sequential, 200 looks: false alarms",
        5000,
        (0.0005, 0.015),
        _peeking(lambda row: sequential_sample_ratio(row, [1, 1]).p_value),
    ),
    Check(
        "S5 chi-square at each of 200 looks: false alarms",
        5000,
        (0.08, 0.20),
        _peeking(lambda row: _p_value(row, [1, 1])),
        instead_of=0.01,
    ),
]
