"""p-values of several comparisons, corrected for their number.

A family is declared before the start: every comparison that could have led to the decision, for
example (variants - 1) x goal metrics. What is undefined stays so and does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import expm1, log1p

from burgee.stats.values import Choice, Undefined, check_alpha, refuse_unless

ROUNDING = 1 + 1e-12  # three times a third of alpha is alpha


class Procedure(Choice):
    """How p-values are corrected. The first four hold the probability of any false rejection of
    the family, the last two the expected share of false ones among the rejections."""

    BONFERRONI = "bonferroni"
    SIDAK = "sidak"
    HOLM = "holm"
    HOCHBERG = "hochberg"
    BENJAMINI_HOCHBERG = "benjamini-hochberg"
    BENJAMINI_YEKUTIELI = "benjamini-yekutieli"


def adjusted_p_values(
    p_values: Sequence[float | Undefined], procedure: Procedure
) -> list[float | Undefined]:
    """The adjusted p-values, in the order of `p_values`: a comparison is rejected at any alpha
    that its own is not above.

    Bonferroni and Holm (1979) and Benjamini-Yekutieli (2001) hold under any dependence; Sidak
    (1967), Hochberg (1988) and Benjamini-Hochberg (1995) under independence and the usual
    positive dependence of variants that share a control. Raises ImpossibleInput for a p-value
    outside [0, 1].

    >>> adjusted_p_values([0.04, 0.01, 0.03, 0.5], Procedure.HOLM)
    [0.09, 0.04, 0.09, 0.5]
    >>> adjusted_p_values([0.01, Undefined("no units came"), 0.5], Procedure.BONFERRONI)[::2]
    [0.02, 1.0]
    """
    defined = [p for p in p_values if not isinstance(p, Undefined)]
    refuse_unless(all(0 <= p <= 1 for p in defined), "a p-value is from 0 to 1")
    order = sorted(range(len(defined)), key=defined.__getitem__)
    corrected = _STEPS[procedure]([defined[each] for each in order])
    by_position = dict(zip(order, corrected, strict=True))
    answers = iter([min(1.0, by_position[each]) for each in range(len(defined))])
    return [p if isinstance(p, Undefined) else next(answers) for p in p_values]


def rejected(
    p_values: Sequence[float | Undefined], procedure: Procedure, alpha: float
) -> list[bool | Undefined]:
    """Which comparisons are rejected at `alpha`, in the order of `p_values`.

    >>> rejected([0.04, 0.01, 0.03], Procedure.BENJAMINI_HOCHBERG, 0.05)
    [True, True, True]
    """
    check_alpha(alpha)
    return [
        p if isinstance(p, Undefined) else p <= alpha * ROUNDING
        for p in adjusted_p_values(p_values, procedure)
    ]


def alpha_each(alpha: float, comparisons: int, procedure: Procedure) -> float:
    """The alpha of each of several intervals that hold all together with 1 - `alpha`, and of each
    comparison when units are planned: Sidak's, else Bonferroni's, which no procedure is below.

    >>> alpha_each(0.05, 5, Procedure.HOLM)
    0.01
    """
    check_alpha(alpha)
    refuse_unless(comparisons >= 1, "a family has at least one comparison")
    if procedure is Procedure.SIDAK:
        return -expm1(log1p(-alpha) / comparisons)
    return alpha / comparisons


def _bonferroni(ascending: Sequence[float]) -> list[float]:
    return [p * len(ascending) for p in ascending]


def _sidak(ascending: Sequence[float]) -> list[float]:
    return [1.0 if p == 1 else -expm1(len(ascending) * log1p(-p)) for p in ascending]


def _holm(ascending: Sequence[float]) -> list[float]:
    most, found = 0.0, []
    for left, p in zip(range(len(ascending), 0, -1), ascending, strict=True):
        most = max(most, p * left)
        found.append(most)
    return found


def _hochberg(ascending: Sequence[float]) -> list[float]:
    return _least_from_above(ascending, [float(left) for left in range(len(ascending), 0, -1)])


def _benjamini_hochberg(ascending: Sequence[float]) -> list[float]:
    number = len(ascending)
    return _least_from_above(ascending, [number / rank for rank in range(1, number + 1)])


def _benjamini_yekutieli(ascending: Sequence[float]) -> list[float]:
    harmonic = sum(1 / rank for rank in range(1, len(ascending) + 1))
    return [p * harmonic for p in _benjamini_hochberg(ascending)]


def _least_from_above(ascending: Sequence[float], factors: Sequence[float]) -> list[float]:
    least, found = 1.0, []
    for p, factor in zip(reversed(ascending), reversed(factors), strict=True):
        least = min(least, p * factor)
        found.append(least)
    return found[::-1]


_STEPS: dict[Procedure, Callable[[Sequence[float]], list[float]]] = {
    Procedure.BONFERRONI: _bonferroni,
    Procedure.SIDAK: _sidak,
    Procedure.HOLM: _holm,
    Procedure.HOCHBERG: _hochberg,
    Procedure.BENJAMINI_HOCHBERG: _benjamini_hochberg,
    Procedure.BENJAMINI_YEKUTIELI: _benjamini_yekutieli,
}
