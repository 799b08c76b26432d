"""Strata, orders, several means, and what is not as expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.stats.anomalies import count_anomaly, robust_z, two_poisson_rates
from burgee.stats.anova import Anova, classical_anova, welch_anova
from burgee.stats.mantel_haenszel import RateStratum, mantel_haenszel
from burgee.stats.moments import moments_from_sums
from burgee.stats.proportions import Proportion
from burgee.stats.ranks import kolmogorov_smirnov, mann_whitney
from burgee.stats.strata import Stratum, post_stratified
from burgee.stats.values import Alternative, Estimate
from tests.vectors.statistics.plain import ends, plain

Inputs = Mapping[str, Any]
Answer = Mapping[str, Any]


def post_stratified_difference(inputs: Inputs) -> Answer:
    strata = [
        Stratum(str(place), moments_from_sums(*row[:3]), moments_from_sums(*row[3:]))
        for place, row in enumerate(inputs["strata_n_sum_sumsq_control_then_treatment"])
    ]
    answer = post_stratified(strata)
    shown = {"diff": answer.value, "naive_diff": answer.naive}
    if not isinstance(answer.effect, Estimate):
        return shown
    low, high = ends(answer.effect.interval(inputs["alpha"]))
    return shown | {
        "se": answer.effect.se,
        "z": answer.effect.ratio,
        "p_value": answer.effect.p_value(),
        "ci_low": low,
        "ci_high": high,
    }


def mantel_haenszel_of(inputs: Inputs) -> Answer:
    answer = mantel_haenszel(
        RateStratum(control=Proportion(x_c, n_c), treatment=Proportion(x_t, n_t))
        for x_c, n_c, x_t, n_t in inputs["strata_xc_nc_xt_nt"]
    )
    low, high = ends(answer.odds_ratio_interval)
    return dict(plain(answer)) | {
        "odds_ratio_ci_low": low,
        "odds_ratio_ci_high": high,
        "cmh_chi2": answer.chi2,
    }


def mann_whitney_binned(inputs: Inputs) -> Answer:
    answer = mann_whitney(
        inputs["values"],
        control=inputs["counts_control"],
        treatment=inputs["counts_treatment"],
        alternative=Alternative(inputs.get("alternative", "two-sided")),
    )
    return dict(plain(answer))


def ks_two_sample_binned(inputs: Inputs) -> Answer:
    answer = kolmogorov_smirnov(
        inputs["values"], control=inputs["counts_control"], treatment=inputs["counts_treatment"]
    )
    return dict(plain(answer))


def one_way_anova(inputs: Inputs) -> Answer:
    return _shown(classical_anova([moments_from_sums(*row) for row in inputs["arms_n_sum_sumsq"]]))


def welch_anova_of(inputs: Inputs) -> Answer:
    return _shown(welch_anova([moments_from_sums(*row) for row in inputs["arms_n_sum_sumsq"]]))


def poisson_count_anomaly(inputs: Inputs) -> Answer:
    return dict(plain(count_anomaly(inputs["observed"], inputs["expected"])))


def two_poisson_rates_of(inputs: Inputs) -> Answer:
    return dict(plain(two_poisson_rates(**inputs)))


def robust_z_of(inputs: Inputs) -> Answer:
    return dict(plain(robust_z(inputs["history"], inputs["observed"])))


def _shown(answer: Anova) -> Answer:
    return {"F": answer.f} | dict(plain(answer))


METHODS = {
    "post_stratified_difference": post_stratified_difference,
    "mantel_haenszel": mantel_haenszel_of,
    "mann_whitney_binned": mann_whitney_binned,
    "ks_two_sample_binned": ks_two_sample_binned,
    "one_way_anova": one_way_anova,
    "welch_anova": welch_anova_of,
    "poisson_count_anomaly": poisson_count_anomaly,
    "two_poisson_rates": two_poisson_rates_of,
    "robust_z": robust_z_of,
}
