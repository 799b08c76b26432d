"""Statistics of experiments, from sums: for a notebook as for the product.

numpy and scipy are all it takes; no other part of Burgee has to be there, nor any data but counts
and sums. Two variants of 1,000 units, their numbers summed up with their squares:

>>> control = moments_from_sums(1000, total=5200, squares=47_000)
>>> treatment = moments_from_sums(1000, total=5700, squares=52_500)

From sums to an effect. An `Estimate` is a value with its standard error, whatever made it: Welch's
test, a ratio, CUPED, a difference of quantiles. What follows from it is asked of it:

>>> effect = welch(control=control, treatment=treatment)
>>> round(effect.value, 2), round(effect.se, 3), round(effect.p_value(), 4)
(0.5, 0.2, 0.0125)
>>> interval = effect.interval(alpha=0.05)
>>> round(interval.low, 3), round(interval.high, 3)
(0.108, 0.892)

Relative to the control, with the control's own uncertainty:

>>> relative = relative_effect(control=mean_of(control), treatment=mean_of(treatment))
>>> round(relative.value, 4), round(relative.se, 4)
(0.0962, 0.0404)

If this was the second look of four, an interval that may be looked at takes more:

>>> schedule = Schedule.planned((500, 1000), planned=2000)
>>> scale = look_scale(schedule, Spending(SpendingShape.OBRIEN_FLEMING))
>>> now = repeated_interval(effect.value, effect.se, scale.bound(0.05))
>>> round(now.low, 3), round(now.high, 3), round(scale.p_value(effect.ratio), 4)
(-0.093, 1.093, 0.1064)

What is undefined says why, as a value; what no data can give is refused with `ImpossibleInput`:

>>> alone = moments_from_sums(1, total=5, squares=25)
>>> print(welch(control=alone, treatment=treatment))
undefined, because in the control there are fewer than 2 units

And from sums to a verdict, by a plan and by nothing else, as the product's looks are judged:

>>> def rate(units, converted):
...     return {"units": units, "y": str(converted), "yy": str(converted)}
>>> counted = {"control": rate(12_000, 1200), "treatment": rate(12_000, 1380)}
>>> sums = RunSums(
...     run="checkout.1",
...     generation=1,
...     building=None,
...     inexact=(),
...     control="control",
...     units=Breakdown({key: {"n": each["units"]} for key, each in counted.items()}, {}),
...     units_by={},
...     metrics={"bought": MetricSums("conversion_rate", Breakdown(counted, {}), {}, {})},
... )
>>> question = RunQuestion(
...     sums=sums,
...     weights={"control": 1, "treatment": 1},
...     metrics=[MetricQuestion("bought", Part.GOAL, "conversion_rate")],
...     plan=AnalysisPlan(planned_units=20_000),
...     at="2026-11-21T12:00:00.000Z",
...     days=14.0,
... )
>>> look = analyse_run(question)
>>> str(look.verdict.recommendation), look.verdict.rule, round(look.spent, 4)
('promote', 'worthwhile', 0.0076)
>>> bought = look.metrics[0].comparisons[0]
>>> round(bought.effect, 4), round(bought.low, 4), round(bought.high, 4), round(bought.bound, 3)
(0.015, 0.0043, 0.0257, 2.669)

The same question is answered the same way each time. docs/statistics.md says which method is
used when, why, and what it promises.
"""

from burgee.domain.errors import ImpossibleInput
from burgee.domain.results import Part
from burgee.domain.sums import Breakdown, MetricSums, RunSums
from burgee.stats.anomalies import (
    CountAnomaly,
    PoissonRateRatio,
    RobustZ,
    count_anomaly,
    overdispersion,
    robust_z,
    two_poisson_rates,
)
from burgee.stats.anova import Anova, classical_anova, welch_anova
from burgee.stats.bandits import (
    UpperBounds,
    epsilon_greedy_weights,
    thompson_probabilities,
    thompson_weights,
    top_two_weights,
    ucb1,
    with_least_share,
)
from burgee.stats.bayes_beta import (
    UNIFORM,
    Beta,
    RateDecision,
    rate_decision,
    rate_decisions,
    rates_to_be_best,
)
from burgee.stats.bayes_differences import rate_difference_interval
from burgee.stats.bayes_normal import (
    NormalPosterior,
    NormalPrior,
    means_to_be_best,
    normal_posterior,
)
from burgee.stats.classical_boundaries import Classical, ClassicalBoundary, classical_boundary
from burgee.stats.confidence_sequences import ConfidenceSequence, MixtureScale
from burgee.stats.contingency import Contingency, contingency
from burgee.stats.cuped import Cuped, cuped
from burgee.stats.detectable import Detectable, detectable_difference, detectable_rate
from burgee.stats.duration import Duration, duration
from burgee.stats.effect_sizes import cohens_d, cohens_h, cohens_h_of_rates, hedges_g, words_of
from burgee.stats.final_inference import FinalInference, final_inference, repeated_interval
from burgee.stats.fisher import fisher_exact_test
from burgee.stats.group_sequential import (
    Boundary,
    LookScale,
    Schedule,
    boundary,
    bounds,
    look_scale,
    sequential_p_value,
)
from burgee.stats.histograms import Histogram, histogram_between, histogram_of, pooled
from burgee.stats.horizons import inflation
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan, MetricQuestion, RunQuestion
from burgee.stats.mantel_haenszel import MantelHaenszel, RateStratum, mantel_haenszel
from burgee.stats.means import (
    difference,
    difference_of_means,
    mean_of,
    standard_error,
    student,
    welch,
)
from burgee.stats.moments import (
    Moments,
    PairMoments,
    merged,
    merged_pairs,
    moments_from_sums,
    pair_moments_from_sums,
)
from burgee.stats.msprt import MixtureTest
from burgee.stats.multiplicity import Procedure, adjusted_p_values, alpha_each, rejected
from burgee.stats.non_inferiority import Equivalence, NonInferiority, equivalence, non_inferiority
from burgee.stats.planning import plan_sample_size, ratio_deviation
from burgee.stats.planning_questions import Factor, MetricKind, SampleSizeAnswer, SampleSizeQuestion
from burgee.stats.power import (
    Distribution,
    Formula,
    Level,
    Rates,
    Signal,
    Sizes,
    means_power,
    means_signal,
    rates_power,
)
from burgee.stats.proportion_differences import DifferenceInterval, proportion_difference_interval
from burgee.stats.proportions import (
    Proportion,
    ProportionInterval,
    ProportionTest,
    proportion_effect,
    proportion_interval,
    rate_difference,
    two_proportion_z_test,
    wilson_interval,
)
from burgee.stats.quantiles import (
    Quantile,
    quantile_difference,
    quantile_of_histogram,
    quantile_of_values,
)
from burgee.stats.ranks import (
    KolmogorovSmirnov,
    MannWhitney,
    kolmogorov_smirnov,
    mann_whitney,
    shared_bins,
)
from burgee.stats.rate_ratios import (
    RateRatio,
    odds_ratio,
    relative_log_interval,
    relative_score_interval,
    risk_ratio,
)
from burgee.stats.ratios import ratio_effect, ratio_of, ratio_value
from burgee.stats.relative import fieller_interval, is_identified, relative_effect, relative_value
from burgee.stats.sample_ratio import (
    SampleRatio,
    SequentialSampleRatio,
    sample_ratio,
    sequential_sample_ratio,
)
from burgee.stats.sample_size import Aim, UnitsNeeded, units_for_means, units_for_rates
from burgee.stats.sequential_power import Inflation, sequential_inflation, sequential_power
from burgee.stats.spending import Spending, SpendingShape
from burgee.stats.strata import PostStratified, Stratum, post_stratified
from burgee.stats.values import Alternative, Estimate, Interval, Undefined
from burgee.stats.winsorising import Winsorised, pooled_cap, winsorised

__all__ = [
    # what everything answers with
    "Estimate",
    "Interval",
    "Undefined",
    "Alternative",
    "ImpossibleInput",
    # sums
    "Moments",
    "PairMoments",
    "moments_from_sums",
    "pair_moments_from_sums",
    "merged",
    "merged_pairs",
    "Histogram",
    "histogram_of",
    "histogram_between",
    "pooled",
    # two variants: means, ratios, rates, quantiles
    "mean_of",
    "welch",
    "student",
    "difference",
    "difference_of_means",
    "standard_error",
    "relative_value",
    "relative_effect",
    "is_identified",
    "fieller_interval",
    "ratio_value",
    "ratio_of",
    "ratio_effect",
    "Proportion",
    "ProportionTest",
    "ProportionInterval",
    "rate_difference",
    "two_proportion_z_test",
    "proportion_effect",
    "proportion_interval",
    "wilson_interval",
    "DifferenceInterval",
    "proportion_difference_interval",
    "fisher_exact_test",
    "RateRatio",
    "risk_ratio",
    "odds_ratio",
    "relative_log_interval",
    "relative_score_interval",
    "words_of",
    "cohens_h",
    "cohens_h_of_rates",
    "cohens_d",
    "hedges_g",
    "Cuped",
    "cuped",
    "Quantile",
    "quantile_of_values",
    "quantile_of_histogram",
    "quantile_difference",
    # before and beside a comparison
    "Winsorised",
    "winsorised",
    "pooled_cap",
    "Stratum",
    "PostStratified",
    "post_stratified",
    "RateStratum",
    "MantelHaenszel",
    "mantel_haenszel",
    "MannWhitney",
    "KolmogorovSmirnov",
    "mann_whitney",
    "kolmogorov_smirnov",
    "shared_bins",
    "Anova",
    "welch_anova",
    "classical_anova",
    "Contingency",
    "contingency",
    "NonInferiority",
    "Equivalence",
    "non_inferiority",
    "equivalence",
    # several comparisons
    "Procedure",
    "adjusted_p_values",
    "rejected",
    "alpha_each",
    # looking more than once
    "SpendingShape",
    "Spending",
    "Schedule",
    "Boundary",
    "LookScale",
    "boundary",
    "bounds",
    "look_scale",
    "sequential_p_value",
    "Classical",
    "ClassicalBoundary",
    "classical_boundary",
    "FinalInference",
    "final_inference",
    "repeated_interval",
    "MixtureScale",
    "ConfidenceSequence",
    "MixtureTest",
    # beliefs
    "Beta",
    "UNIFORM",
    "RateDecision",
    "rate_decision",
    "rate_decisions",
    "rates_to_be_best",
    "rate_difference_interval",
    "NormalPrior",
    "NormalPosterior",
    "normal_posterior",
    "means_to_be_best",
    # shares that follow what was learned
    "UpperBounds",
    "thompson_probabilities",
    "top_two_weights",
    "ucb1",
    "epsilon_greedy_weights",
    "with_least_share",
    "thompson_weights",
    # what is wrong with the units
    "SampleRatio",
    "SequentialSampleRatio",
    "sample_ratio",
    "sequential_sample_ratio",
    "CountAnomaly",
    "PoissonRateRatio",
    "RobustZ",
    "count_anomaly",
    "overdispersion",
    "two_poisson_rates",
    "robust_z",
    # before the start
    "Formula",
    "Distribution",
    "Level",
    "Rates",
    "Sizes",
    "Signal",
    "rates_power",
    "means_power",
    "means_signal",
    "Aim",
    "UnitsNeeded",
    "units_for_rates",
    "units_for_means",
    "Detectable",
    "detectable_rate",
    "detectable_difference",
    "Inflation",
    "sequential_power",
    "sequential_inflation",
    "inflation",
    "Duration",
    "duration",
    "MetricKind",
    "SampleSizeQuestion",
    "Factor",
    "SampleSizeAnswer",
    "plan_sample_size",
    "ratio_deviation",
    # from sums to a verdict
    "RunSums",
    "MetricSums",
    "Breakdown",
    "Part",
    "RunQuestion",
    "AnalysisPlan",
    "MetricQuestion",
    "analyse_run",
]
