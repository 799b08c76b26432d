"""Group sequential designs, confidence sequences, mixture tests."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

from burgee.stats.classical_boundaries import Classical, classical_boundary
from burgee.stats.confidence_sequences import ConfidenceSequence
from burgee.stats.final_inference import final_inference
from burgee.stats.group_sequential import Schedule, boundary
from burgee.stats.means import welch
from burgee.stats.moments import moments_from_sums
from burgee.stats.msprt import MixtureTest
from burgee.stats.sequential_power import sequential_inflation
from burgee.stats.spending import DEFAULT_GAMMA, Spending, SpendingShape
from burgee.stats.values import Estimate, Undefined, refuse_unless

Inputs = Mapping[str, Any]
Answer = Mapping[str, Any]


def _schedule(inputs: Inputs) -> Schedule:
    fractions = tuple(inputs["information_fractions"])
    return Schedule(fractions, fractions)


def _spending(inputs: Inputs) -> Spending:
    shape = SpendingShape(inputs["spending"])
    return Spending(shape, inputs.get("gamma") if shape in DEFAULT_GAMMA else None)


def _level(inputs: Inputs) -> dict[str, Any]:
    return {"alpha": inputs["alpha"], "sides": inputs["sides"]}


def group_sequential_boundaries(inputs: Inputs) -> Answer:
    found = boundary(_schedule(inputs), _spending(inputs), **_level(inputs))
    return {
        "z": found.z,
        "cumulative_alpha": found.cumulative_alpha,
        "nominal_p": found.nominal_p,
    }


def classical_boundaries(inputs: Inputs) -> Answer:
    found = classical_boundary(Classical(inputs["kind"]), inputs["looks"], **_level(inputs))
    return {"constant": found.constant, "z": found.z}


def sequential_inflation_factor(inputs: Inputs) -> Answer:
    found = sequential_inflation(
        _schedule(inputs), _spending(inputs), power=inputs["power"], **_level(inputs)
    )
    return {"inflation_factor": found.factor, "drift": found.drift}


def group_sequential_final_inference(inputs: Inputs) -> Answer:
    schedule, level = _schedule(inputs), _level(inputs)
    bounds = boundary(schedule, _spending(inputs), **level).z
    found = final_inference(inputs["z_observed"], schedule.information, bounds, **level)
    return {
        "stop_look": found.look,
        "rejected": found.has_crossed,
        "stagewise_p_value": found.p_value,
        "drift_median_unbiased": found.median_unbiased,
        "drift_ci_low": found.interval.low,
        "drift_ci_high": found.interval.high,
        "drift_naive": found.naive,
        "drift_repeated_ci_low": found.repeated.low,
    }


def asymptotic_confidence_sequence(inputs: Inputs) -> Answer:
    control, treatment = (
        moments_from_sums(*(inputs[f"{sum_}_{name}"] for sum_ in ("n", "sum", "sum_sq")))
        for name in ("control", "treatment")
    )
    alpha, n = inputs["alpha"], control.n + treatment.n
    sequence = ConfidenceSequence.tuned(inputs["tuning_sample_size"], alpha=alpha)
    effect = welch(control=control, treatment=treatment)
    if isinstance(effect, Undefined):
        names = ("diff", "half_width", "ci_low", "ci_high", "p_value")
        return {"rho": sequence.rho} | dict.fromkeys(names, effect)
    interval = sequence.interval(effect, n, alpha=alpha)
    return {
        "rho": sequence.rho,
        "diff": effect.value,
        "half_width": sequence.bound(n, alpha=alpha) * effect.se,
        "ci_low": interval.low,
        "ci_high": interval.high,
        "p_value": sequence.p_value(effect, n),
    }


def msprt_normal(inputs: Inputs) -> Answer:
    test = MixtureTest(inputs["mixing_variance"])
    refuse_unless(inputs["variance"] > 0, "the variance of an estimate is above 0")
    effect = Estimate(inputs["estimate"], sqrt(inputs["variance"]))
    interval = test.interval(effect, alpha=inputs["alpha"])
    return {
        "log_likelihood_ratio": test.log_likelihood_ratio(effect),
        "p_value": test.p_value(effect),
        "ci_low": interval.low,
        "ci_high": interval.high,
    }


METHODS = {
    "asymptotic_confidence_sequence": asymptotic_confidence_sequence,
    "msprt_normal": msprt_normal,
    "group_sequential_boundaries": group_sequential_boundaries,
    "classical_boundaries": classical_boundaries,
    "sequential_inflation_factor": sequential_inflation_factor,
    "group_sequential_final_inference": group_sequential_final_inference,
}
