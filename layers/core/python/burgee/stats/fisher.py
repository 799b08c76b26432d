"""Fisher's exact test of two rates."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from burgee.stats.proportions import Proportion, rate_difference
from burgee.stats.values import Alternative, Undefined

Logs = NDArray[np.float64]

_TIE = 1e-9  # relative: tables this close in probability count as equally probable
_REACH = 45  # standard deviations, and
_MARGIN = 1000  # tables, beyond which no probability is left in floating numbers


def fisher_exact_test(
    *,
    control: Proportion,
    treatment: Proportion,
    alternative: Alternative = Alternative.TWO_SIDED,
) -> float | Undefined:
    """The p-value: given how many units converted in all, the probability of a split at least as
    extreme as the one seen. Two-sided: of all splits that are not more probable.

    1 if all units or none converted, as there is one split only. Takes up to 0.1 s at 10^9
    units. Fisher (1935), The logic of inductive inference.

    >>> p_value = fisher_exact_test(control=Proportion(1, 30), treatment=Proportion(8, 32))
    >>> round(p_value, 6)
    0.026875
    """
    apart = rate_difference(control=control, treatment=treatment)
    if isinstance(apart, Undefined):
        return apart
    logs, seen = _splits(control, treatment)
    if not 0 <= seen < len(logs):
        is_likely = alternative is (Alternative.LESS if seen > 0 else Alternative.GREATER)
        return float(is_likely)
    weights = np.exp(logs - logs.max())
    return float(weights[_counted(logs, seen, alternative)].sum() / weights.sum())


def _counted(logs: Logs, seen: int, alternative: Alternative) -> NDArray[np.bool_]:
    positions = np.arange(len(logs))
    if alternative is Alternative.GREATER:
        return positions >= seen
    if alternative is Alternative.LESS:
        return positions <= seen
    is_rare: NDArray[np.bool_] = logs <= logs[seen] + _TIE
    return is_rare


def _splits(control: Proportion, treatment: Proportion) -> tuple[Logs, int]:
    """The logarithms of the weights of all splits that have any, by the treatment's successes, and
    which of them was seen; outside of them if that one has none.

    By the ratios of neighbours, from each of which little is lost; gamma functions of 10^9
    would leave five digits.
    """
    others, n = int(control.n), int(treatment.n)
    converted = int(control.successes + treatment.successes)
    low, high = _window(others, n, converted)
    k = np.arange(low, high, dtype=np.float64)
    up = (converted - k) * (n - k)
    down = (k + 1) * (others - converted + k + 1)
    logs = np.concatenate(([0.0], np.cumsum(np.log(up / down))))
    return logs, int(treatment.successes) - low


def _window(others: int, n: int, converted: int) -> tuple[int, int]:
    units = others + n
    variance = converted * (units - converted) * n * others / (units**2 * max(1, units - 1))
    reach = int(_REACH * sqrt(variance)) + _MARGIN
    likeliest = (converted + 1) * (n + 1) // (units + 2)
    return (
        max(0, converted - others, likeliest - reach),
        min(n, converted, likeliest + reach),
    )
