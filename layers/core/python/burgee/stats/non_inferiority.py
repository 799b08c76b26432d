"""Whether a treatment does no harm worth mentioning: "not significant" does not say so."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from burgee.stats.values import (
    Alternative,
    Estimate,
    Undefined,
    check_alpha,
    refuse_unless,
)


@dataclass(frozen=True, slots=True)
class NonInferiority:
    """`statistic`: the effect's distance from the margin in standard errors (z, or t). `bound`:
    the end of the one-sided interval on the side of the harm."""

    statistic: float
    p_value: float
    bound: float
    is_non_inferior: bool


@dataclass(frozen=True, slots=True)
class Equivalence:
    """`p_lower`: of an effect at or below -margin; `p_upper`: at or above margin; `p_value`: the
    larger."""

    p_lower: float
    p_upper: float
    p_value: float
    is_equivalent: bool


def non_inferiority(
    effect: Estimate | Undefined,
    *,
    margin: float,
    alpha: float,
    harm: Alternative = Alternative.LESS,
) -> NonInferiority | Undefined:
    """Whether the effect is better than a harm of `margin` (above 0, in the effect's unit).

    `alpha` is one-sided, commonly 0.025. `harm`: LESS where a decrease does harm, GREATER where an
    increase does, such as of a latency. Any estimate goes: `welch`, `proportion_effect`,
    a ratio, an adjusted or a relative effect. Blackwelder (1982), Proving the null
    hypothesis in clinical trials.

    >>> answer = non_inferiority(Estimate(-0.0004, 0.006), margin=0.02, alpha=0.025)
    >>> round(answer.statistic, 4), round(answer.bound, 6), answer.is_non_inferior
    (3.2667, -0.01216, True)
    """
    _check(margin, alpha)
    refuse_unless(harm is not Alternative.TWO_SIDED, "harm has one side: less or greater")
    if isinstance(effect, Undefined):
        return effect
    sign = 1 if harm is Alternative.LESS else -1
    shifted = Estimate(effect.value + sign * margin, effect.se, effect.df)
    better = Alternative.GREATER if harm is Alternative.LESS else Alternative.LESS
    p_value = shifted.p_value(better)
    interval = effect.interval(alpha, better)
    bound = interval.low if harm is Alternative.LESS else interval.high
    return NonInferiority(shifted.ratio, p_value, bound, p_value < alpha)


def equivalence(
    effect: Estimate | Undefined, *, margin: float, alpha: float
) -> Equivalence | Undefined:
    """Whether the effect lies within -margin and margin, by two one-sided tests at `alpha` each.

    Schuirmann (1987), A comparison of the two one-sided tests procedure.

    >>> equivalence(Estimate(0.0, 0.05), margin=0.2, alpha=0.05).is_equivalent
    True
    """
    _check(margin, alpha)
    if isinstance(effect, Undefined):
        return effect
    lower = Estimate(effect.value + margin, effect.se, effect.df).p_value(Alternative.GREATER)
    upper = Estimate(effect.value - margin, effect.se, effect.df).p_value(Alternative.LESS)
    p_value = max(lower, upper)
    return Equivalence(lower, upper, p_value, p_value < alpha)


def _check(margin: float, alpha: float) -> None:
    check_alpha(alpha)
    refuse_unless(margin > 0 and isfinite(margin), f"the margin is above 0, not {margin}")
