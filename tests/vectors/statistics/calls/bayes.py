"""Bayesian answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.stats.bayes_beta import Beta, rate_decision, rates_to_be_best
from burgee.stats.bayes_differences import rate_difference_interval
from burgee.stats.bayes_normal import NormalPrior, normal_posterior
from burgee.stats.means import welch
from burgee.stats.moments import moments_from_sums
from burgee.stats.proportions import Proportion
from burgee.stats.values import Undefined, refuse_unless
from tests.vectors.statistics.plain import ends

Inputs = Mapping[str, Any]
Answer = Mapping[str, Any]


def bayes_beta_binomial(inputs: Inputs) -> Answer:
    prior, alpha = Beta(inputs["prior_alpha"], inputs["prior_beta"]), inputs["alpha"]
    control, *treatments = (prior.after(Proportion(*row)) for row in inputs["arms_x_n"])
    found = [rate_decision(control=control, treatment=each) for each in treatments]
    differences = [
        rate_difference_interval(control=control, treatment=each, alpha=alpha)
        for each in treatments
    ]
    return {
        "posterior_mean": [each.mean for each in (control, *treatments)],
        "credible_interval": [ends(each.interval(alpha)) for each in (control, *treatments)],
        "prob_best": rates_to_be_best([control, *treatments]),
        "prob_beat_control": [None, *(each.probability_to_beat_control for each in found)],
        "expected_loss_treatment": [None, *(each.expected_loss_of_treatment for each in found)],
        "expected_loss_control": [None, *(each.expected_loss_of_control for each in found)],
        "diff_ci": [None, *(ends(each) for each in differences)],
    }


def bayes_normal(inputs: Inputs) -> Answer:
    control, treatment = (
        moments_from_sums(*(inputs[f"{sum_}_{name}"] for sum_ in ("n", "sum", "sum_sq")))
        for name in ("control", "treatment")
    )
    effect = welch(control=control, treatment=treatment)
    if isinstance(effect, Undefined):
        return {}
    given = (inputs["prior_mean"], inputs["prior_variance"])
    refuse_unless((given[0] is None) == (given[1] is None), "a prior has a mean and a variance")
    posterior = normal_posterior(effect, None if given[0] is None else NormalPrior(*given))
    interval = posterior.interval(inputs["alpha"])
    return {
        "posterior_mean": posterior.mean,
        "posterior_sd": posterior.sd,
        "prob_beat_control": posterior.probability_to_beat_control,
        "ci_low": interval.low,
        "ci_high": interval.high,
        "expected_loss_control": posterior.expected_loss_of_control,
        "expected_loss_treatment": posterior.expected_loss_of_treatment,
    }


METHODS = {
    "bayes_beta_binomial": bayes_beta_binomial,
    "bayes_normal": bayes_normal,
}
