"""Power, sample sizes, smallest detectable effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.stats.detectable import detectable_rate
from burgee.stats.power import (
    Distribution,
    Formula,
    Level,
    Rates,
    Sizes,
    means_power,
    means_signal,
    rates_power,
)
from burgee.stats.sample_size import Aim, UnitsNeeded, units_for_means, units_for_rates
from burgee.stats.values import Undefined

Inputs = Mapping[str, Any]


def _sizes(inputs: Inputs) -> Sizes:
    return Sizes(inputs["n_control"], inputs["n_treatment"])


def _level(inputs: Inputs) -> Level:
    return Level(inputs["alpha"], inputs["sides"])


def _rates(inputs: Inputs) -> Rates:
    return Rates(inputs["p_control"], inputs["p_treatment"])


def _aim(inputs: Inputs, ratio: float) -> Aim:
    return Aim(inputs["power"], inputs["alpha"], inputs["sides"], ratio)


def _needed(needed: UnitsNeeded | Undefined) -> Inputs:
    if isinstance(needed, Undefined):
        return {"n_control_exact": needed, "n_control": needed, "n_treatment": needed}
    return {
        "n_control_exact": needed.exact,
        "n_control": needed.control,
        "n_treatment": needed.treatment,
    }


def _power_means(inputs: Inputs) -> Inputs:
    sizes = _sizes(inputs)
    signal = means_signal(inputs["delta"], inputs["sd"], sizes.ratio)
    distribution = Distribution(inputs["distribution"])
    return {"power": means_power(signal, sizes, _level(inputs), distribution)}


def _power_proportions(inputs: Inputs) -> Inputs:
    formula = Formula(inputs["formula"])
    return {"power": rates_power(_rates(inputs), _sizes(inputs), _level(inputs), formula)}


def _sample_size_means(inputs: Inputs) -> Inputs:
    aim = _aim(inputs, inputs["ratio_treatment_to_control"])
    distribution = Distribution(inputs["distribution"])
    return _needed(units_for_means(inputs["delta"], inputs["sd"], aim, distribution))


def _sample_size_proportions(inputs: Inputs) -> Inputs:
    aim = _aim(inputs, inputs["ratio_treatment_to_control"])
    return _needed(units_for_rates(_rates(inputs), aim, Formula(inputs["formula"])))


def _mde_proportions(inputs: Inputs) -> Inputs:
    sizes = _sizes(inputs)
    aim, formula = _aim(inputs, sizes.ratio), Formula(inputs["formula"])
    found = detectable_rate(inputs["p_control"], sizes.control, aim, formula)
    if isinstance(found, Undefined):
        return {"mde_absolute": found, "mde_relative": found}
    return {"mde_absolute": found.absolute, "mde_relative": found.relative}


METHODS = {
    "power_means": _power_means,
    "power_proportions": _power_proportions,
    "sample_size_means": _sample_size_means,
    "sample_size_proportions": _sample_size_proportions,
    "mde_proportions": _mde_proportions,
}
