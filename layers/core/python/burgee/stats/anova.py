"""Several means at once: whether any variant differs, as a summary before the comparisons that
were planned, never as their gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from burgee.stats.distributions import f_tail
from burgee.stats.moments import Moments, merged
from burgee.stats.values import Undefined


@dataclass(frozen=True, slots=True)
class Anova:
    """An F test that all variants have one mean. `eta_squared`: the share of the units' variation
    that lies between the variants."""

    f: float | Undefined
    df_between: int
    df_within: float | Undefined
    p_value: float | Undefined
    eta_squared: float | Undefined


def welch_anova(variants: Sequence[Moments]) -> Anova:
    """Welch's F (1951), which lets every variant have its own variance: the one to use.

    Variants without units are left out. Undefined below 2 variants, and where one has fewer than
    2 units or no variance.

    >>> three = [Moments(30, 5.0, 90.0), Moments(28, 5.7, 95.9), Moments(33, 4.7, 102.0)]
    >>> answer = welch_anova(three)
    >>> round(answer.f, 4), answer.df_between, round(answer.df_within, 2), round(answer.p_value, 4)
    (2.2668, 2, 57.77, 0.1128)
    """
    groups = [each for each in variants if each.n]
    weights = _weights(groups)
    if isinstance(weights, Undefined):
        return Anova(weights, len(groups) - 1, weights, weights, _eta_squared(groups))
    number, whole = len(groups), fsum(weights)
    shares = [weight / whole for weight in weights]
    mean = fsum(share * each.mean for share, each in zip(shares, groups, strict=True))
    between = fsum(
        weight * (each.mean - mean) ** 2 for weight, each in zip(weights, groups, strict=True)
    )
    lost = fsum((1 - share) ** 2 / (each.n - 1) for share, each in zip(shares, groups, strict=True))
    f = between / (number - 1) / (1 + 2 * (number - 2) / (number**2 - 1) * lost)
    df_within = (number**2 - 1) / (3 * lost)
    p_value = f_tail(f, number - 1, df_within)
    return Anova(f, number - 1, df_within, p_value, _eta_squared(groups))


def classical_anova(variants: Sequence[Moments]) -> Anova:
    """Fisher's F (1925), for variants of one variance; where variances and sizes differ it is
    wrong, and `welch_anova` right.

    Variants without units are left out. Undefined below 2 variants, without a unit to spare, and
    where no unit differs from another of its variant.

    >>> answer = classical_anova([Moments(30, 5.0, 90.0), Moments(28, 5.7, 95.9)])
    >>> round(answer.f, 4), answer.df_between, answer.df_within, round(answer.p_value, 4)
    (2.1377, 1, 56, 0.1493)
    """
    groups = [each for each in variants if each.n]
    df_between, df_within = len(groups) - 1, sum(each.n for each in groups) - len(groups)
    missing = _missing(groups, df_within)
    if missing is not None:
        return Anova(missing, df_between, df_within, missing, _eta_squared(groups))
    within = fsum(each.m2 for each in groups)
    f = _between(groups) / df_between / (within / df_within)
    return Anova(f, df_between, df_within, f_tail(f, df_between, df_within), _eta_squared(groups))


def _weights(groups: Sequence[Moments]) -> list[float] | Undefined:
    if len(groups) < 2:
        return Undefined("there are fewer than 2 variants with units")
    weights = []
    for each in groups:
        variance = each.variance
        if isinstance(variance, Undefined):
            return variance
        if not variance:
            return Undefined("in a variant no unit differs from another")
        weights.append(each.n / variance)
    return weights


def _missing(groups: Sequence[Moments], df_within: int) -> Undefined | None:
    if len(groups) < 2:
        return Undefined("there are fewer than 2 variants with units")
    if not df_within:
        return Undefined("no variant has more than one unit")
    lost = (each.variance for each in groups if each.n > 1)
    without = next((each for each in lost if isinstance(each, Undefined)), None)
    if without is None and not any(each.m2 for each in groups):
        return Undefined("no unit differs from another of its variant")
    return without


def _eta_squared(groups: Sequence[Moments]) -> float | Undefined:
    whole = merged(*groups).m2
    return _between(groups) / whole if whole else Undefined("no unit differs from another")


def _between(groups: Sequence[Moments]) -> float:
    mean = merged(*groups).mean
    return fsum(each.n * (each.mean - mean) ** 2 for each in groups)
