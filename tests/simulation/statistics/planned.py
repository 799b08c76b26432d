"""S4: whether the planned units reach the planned power."""

from __future__ import annotations

from collections.abc import Callable

from burgee.stats.means import welch
from burgee.stats.moments import Moments
from burgee.stats.planning import plan_sample_size
from burgee.stats.planning_questions import MetricKind, SampleSizeAnswer, SampleSizeQuestion
from burgee.stats.power import Formula
from burgee.stats.proportions import Proportion, proportion_effect
from burgee.stats.spending import SpendingShape
from burgee.stats.values import Estimate
from tests.simulation.statistics.checks import Check, Random
from tests.simulation.statistics.looks import FIFTHS, ever, scales, statistics, z_of

ALPHA = 0.05
EFFECT = 0.1
RATES = (0.10, 0.11)
Simulate = Callable[[Random, int], float]


def _units(question: SampleSizeQuestion) -> int:
    """Of each variant, as planned."""
    found = plan_sample_size(question)
    assert isinstance(found, SampleSizeAnswer)
    return found.units[0]


def _of_rates(rates: tuple[float, float], formula: Formula) -> Simulate:
    """How often the test finds a difference of two rates with the units that the formula gives:
    pooled variance goes with the pooled formula."""
    control, treatment = rates
    question = SampleSizeQuestion(
        baseline=control, absolute_effect=treatment - control, formula=formula
    )

    def is_found(x: int, y: int, units: int) -> bool:
        if formula is Formula.POOLED:
            return abs(z_of(x, y, units)) >= 1.959964
        effect = proportion_effect(control=Proportion(x, units), treatment=Proportion(y, units))
        return isinstance(effect, Estimate) and effect.p_value() <= ALPHA

    def simulate(random: Random, replicates: int) -> float:
        units = _units(question)
        counts = random.binomial(units, rates, (replicates, 2)).tolist()
        return sum(is_found(x, y, units) for x, y in counts) / replicates

    return simulate


def _of_means(random: Random, replicates: int) -> float:
    units = _units(
        SampleSizeQuestion(
            kind=MetricKind.MEAN, baseline=1.0, deviation=1.0, absolute_effect=EFFECT
        )
    )
    means = random.normal((0.0, EFFECT), units**-0.5, (replicates, 2)).tolist()
    squares = random.chisquare(units - 1, (replicates, 2)).tolist()
    found = 0
    for (x, y), (xx, yy) in zip(means, squares, strict=True):
        effect = welch(control=Moments(units, x, xx), treatment=Moments(units, y, yy))
        found += isinstance(effect, Estimate) and effect.p_value() <= ALPHA
    return found / replicates


def _of_looks(sequential: str, shape: SpendingShape, *, is_inflated: bool = True) -> Simulate:
    """How often a sequential design finds a difference, with units planned for it or without."""
    question = SampleSizeQuestion(
        baseline=RATES[0],
        absolute_effect=RATES[1] - RATES[0],
        sequential=sequential if is_inflated else "none",
        looks=len(FIFTHS),
    )

    def simulate(random: Random, replicates: int) -> float:
        units = [round(_units(question) * fraction) for fraction in FIFTHS]
        judged = [scale.p_value for scale in scales(FIFTHS, shape)]
        return ever(statistics(random, replicates, units, RATES), judged)

    return simulate


RIGHT = (0.793, 0.807)
IN_TURN = (0.792, 0.808)
CHECKS = [
    Check(
        "S4 .05 to .06, unpooled: power", 40_000, RIGHT, _of_rates((0.05, 0.06), Formula.UNPOOLED)
    ),
    Check("S4 .05 to .06, pooled: power", 40_000, RIGHT, _of_rates((0.05, 0.06), Formula.POOLED)),
    Check(
        "S4 .10 to .50, pooled, 20 units: power",
        40_000,
        (0.74, 0.90),
        _of_rates((0.10, 0.50), Formula.POOLED),
    ),
    Check("S4 a tenth of a deviation: power", 40_000, RIGHT, _of_means),
    Check(
        "S4 O'Brien-Fleming, 5 looks, units planned so: power",
        40_000,
        IN_TURN,
        _of_looks("obrien_fleming", SpendingShape.OBRIEN_FLEMING),
    ),
    Check(
        "S4 Pocock, 5 looks, units planned so: power",
        40_000,
        IN_TURN,
        _of_looks("pocock", SpendingShape.POCOCK),
    ),
    Check(
        "S4 Pocock, 5 looks, units for one look: power",
        40_000,
        (0.69, 0.74),
        _of_looks("pocock", SpendingShape.POCOCK, is_inflated=False),
        instead_of=0.80,
    ),
]
