"""Burgee's statistics and its peers: each a function that answers the case from sums alone.

Everything between the sums and the answer is inside the call, objects that a system wants included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from benchmarks.statistics_case import (
    ALPHA,
    BUYERS,
    CONTROL,
    MORE_BUYERS,
    TREATMENT,
    Answer,
    Sums,
)

OURS = "burgee"
MEAN, RELATIVE, RATE = "mean", "relative", "rate"
Calls = dict[str, Callable[[], Answer]]


def burgee() -> Calls:
    from burgee.stats.means import mean_of, welch
    from burgee.stats.moments import moments_from_sums
    from burgee.stats.proportion_differences import proportion_difference_interval
    from burgee.stats.proportions import Proportion, two_proportion_z_test
    from burgee.stats.relative import relative_effect

    def answered(estimate: Any) -> Answer:
        interval = estimate.interval(ALPHA)
        return Answer(estimate.value, estimate.p_value(), interval.low, interval.high)

    def mean() -> Answer:
        control, treatment = moments_from_sums(*CONTROL), moments_from_sums(*TREATMENT)
        return answered(welch(control=control, treatment=treatment))

    def relative() -> Answer:
        control, treatment = moments_from_sums(*CONTROL), moments_from_sums(*TREATMENT)
        return answered(relative_effect(control=mean_of(control), treatment=mean_of(treatment)))

    def rate() -> Answer:
        before, after = Proportion(*BUYERS), Proportion(*MORE_BUYERS)
        test: Any = two_proportion_z_test(control=before, treatment=after)
        interval: Any = proportion_difference_interval(control=before, treatment=after, alpha=ALPHA)
        apart = MORE_BUYERS[0] / MORE_BUYERS[1] - BUYERS[0] / BUYERS[1]
        return Answer(apart, test.p_value, interval.low, interval.high)

    return {MEAN: mean, RELATIVE: relative, RATE: rate}


def scipy() -> Calls:
    """`ttest_ind_from_stats`, and the interval by the quantile of t."""
    stats: Any = import_module("scipy.stats")

    def mean() -> Answer:
        of_control, of_treatment = CONTROL.variance / CONTROL.n, TREATMENT.variance / TREATMENT.n
        before, after = _described(CONTROL), _described(TREATMENT)
        test = stats.ttest_ind_from_stats(*after, *before, equal_var=False)
        df = _degrees_of_freedom(of_control, of_treatment)
        half = stats.t.ppf(1 - ALPHA / 2, df) * (of_control + of_treatment) ** 0.5
        return _around(TREATMENT.mean - CONTROL.mean, float(test.pvalue), float(half))

    return {MEAN: mean}


def statsmodels() -> Calls:
    """The generic t test and interval; the z test of proportions and Newcombe's interval."""
    weights: Any = import_module("statsmodels.stats.weightstats")
    proportion: Any = import_module("statsmodels.stats.proportion")

    def mean() -> Answer:
        of_control, of_treatment = CONTROL.variance / CONTROL.n, TREATMENT.variance / TREATMENT.n
        se = (of_control + of_treatment) ** 0.5
        df = _degrees_of_freedom(of_control, of_treatment)
        _, p_value = weights._tstat_generic(TREATMENT.mean, CONTROL.mean, se, df, "two-sided")
        apart = TREATMENT.mean - CONTROL.mean
        low, high = weights._tconfint_generic(apart, se, df, ALPHA, "two-sided")
        return Answer(apart, float(p_value), float(low), float(high))

    def rate() -> Answer:
        successes, units = zip(MORE_BUYERS, BUYERS, strict=True)
        _, p_value = proportion.proportions_ztest(successes, units)
        low, high = proportion.confint_proportions_2indep(
            *MORE_BUYERS, *BUYERS, method="newcomb", compare="diff", alpha=ALPHA
        )
        apart = MORE_BUYERS[0] / MORE_BUYERS[1] - BUYERS[0] / BUYERS[1]
        return Answer(apart, float(p_value), float(low), float(high))

    return {MEAN: mean, RATE: rate}


def tea_tasting() -> Calls:
    """`Experiment.analyze` of aggregates; the experiment is made once."""
    tea: Any = import_module("tea_tasting")
    aggregates: Any = import_module("tea_tasting.aggr").Aggregates
    experiment = tea.Experiment(basket=tea.Mean("basket"))

    def of(sums: Sums) -> Any:
        mean, variance = {"basket": sums.mean}, {"basket": sums.variance}
        return aggregates(count_=sums.n, mean_=mean, var_=variance)

    def mean() -> Answer:
        found = experiment.analyze({0: of(CONTROL), 1: of(TREATMENT)}, control=0)["basket"]
        ends = found.effect_size_ci_lower, found.effect_size_ci_upper
        return Answer(found.effect_size, found.pvalue, *ends)

    return {MEAN: mean}


def gbstats() -> Calls:
    """`TwoSidedTTest`, absolute and relative."""
    models: Any = import_module("gbstats.models.statistics")
    tests: Any = import_module("gbstats.frequentist.tests")

    def compared(difference_type: str) -> Answer:
        pair = [
            models.SampleMeanStatistic(n=each.n, sum=each.total, sum_squares=each.squares)
            for each in (CONTROL, TREATMENT)
        ]
        config = tests.FrequentistConfig(difference_type=difference_type, alpha=ALPHA)
        found = tests.TwoSidedTTest(*pair, config).compute_result()
        return Answer(found.expected, found.p_value, *found.ci)

    return {MEAN: lambda: compared("absolute"), RELATIVE: lambda: compared("relative")}


# environment -> system -> its package and its calls; ours is in each, to be compared with
ENVIRONMENTS: Mapping[str, Mapping[str, Callable[[], Calls]]] = {
    "statistics": {
        OURS: burgee,
        "scipy": scipy,
        "statsmodels": statsmodels,
        "tea-tasting": tea_tasting,
    },
    "gbstats": {OURS: burgee, "gbstats": gbstats},
}


def _described(sums: Sums) -> tuple[float, float, int]:
    return sums.mean, sums.variance**0.5, sums.n


def _degrees_of_freedom(of_control: float, of_treatment: float) -> float:
    """Welch's, of the squared standard errors."""
    parts = of_control**2 / (CONTROL.n - 1) + of_treatment**2 / (TREATMENT.n - 1)
    return (of_control + of_treatment) ** 2 / parts


def _around(effect: float, p_value: float, half: float) -> Answer:
    return Answer(effect, p_value, effect - half, effect + half)
