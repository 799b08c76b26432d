"""Whether as many units as are planned would find the effect that is looked for.

By the normal approximation with unpooled variances (Chow, Shao, Wang and Lokhnygina, Sample Size
Calculations in Clinical Research, 3rd edition 2017, sections 3.2 and 4.2), for one look at two
equally large variants: what it takes at least. Looks before the end ask for more, which
`POST /api/v1/admin/samplesize` computes. From Python's own library: administration starts
without scipy.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: an `effect` that is relative to `baseline`; `deviation` is of one unit's
    number, None for a rate. `alpha` is of one of the comparisons that are decided on."""

    baseline: float
    effect: float
    deviation: float | None
    alpha: float
    power: float


def units_needed(wanted: Wanted) -> int | None:
    """Units per variant that find the effect with the power that is wanted; None where the
    baseline allows no such effect.

    >>> units_needed(Wanted(0.05, 0.1, None, alpha=0.05, power=0.8))
    31231
    """
    spread = _spread(wanted)
    if spread is None:
        return None
    quantiles = _critical(wanted) + _NORMAL.inv_cdf(wanted.power)
    return ceil((quantiles * spread / _difference(wanted)) ** 2)


def power_of(wanted: Wanted, units: int) -> float:
    """With which probability so many units per variant find the effect; 0 where there is none.

    >>> round(power_of(Wanted(10, 0.05, 4.0, alpha=0.05, power=0.8), 1005), 2)
    0.8
    """
    spread = _spread(wanted)
    if spread is None:
        return 0.0
    return _NORMAL.cdf(_difference(wanted) * sqrt(units) / spread - _critical(wanted))


def _critical(wanted: Wanted) -> float:
    return _NORMAL.inv_cdf(1 - wanted.alpha / 2)


def _difference(wanted: Wanted) -> float:
    return abs(wanted.baseline) * wanted.effect


def _spread(wanted: Wanted) -> float | None:
    """The standard error of the difference, times the root of the units of a variant."""
    if wanted.deviation is not None:
        return sqrt(2) * wanted.deviation if wanted.baseline else None
    other = _other_rate(wanted)
    if other is None:
        return None
    return sqrt(sum(rate * (1 - rate) for rate in (wanted.baseline, other)))


def _other_rate(wanted: Wanted) -> float | None:
    """The treatment's rate: above the baseline, or below where there is no room above."""
    rates = (wanted.baseline * (1 + wanted.effect), wanted.baseline * (1 - wanted.effect))
    return next((rate for rate in rates if 0 < wanted.baseline < 1 and 0 <= rate <= 1), None)
