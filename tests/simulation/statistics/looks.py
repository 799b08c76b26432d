"""S1: looks by a group sequential design; what is wrong with judging each look for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from burgee.stats.distributions import normal_tail
from burgee.stats.group_sequential import LookScale, Schedule, look_scale
from burgee.stats.proportions import Proportion, ProportionTest, two_proportion_z_test
from burgee.stats.spending import Spending, SpendingShape
from tests.simulation.statistics.checks import Check, Random

Counts = NDArray[np.int64]
ALPHA = 0.05
FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)
UNEVEN = (0.1, 0.3, 0.6, 1.0)


def scales(fractions: Sequence[float], shape: SpendingShape) -> list[LookScale]:
    """What each look is judged by, given the looks before it."""
    return [
        look_scale(Schedule.planned(fractions[: look + 1], planned=1.0), Spending(shape))
        for look in range(len(fractions))
    ]


def cumulative(
    random: Random, replicates: int, units: Sequence[int], rates: tuple[float, float]
) -> list[Counts]:
    """Successes of control and treatment up to each look; `units` are cumulative too."""
    more = np.diff((0, *units))
    return [random.binomial(more, rate, (replicates, len(units))).cumsum(axis=1) for rate in rates]


def z_of(control: int, treatment: int, units: int) -> float:
    """The statistic of two variants with as many units each."""
    test = two_proportion_z_test(
        control=Proportion(control, units), treatment=Proportion(treatment, units)
    )
    return test.z if isinstance(test, ProportionTest) else 0.0


def statistics(
    random: Random, replicates: int, units: Sequence[int], rates: tuple[float, float]
) -> list[list[float]]:
    """z of each replicate, at each look."""
    control, treatment = cumulative(random, replicates, units, rates)
    return [
        [z_of(x, y, n) for x, y, n in zip(before, after, units, strict=True)]
        for before, after in zip(control.tolist(), treatment.tolist(), strict=True)
    ]


def ever(found: Sequence[Sequence[float]], p_values: Sequence[Callable[[float], float]]) -> float:
    """The share of replicates with a look whose p-value is at most alpha."""
    stopped = sum(
        any(p_value(z) <= ALPHA for p_value, z in zip(p_values, row, strict=True)) for row in found
    )
    return stopped / len(found)


def _five_looks(random: Random, replicates: int) -> list[list[float]]:
    units = [round(4000 * fraction) for fraction in FIFTHS]
    return statistics(random, replicates, units, (0.10, 0.10))


def _with(shape: SpendingShape) -> Callable[[Random, int], float]:
    def simulate(random: Random, replicates: int) -> float:
        judged = [scale.p_value for scale in scales(FIFTHS, shape)]
        return ever(_five_looks(random, replicates), judged)

    return simulate


def _uneven(random: Random, replicates: int) -> float:
    units = [round(8000 * fraction) for fraction in UNEVEN]
    found = statistics(random, replicates, units, (0.05, 0.05))
    return ever(found, [scale.p_value for scale in scales(UNEVEN, SpendingShape.OBRIEN_FLEMING)])


def _each_for_itself(random: Random, replicates: int) -> float:
    naive = [lambda z: 2 * normal_tail(abs(z))] * len(FIFTHS)
    return ever(_five_looks(random, replicates), naive)


RIGHT = (0.0462, 0.0538)
CHECKS = [
    Check(
        "S1 O'Brien-Fleming, 5 looks: false alarms",
        40_000,
        RIGHT,
        _with(SpendingShape.OBRIEN_FLEMING),
    ),
    Check("S1 Pocock, 5 looks: false alarms", 40_000, RIGHT, _with(SpendingShape.POCOCK)),
    Check("S1 O'Brien-Fleming, uneven looks: false alarms", 40_000, RIGHT, _uneven),
    Check(
        "S1 1.96 at each of 5 looks: false alarms",
        40_000,
        (0.136, 0.148),
        _each_for_itself,
        instead_of=0.05,
    ),
]
