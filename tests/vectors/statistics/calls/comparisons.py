"""Two variants compared: proportions, means, ratios, relative effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.stats.cuped import cuped
from burgee.stats.effect_sizes import cohens_d, cohens_h_of_rates, hedges_g, words_of
from burgee.stats.fisher import fisher_exact_test
from burgee.stats.means import (
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
    moments_from_sums,
    pair_moments_from_sums,
)
from burgee.stats.non_inferiority import Equivalence, NonInferiority, equivalence, non_inferiority
from burgee.stats.proportion_differences import DifferenceInterval, proportion_difference_interval
from burgee.stats.proportions import (
    Proportion,
    ProportionInterval,
    ProportionTest,
    proportion_effect,
    proportion_interval,
    rate_difference,
    two_proportion_z_test,
)
from burgee.stats.rate_ratios import (
    odds_ratio,
    relative_log_interval,
    relative_score_interval,
    risk_ratio,
)
from burgee.stats.ratios import ratio_effect, ratio_of, ratio_value
from burgee.stats.relative import fieller_interval, relative_effect, relative_value
from burgee.stats.values import Alternative, Estimate, Interval, Undefined
from tests.vectors.statistics.plain import ends

Inputs = Mapping[str, Any]
Answer = dict[str, Any]

VARIANTS = ("control", "treatment")


def _proportions(inputs: Inputs) -> dict[str, Proportion]:
    return {each: Proportion(inputs[f"x_{each}"], inputs[f"n_{each}"]) for each in VARIANTS}


def _moments(inputs: Inputs) -> dict[str, Moments]:
    return {
        each: moments_from_sums(
            inputs[f"n_{each}"], inputs[f"sum_{each}"], inputs[f"sum_sq_{each}"]
        )
        for each in VARIANTS
    }


def _pairs(inputs: Inputs, y: str, x: str, product: str) -> dict[str, PairMoments]:
    names = (f"sum_{y}", f"sum_{x}", f"sum_sq_{y}", f"sum_sq_{x}", f"sum_{product}")
    return {
        each: pair_moments_from_sums(
            inputs[f"n_{each}"], *(inputs[f"{name}_{each}"] for name in names)
        )
        for each in VARIANTS
    }


def _alternative(inputs: Inputs) -> Alternative:
    return Alternative(inputs.get("alternative") or "two-sided")


def _followed(
    effect: Estimate | Undefined, alpha: float, alternative: Alternative = Alternative.TWO_SIDED
) -> Answer:
    """What follows from an effect: all undefined with it."""
    if isinstance(effect, Undefined):
        return dict.fromkeys(("df", "t", "p_value", "ci_low", "ci_high"), effect)
    low, high = ends(effect.interval(alpha, alternative))
    return {
        "df": effect.df,
        "t": effect.ratio,
        "p_value": effect.p_value(alternative),
        "ci_low": low,
        "ci_high": high,
    }


def _two_proportion_z_test(inputs: Inputs) -> Answer:
    variants = _proportions(inputs)
    test = two_proportion_z_test(**variants, alternative=_alternative(inputs))
    return {
        "diff": rate_difference(**variants),
        "relative_lift": _relative_rate(variants),
        "z": test.z if isinstance(test, ProportionTest) else test,
        "p_value": test.p_value if isinstance(test, ProportionTest) else test,
    }


def _relative_rate(variants: Mapping[str, Proportion]) -> float | Undefined:
    return relative_value(control=variants["control"].rate, treatment=variants["treatment"].rate)


def _proportion_ci(inputs: Inputs) -> Answer:
    proportion = Proportion(inputs["x"], inputs["n"])
    method = ProportionInterval(inputs.get("ci_method") or "wilson")
    low, high = ends(proportion_interval(proportion, alpha=inputs["alpha"], method=method))
    return {"estimate": proportion.rate, "ci_low": low, "ci_high": high}


def _proportion_diff_ci(inputs: Inputs) -> Answer:
    variants = _proportions(inputs)
    method = DifferenceInterval(inputs.get("ci_method") or "newcombe")
    interval = proportion_difference_interval(**variants, alpha=inputs["alpha"], method=method)
    low, high = ends(interval)
    return {"diff": rate_difference(**variants), "ci_low": low, "ci_high": high}


def _fisher_exact_test(inputs: Inputs) -> Answer:
    p_value = fisher_exact_test(**_proportions(inputs), alternative=_alternative(inputs))
    return {"p_value": p_value}


def _risk_and_odds_ratio(inputs: Inputs) -> Answer:
    answer: Answer = {}
    for name, ratio_by in (("risk_ratio", risk_ratio), ("odds_ratio", odds_ratio)):
        ratio = ratio_by(**_proportions(inputs), alpha=inputs["alpha"])
        low, high = ends(ratio.interval)
        answer |= {name: ratio.value, f"{name}_ci_low": low, f"{name}_ci_high": high}
    return answer


def _relative_lift_ci_log(inputs: Inputs) -> Answer:
    variants = _proportions(inputs)
    return _relative(variants, relative_log_interval(**variants, alpha=inputs["alpha"]))


def _relative_lift_ci_score(inputs: Inputs) -> Answer:
    variants = _proportions(inputs)
    return _relative(variants, relative_score_interval(**variants, alpha=inputs["alpha"]))


def _relative(variants: Mapping[str, Proportion], interval: Interval | Undefined) -> Answer:
    low, high = ends(interval)
    return {"relative_lift": _relative_rate(variants), "ci_low": low, "ci_high": high}


def _relative_lift_ci_delta(inputs: Inputs) -> Answer:
    variants = _moments(inputs)
    means = {name: mean_of(sample) for name, sample in variants.items()}
    effect = relative_effect(control=means["control"], treatment=means["treatment"])
    followed = _followed(effect, inputs["alpha"])
    values = {name: sample.known_mean for name, sample in variants.items()}
    return followed | {
        "relative_lift": relative_value(**values),
        "se": effect.se if isinstance(effect, Estimate) else effect,
    }


def _relative_lift_ci_fieller(inputs: Inputs) -> Answer:
    means = {name: Estimate(inputs[f"mean_{name}"], inputs[f"se_{name}"]) for name in VARIANTS}
    control, treatment = means["control"], means["treatment"]
    interval = fieller_interval(control=control, treatment=treatment, alpha=inputs["alpha"])
    low, high = ends(interval)
    return {
        "relative_lift": relative_value(control=control.value, treatment=treatment.value),
        "ci_low": low,
        "ci_high": high,
        "bounded": isinstance(interval, Interval),
    }


def _welch_t_test(inputs: Inputs) -> Answer:
    variants = _moments(inputs)
    means = {name: mean_of(sample) for name, sample in variants.items()}
    return _followed(welch(**variants), inputs["alpha"], _alternative(inputs)) | {
        "mean_control": variants["control"].known_mean,
        "mean_treatment": variants["treatment"].known_mean,
        "diff": difference_of_means(**variants),
        "se": standard_error(control=means["control"], treatment=means["treatment"]),
    }


def _student_t_test(inputs: Inputs) -> Answer:
    variants = _moments(inputs)
    effect = student(**variants)
    return _followed(effect, inputs["alpha"]) | {
        "diff": difference_of_means(**variants),
        "se": effect.se if isinstance(effect, Estimate) else effect,
    }


def _ratio_metric_delta(inputs: Inputs) -> Answer:
    variants = _pairs(inputs, "num", "den", "num_den")
    control, treatment = (ratio_value(variants[name]) for name in VARIANTS)
    of_control, of_treatment = (ratio_of(variants[name]) for name in VARIANTS)
    relative = relative_effect(control=of_control, treatment=of_treatment)
    of_relative = _followed(relative, inputs["alpha"])
    return _followed(ratio_effect(**variants), inputs["alpha"]) | {
        "ratio_control": control,
        "ratio_treatment": treatment,
        "diff": _apart(control, treatment),
        "se": standard_error(control=of_control, treatment=of_treatment),
        "relative_lift": relative_value(control=control, treatment=treatment),
        "relative_ci_low": of_relative["ci_low"],
        "relative_ci_high": of_relative["ci_high"],
    }


def _apart(control: float | Undefined, treatment: float | Undefined) -> float | Undefined:
    if isinstance(control, Undefined):
        return control
    return treatment if isinstance(treatment, Undefined) else treatment - control


def _cuped(inputs: Inputs) -> Answer:
    variants = _pairs(inputs, "y", "x", "xy")
    answer = cuped(**variants)
    raw = {name: sample.y for name, sample in variants.items()}
    return _followed(answer.effect, inputs["alpha"]) | {
        "theta": answer.theta,
        "diff": difference_of_means(control=answer.control, treatment=answer.treatment),
        "se": _welch_se({"control": answer.control, "treatment": answer.treatment}),
        "unadjusted_diff": difference_of_means(**raw),
        "unadjusted_se": _welch_se(raw),
        "variance_reduction": answer.variance_reduction,
    }


def _welch_se(variants: Mapping[str, Moments]) -> float | Undefined:
    control, treatment = (mean_of(variants[name]) for name in VARIANTS)
    return standard_error(control=control, treatment=treatment)


def _cohens_d(inputs: Inputs) -> Answer:
    variants = _moments(inputs)
    size = cohens_d(**variants)
    return {
        "d": size,
        "hedges_g": hedges_g(**variants),
        "interpretation": size if isinstance(size, Undefined) else words_of(size),
    }


def _cohens_h(inputs: Inputs) -> Answer:
    size = cohens_h_of_rates(control=inputs["p_control"], treatment=inputs["p_treatment"])
    return {"h": size, "interpretation": words_of(size)}


def _non_inferiority_means(inputs: Inputs) -> Answer:
    variants = _moments(inputs)
    effect = welch(**variants)
    return _not_worse(effect, inputs, "t") | {
        "diff": difference_of_means(**variants),
        "df": effect.df if isinstance(effect, Estimate) else effect,
    }


def _non_inferiority_proportions(inputs: Inputs) -> Answer:
    variants = _proportions(inputs)
    return _not_worse(proportion_effect(**variants), inputs, "z") | {
        "diff": rate_difference(**variants)
    }


def _not_worse(effect: Estimate | Undefined, inputs: Inputs, statistic: str) -> Answer:
    names = (statistic, "p_value", "ci_low_one_sided", "non_inferior")
    answer = non_inferiority(effect, margin=inputs["margin"], alpha=inputs["alpha"])
    if not isinstance(answer, NonInferiority):
        return dict.fromkeys(names, answer)
    values = (answer.statistic, answer.p_value, answer.bound, answer.is_non_inferior)
    return dict(zip(names, values, strict=True))


def _equivalence_tost_means(inputs: Inputs) -> Answer:
    variants = _moments(inputs)
    names = ("p_lower", "p_upper", "p_value", "equivalent")
    answer = equivalence(welch(**variants), margin=inputs["margin"], alpha=inputs["alpha"])
    diff = {"diff": difference_of_means(**variants)}
    if not isinstance(answer, Equivalence):
        return diff | dict.fromkeys(names, answer)
    values = (answer.p_lower, answer.p_upper, answer.p_value, answer.is_equivalent)
    return diff | dict(zip(names, values, strict=True))


def _moments_from_counters(inputs: Inputs) -> Answer:
    moments = moments_from_sums(inputs["n"], inputs["sum"], inputs["sum_sq"])
    return {"mean": moments.known_mean, "variance": moments.variance}


def _merge_moments(inputs: Inputs) -> Answer:
    moments = merged(*(Moments(*shard) for shard in inputs["shards_n_mean_m2"]))
    return {
        "n": moments.n,
        "mean": moments.known_mean,
        "m2": moments.m2,
        "variance": moments.variance,
    }


METHODS = {
    "two_proportion_z_test": _two_proportion_z_test,
    "proportion_ci": _proportion_ci,
    "proportion_diff_ci": _proportion_diff_ci,
    "fisher_exact_test": _fisher_exact_test,
    "risk_and_odds_ratio": _risk_and_odds_ratio,
    "relative_lift_ci_log": _relative_lift_ci_log,
    "relative_lift_ci_score": _relative_lift_ci_score,
    "relative_lift_ci_delta": _relative_lift_ci_delta,
    "relative_lift_ci_fieller": _relative_lift_ci_fieller,
    "welch_t_test": _welch_t_test,
    "student_t_test": _student_t_test,
    "ratio_metric_delta": _ratio_metric_delta,
    "cuped": _cuped,
    "cohens_d": _cohens_d,
    "cohens_h": _cohens_h,
    "non_inferiority_means": _non_inferiority_means,
    "non_inferiority_proportions": _non_inferiority_proportions,
    "equivalence_tost_means": _equivalence_tost_means,
    "moments_from_counters": _moments_from_counters,
    "merge_moments": _merge_moments,
}
