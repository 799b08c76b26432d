"""Two variants compared by the order of their units' numbers, from counts per number.

As long as there are bins, however many units are in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

from burgee.stats.distributions import kolmogorov_tail, normal_tail
from burgee.stats.histograms import Histogram
from burgee.stats.values import Alternative, Undefined, check_counts, refuse_unless


@dataclass(frozen=True, slots=True)
class MannWhitney:
    """`u_treatment`: the pairs of units, one of each variant, in which the treatment's number is
    the greater; equal ones count half. `prob_superiority`: their share of all pairs."""

    u_treatment: float
    prob_superiority: float | Undefined
    p_value: float | Undefined


@dataclass(frozen=True, slots=True)
class KolmogorovSmirnov:
    """`statistic`: the greatest distance of the two cumulative shares."""

    statistic: float | Undefined
    p_value: float | Undefined


def mann_whitney(
    values: Sequence[float],
    *,
    control: Sequence[int],
    treatment: Sequence[int],
    alternative: Alternative = Alternative.TWO_SIDED,
) -> MannWhitney:
    """The test of Mann and Whitney (1947) that neither variant tends to greater numbers, normal
    approximation with tie and continuity correction. `control` and `treatment`: units per value.

    It is no test of means. Undefined without units in a variant or where all numbers are equal.
    Raises ImpossibleInput for lengths that differ and for what is no count.

    >>> answer = mann_whitney([0, 1, 5], control=[90, 5, 5], treatment=[80, 10, 10])
    >>> answer.u_treatment, round(answer.prob_superiority, 4), round(answer.p_value, 4)
    (5500.0, 0.55, 0.0492)
    """
    counts = list(_ascending(values, control, treatment))
    pairs = sum(control) * sum(treatment)
    twice, below = 0, 0
    for first, second in counts:
        twice += second * (2 * below + first)
        below += first
    if not pairs:
        return MannWhitney(0.0, Undefined(_NO_UNITS), Undefined(_NO_UNITS))
    spread = _spread(counts, pairs)
    p_value = _p_value(twice - pairs, spread, alternative) if spread else Undefined(_TIED)
    return MannWhitney(twice / 2, twice / (2 * pairs), p_value)


def kolmogorov_smirnov(
    values: Sequence[float], *, control: Sequence[int], treatment: Sequence[int]
) -> KolmogorovSmirnov:
    """The test that both variants have one distribution (Smirnov 1939), by Kolmogorov's limit.

    With numbers in bins, or equal ones, it finds differences less often than alpha allows.
    Undefined and refused as `mann_whitney` says, but that equal numbers are p = 1.

    >>> answer = kolmogorov_smirnov([0, 1, 5], control=[90, 5, 5], treatment=[80, 10, 10])
    >>> answer.statistic, round(answer.p_value, 4)
    (0.1, 0.6994)
    """
    counts = list(_ascending(values, control, treatment))
    n_control, n_treatment = sum(control), sum(treatment)
    if not (n_control and n_treatment):
        return KolmogorovSmirnov(Undefined(_NO_UNITS), Undefined(_NO_UNITS))
    apart, greatest = 0, 0
    for first, second in counts:
        apart += second * n_control - first * n_treatment
        greatest = max(greatest, abs(apart))
    statistic = greatest / (n_control * n_treatment)
    effective = n_control * n_treatment / (n_control + n_treatment)
    return KolmogorovSmirnov(statistic, kolmogorov_tail(sqrt(effective) * statistic))


def shared_bins(
    *, control: Histogram, treatment: Histogram
) -> tuple[list[float], list[int], list[int]]:
    """Bins of two histograms over the same edges: where each begins, and its units of either.

    >>> from burgee.stats.histograms import histogram_of
    >>> shared_bins(control=histogram_of([(0, 0, 9)]), treatment=histogram_of([(2, 3, 5)]))
    ([0.0, 2.0], [9, 0], [0, 5])
    """
    first = dict(zip(control.lows, control.units, strict=True))
    second = dict(zip(treatment.lows, treatment.units, strict=True))
    lows = sorted({*first, *second})
    return lows, [first.get(low, 0) for low in lows], [second.get(low, 0) for low in lows]


_NO_UNITS = "a variant has no units"
_TIED = "all units have the same number"


def _ascending(
    values: Sequence[float], control: Sequence[int], treatment: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Units of control and treatment per value, least value first."""
    refuse_unless(
        len(values) == len(control) == len(treatment), "each value has a count in both variants"
    )
    refuse_unless(all(map(isfinite, values)), "values are finite numbers")
    check_counts(*control, *treatment)
    found: dict[float, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for value, first, second in zip(values, control, treatment, strict=True):
        before = found[value]
        found[value] = (before[0] + int(first), before[1] + int(second))
    return (found[value] for value in sorted(found))


def _spread(counts: Sequence[tuple[int, int]], pairs: int) -> float:
    """The standard deviation of U under no difference, exact until the last step."""
    n = sum(first + second for first, second in counts)
    ties = sum((first + second) ** 3 - (first + second) for first, second in counts)
    return sqrt(int(pairs) * (n**3 - n - ties) / (12 * n * (n - 1)))


def _p_value(twice_off: int, spread: float, alternative: Alternative) -> float:
    off = {
        Alternative.TWO_SIDED: abs(twice_off),
        Alternative.GREATER: twice_off,
        Alternative.LESS: -twice_off,
    }[alternative]
    tail = normal_tail((off - 1) / 2 / spread)
    return min(1.0, 2 * tail) if alternative is Alternative.TWO_SIDED else tail
