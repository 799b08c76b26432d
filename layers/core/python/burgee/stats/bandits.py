"""Shares of traffic that follow what was learned.

Where shares followed results, units of different days met different shares: ordinary p-values do
not hold, and effects are compared within times of equal shares and put together (`strata`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, inf, isfinite, log, sqrt

from burgee.stats.bayes_beta import UNIFORM, Beta, rates_to_be_best
from burgee.stats.proportions import Proportion
from burgee.stats.values import Undefined, check_counts, refuse_unless

BURN_IN = 100  # units of each variant before shares follow results
LEAST_SHARE = 0.01
_UNPLAYED = Undefined("no unit met this variant")


@dataclass(frozen=True, slots=True)
class UpperBounds:
    """`index`: each variant's upper confidence bound; `choose`: the position of the next one."""

    index: tuple[float | Undefined, ...]
    choose: int


def thompson_probabilities(variants: Sequence[Proportion], prior: Beta = UNIFORM) -> list[float]:
    """The probability of each variant to be the best, given the same `prior` for every rate: the
    shares of Thompson sampling (1933), by quadrature, so that they are the same on every call.

    >>> variants = [Proportion(10, 100), Proportion(16, 100)]
    >>> [round(each, 4) for each in thompson_probabilities(variants)]
    [0.1071, 0.8929]
    """
    return list(rates_to_be_best([prior.after(each) for each in variants]))


def top_two_weights(probabilities: Sequence[float], beta: float = 0.5) -> list[float]:
    """The shares of top-two Thompson sampling (Russo 2020): the best of a draw with probability
    `beta`, else the best of the draws in which another one is.

    Where one variant is surely the best, the others have equal shares of the rest. Raises
    ImpossibleInput unless the probabilities add up to 1 and 0 <= beta <= 1.

    >>> [round(each, 4) for each in top_two_weights([0.7, 0.2, 0.1])]
    [0.4764, 0.3444, 0.1792]
    """
    _check_shares(probabilities)
    refuse_unless(0 <= beta <= 1, f"beta is from 0 to 1, not {beta}")
    if len(probabilities) == 1:
        return [1.0]
    others = _sums_of_others(probabilities)
    if 0.0 in others:
        rest = (1 - beta) / (len(probabilities) - 1)
        return [rest if other else beta for other in others]
    odds = [p / other for p, other in zip(probabilities, others, strict=True)]
    return [
        p * (beta + (1 - beta) * other)
        for p, other in zip(probabilities, _sums_of_others(odds), strict=True)
    ]


def ucb1(rewards: Sequence[float], units: Sequence[int]) -> UpperBounds:
    """UCB1 (Auer, Cesa-Bianchi, Fischer 2002): mean + sqrt(2 ln N / n) for rewards from 0 to 1.
    A variant that nobody met has no bound and is next, the first of several.

    >>> ucb1([40, 55, 12], [100, 110, 20]).choose
    2
    """
    refuse_unless(len(rewards) == len(units) > 0, "each variant has a reward and units")
    refuse_unless(all(map(isfinite, rewards)), "rewards are finite numbers")
    check_counts(*units)
    pairs = list(zip(rewards, units, strict=True))
    refuse_unless(all(n or not reward for reward, n in pairs), "no rewards come from no units")
    total = sum(units)
    index = tuple(reward / n + sqrt(2 * log(total) / n) if n else _UNPLAYED for reward, n in pairs)
    bounds = [inf if isinstance(bound, Undefined) else bound for bound in index]
    return UpperBounds(index, bounds.index(max(bounds)))


def epsilon_greedy_weights(means: Sequence[float], epsilon: float) -> list[float]:
    """`epsilon` shared by all variants, the rest by the best ones (Sutton and Barto 2018).

    >>> [round(each, 6) for each in epsilon_greedy_weights([0.2, 0.2, 0.1], 0.3)]
    [0.45, 0.45, 0.1]
    """
    refuse_unless(len(means) > 0, "it takes at least one variant")
    refuse_unless(all(map(isfinite, means)), "means are finite numbers")
    refuse_unless(0 <= epsilon <= 1, f"epsilon is from 0 to 1, not {epsilon}")
    best = max(means)
    each = epsilon / len(means)
    more = (1 - epsilon) / sum(mean == best for mean in means)
    return [each + more if mean == best else each for mean in means]


def with_least_share(weights: Sequence[float], least: float = LEAST_SHARE) -> list[float]:
    """The shares, none below `least`; those above give in proportion to what they have more.

    >>> [round(each, 6) for each in with_least_share([0.995, 0.005, 0.0])]
    [0.98, 0.01, 0.01]
    """
    _check_shares(weights)
    refuse_unless(0 <= least * len(weights) <= 1, "the least shares add up to 1 at most")
    missing = fsum(max(0.0, least - weight) for weight in weights)
    spare = fsum(max(0.0, weight - least) for weight in weights)
    kept = 1 - missing / spare if spare else 1.0
    return [least + max(0.0, weight - least) * kept for weight in weights]


def thompson_weights(variants: Sequence[Proportion]) -> list[float]:
    """Shares for the next units: equal until every variant has `BURN_IN` units, then the top two's,
    none below `LEAST_SHARE`.

    >>> thompson_weights([Proportion(5, 99), Proportion(50, 1000)])
    [0.5, 0.5]
    """
    if any(each.n < BURN_IN for each in variants):
        return [1 / len(variants)] * len(variants)
    return with_least_share(top_two_weights(thompson_probabilities(variants)))


def _check_shares(shares: Sequence[float]) -> None:
    refuse_unless(all(share >= 0 for share in shares), "a share is 0 or above")
    refuse_unless(abs(fsum(shares) - 1) < 1e-6, "shares add up to 1")


def _sums_of_others(numbers: Sequence[float]) -> list[float]:
    return [
        fsum(other for at, other in enumerate(numbers) if at != place)
        for place in range(len(numbers))
    ]
