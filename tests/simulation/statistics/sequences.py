"""S2: looks without an end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from burgee.stats.confidence_sequences import ConfidenceSequence
from burgee.stats.means import welch
from burgee.stats.moments import moments_from_sums
from burgee.stats.msprt import MixtureTest
from burgee.stats.proportions import Proportion, proportion_effect
from burgee.stats.values import Estimate, Undefined
from tests.simulation.statistics.checks import Check, Random
from tests.simulation.statistics.looks import cumulative

ALPHA = 0.05
PEEKS, UNITS_PER_PEEK = 200, 100  # of each variant
ENDS = [UNITS_PER_PEEK * (peek + 1) for peek in range(PEEKS)]
SEQUENCE = ConfidenceSequence.tuned(5000, alpha=ALPHA)
MIXTURE = MixtureTest(0.02**2)
FIRST_OF_REVENUE = 1000

Look = tuple[Estimate, int]  # what is estimated, from how many units of both variants
Errs = Callable[[Estimate, int], bool]


def _rate_looks(random: Random, replicates: int, effect: float) -> Iterator[Iterator[Look]]:
    control, treatment = cumulative(random, replicates, ENDS, (0.10, 0.10 + effect))
    for before, after in zip(control.tolist(), treatment.tolist(), strict=True):
        yield _known(
            (proportion_effect(control=Proportion(x, n), treatment=Proportion(y, n)), 2 * n)
            for x, y, n in zip(before, after, ENDS, strict=True)
        )


def _known(looks: Iterable[tuple[Estimate | Undefined, int]]) -> Iterator[Look]:
    return ((effect, n) for effect, n in looks if isinstance(effect, Estimate))


def _ever(errs: Errs, effect: float = 0.0) -> Callable[[Random, int], float]:
    """How often one look or another is wrong about two rates."""

    def simulate(random: Random, replicates: int) -> float:
        runs = _rate_looks(random, replicates, effect)
        return sum(any(errs(*look) for look in looks) for looks in runs) / replicates

    return simulate


def _misses(truth: float) -> Errs:
    return lambda effect, n: truth not in SEQUENCE.interval(effect, n, alpha=ALPHA)


def _revenue(random: Random) -> list[tuple[float, float]]:
    """Sums and sums of squares at each look, of units of which nine in ten buy nothing."""
    units = ENDS[-1]
    bought = np.where(random.random(units) < 0.1, random.lognormal(0, 1.5, units), 0.0)
    totals, squares = (
        each.cumsum()[UNITS_PER_PEEK - 1 :: UNITS_PER_PEEK] for each in (bought, bought * bought)
    )
    return list(zip(totals.tolist(), squares.tolist(), strict=True))


def _revenue_looks(random: Random) -> Iterator[Look]:
    sums = zip(ENDS, _revenue(random), _revenue(random), strict=True)
    return _known(
        (welch(control=moments_from_sums(n, *x), treatment=moments_from_sums(n, *y)), 2 * n)
        for n, x, y in sums
        if 2 * n >= FIRST_OF_REVENUE
    )


def _ever_of_revenue(random: Random, replicates: int) -> float:
    errs = _misses(0.0)
    runs = (_revenue_looks(random) for _ in range(replicates))
    return sum(any(errs(*look) for look in looks) for looks in runs) / replicates


RIGHT = (0.005, 0.062)
CHECKS = [
    Check("S2 confidence sequence, 200 looks: ever excludes 0", 4000, RIGHT, _ever(_misses(0.0))),
    Check(
        "S2 confidence sequence, 200 looks: ever misses the truth",
        4000,
        RIGHT,
        _ever(_misses(0.02), 0.02),
    ),
    Check(
        "S2 confidence sequence of revenue: ever excludes 0", 1500, (0.0, 0.070), _ever_of_revenue
    ),
    Check(
        "S2 mixture test, 200 looks: ever below alpha",
        4000,
        RIGHT,
        _ever(lambda effect, _: MIXTURE.p_value(effect) < ALPHA),
    ),
    Check(
        "S2 z at each of 200 looks: ever below alpha",
        4000,
        (0.35, 0.60),
        _ever(lambda effect, _: effect.p_value() < ALPHA),
        instead_of=0.05,
    ),
]
