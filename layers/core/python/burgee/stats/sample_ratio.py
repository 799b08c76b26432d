"""Whether the variants have the units that their weights promise.

A sample ratio mismatch says that units were lost, counted twice or sorted by something, and with
them every comparison. Both tests are of one epoch of weights: of units that met the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, inf, isfinite, lgamma, log, pi

from burgee.stats.deviances import deviance, stirling_error
from burgee.stats.distributions import chi_square_tail
from burgee.stats.values import Undefined, check_counts, refuse_unless

_HALF_LOG_TAU = log(2 * pi) / 2
# Shares off by about half a percentage point, as when something loses units, and by up to 5 and
# more, as when something is broken: a mean over all of them sees each nearly as soon as its own.
CONCENTRATIONS = (100.0, 1_000.0, 10_000.0)


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """Pearson's test of the planned shares, for one look. `expected`: units by plan, in order.
    `unplanned`: units in variants of weight 0, which the test does not see: there should be none.
    """

    chi2: float | Undefined
    df: int
    p_value: float | Undefined
    expected: tuple[float, ...]
    unplanned: int


@dataclass(frozen=True, slots=True)
class SequentialSampleRatio:
    """Evidence against the planned shares that may be looked at after every unit.

    The p-value is that of this look: it may rise again, and the least so far is valid too.
    """

    log_bayes_factor: float
    p_value: float


def sample_ratio(observed: Sequence[int], weights: Sequence[float]) -> SampleRatio:
    """Pearson's chi-square of units per variant against `weights`, which need not add up to 1.

    Variants of weight 0 do not count. For one look at p < 0.001 (Fabijan et al. 2019); looked at
    daily it alarms too often: see `sequential_sample_ratio`. Undefined without units or with
    a single planned variant. Raises ImpossibleInput for lengths that differ, negative weights, no
    weight at all, and what is no count.

    >>> answer = sample_ratio([50600, 49400], [1, 1])
    >>> round(answer.chi2, 6), answer.df, round(answer.p_value, 6)
    (14.4, 1, 0.000148)
    """
    shares = _shares(observed, weights)
    planned = [(n, share) for n, share in zip(observed, shares, strict=True) if share]
    total, df = sum(n for n, _ in planned), len(planned) - 1
    chi2 = _chi_square(planned, total)
    return SampleRatio(
        chi2=chi2,
        df=df,
        p_value=chi2 if isinstance(chi2, Undefined) else chi_square_tail(chi2, df),
        expected=tuple(total * share for share in shares),
        unplanned=int(sum(observed) - total),
    )


def sequential_sample_ratio(
    observed: Sequence[int],
    weights: Sequence[float],
    concentrations: Sequence[float] = CONCENTRATIONS,
) -> SequentialSampleRatio:
    """The Bayes factor of shares drawn from Dirichlet distributions around the plan against the
    plan itself (Lindon and Malek 2022), and 1 over it as p-value: under the plan it is ever below
    alpha with probability at most alpha, however often one looks.

    `concentrations`: how near to the plan a mismatch may be (shares vary by about
    sqrt(share (1 - share) / concentration)), each as probable; fixed before the start. The mean of
    several Bayes factors is one too. Raises ImpossibleInput for none, and as `sample_ratio` does.

    >>> round(sequential_sample_ratio([50600, 49400], [1, 1], [100.0]).p_value, 6)
    0.023845
    >>> round(sequential_sample_ratio([50600, 49400], [1, 1]).p_value, 6)
    0.00798
    """
    refuse_unless(len(concentrations) > 0, "there is at least one concentration")
    refuse_unless(all(0 < one < inf for one in concentrations), "a concentration is above 0")
    shares = _shares(observed, weights)
    planned = [(n, share) for n, share in zip(observed, shares, strict=True) if share]
    evidence = _log_mean([_log_bayes_factor(planned, one) for one in concentrations])
    return SequentialSampleRatio(evidence, exp(-max(0.0, evidence)))


def _log_mean(logs: Sequence[float]) -> float:
    """The logarithm of the mean of what has these logarithms, which may be too large to be had."""
    most = max(logs)
    return most + log(fsum(exp(each - most) for each in logs) / len(logs))


def _shares(observed: Sequence[int], weights: Sequence[float]) -> list[float]:
    refuse_unless(
        len(observed) == len(weights), f"{len(observed)} variants have {len(weights)} weights"
    )
    refuse_unless(
        all(weight >= 0 and isfinite(weight) for weight in weights), "a weight is 0 or above"
    )
    check_counts(*observed)
    whole = fsum(weights)
    refuse_unless(whole > 0, "some variant has a weight above 0")
    return [weight / whole for weight in weights]


def _chi_square(planned: Sequence[tuple[int, float]], total: int) -> float | Undefined:
    if not total:
        return Undefined("no units came")
    if len(planned) == 1:
        return Undefined("only one variant has a weight")
    return fsum((n - total * share) ** 2 / (total * share) for n, share in planned)


def _log_bayes_factor(planned: Sequence[tuple[int, float]], concentration: float) -> float:
    """Of gamma functions of counts only what is left when their large parts cancel, so that a
    thousand million units cost no digits."""
    total = concentration + sum(n for n, _ in planned)
    terms = [lgamma(concentration) + log(total) / 2 - stirling_error(total), -_HALF_LOG_TAU]
    for n, share in planned:
        prior = concentration * share
        after = prior + n
        terms += [
            deviance(after, total * share),
            stirling_error(after) - log(after) / 2 + _HALF_LOG_TAU,
            prior * log(share) - lgamma(prior),
        ]
    return fsum(terms)
