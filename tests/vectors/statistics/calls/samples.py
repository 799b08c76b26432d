"""Whole samples: their shares, their outcomes, several of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum, inf
from typing import Any

from burgee.stats.contingency import contingency
from burgee.stats.histograms import histogram_between
from burgee.stats.multiplicity import Procedure, adjusted_p_values, rejected
from burgee.stats.quantiles import (
    Quantile,
    quantile_difference,
    quantile_of_histogram,
    quantile_of_values,
)
from burgee.stats.sample_ratio import sample_ratio, sequential_sample_ratio
from burgee.stats.values import Interval, Undefined, refuse_unless
from burgee.stats.winsorising import winsorised
from tests.vectors.statistics.plain import ends, plain

Inputs = Mapping[str, Any]
Answer = Mapping[str, Any]

NOT_THERE = Undefined("there is no p-value")


def multiple_testing(inputs: Inputs) -> Answer:
    p_values = [NOT_THERE if p is None else p for p in inputs["p_values"]]
    procedure = Procedure(inputs["procedure"])
    return {
        "adjusted_p": adjusted_p_values(p_values, procedure),
        "reject": rejected(p_values, procedure, inputs["alpha"]),
    }


def srm_chi_square(inputs: Inputs) -> Answer:
    return dict(plain(sample_ratio(inputs["observed"], inputs["expected_ratio"])))


def srm_sequential_multinomial(inputs: Inputs) -> Answer:
    return dict(
        plain(
            sequential_sample_ratio(
                inputs["observed"], inputs["expected_ratio"], [inputs["dirichlet_concentration"]]
            )
        )
    )


def quantile_ci_order_statistics(inputs: Inputs) -> Answer:
    answer = quantile_of_values(inputs["values"], inputs["q"], inputs["alpha"])
    if isinstance(answer, Undefined):
        return {}
    low, high = ends(answer.interval)
    return {"estimate": answer.value, "ci_low": low, "ci_high": high}


def histogram_quantile(inputs: Inputs) -> Answer:
    histogram = histogram_between(_edges(inputs["bin_edges"]), inputs["counts"])
    answer = quantile_of_histogram(histogram, inputs["q"])
    return {"quantile": answer if isinstance(answer, Undefined) else answer.value}


def quantile_difference_of(inputs: Inputs) -> Answer:
    refuse_unless(0 < inputs["q"] < 1, "a quantile is of a share above 0 and below 1")
    answer = quantile_difference(
        control=_quantile(inputs, "control"), treatment=_quantile(inputs, "treatment")
    )
    if isinstance(answer, Undefined):
        return {"diff": inputs["quantile_treatment"] - inputs["quantile_control"]}
    low, high = ends(answer.interval(inputs["alpha"]))
    return {
        "diff": answer.value,
        "se": answer.se,
        "p_value": answer.p_value(),
        "ci_low": low,
        "ci_high": high,
    }


def winsorize(inputs: Inputs) -> Answer:
    answer = winsorised(
        [inputs["values"]], lower=inputs["lower_fraction"], upper=inputs["upper_fraction"]
    )
    if isinstance(answer, Undefined):
        return {}
    [only] = answer
    return {
        "sum": fsum(only.values),
        "mean": only.moments.mean,
        "variance": only.moments.variance,
        "min": min(only.values),
        "max": max(only.values),
    }


def chi_square_contingency(inputs: Inputs) -> Answer:
    return dict(plain(contingency(inputs["table"])))


def _edges(edges: Sequence[float | None]) -> list[float]:
    """The edges; null at an end is an open one."""
    first, *others = edges
    return [
        -inf if first is None else first,
        *(inf if edge is None else edge for edge in others),
    ]


def _quantile(inputs: Inputs, variant: str) -> Quantile:
    interval = Interval(inputs[f"ci_low_{variant}"], inputs[f"ci_high_{variant}"])
    return Quantile(inputs[f"n_{variant}"], inputs[f"quantile_{variant}"], interval)


METHODS = {
    "quantile_ci_order_statistics": quantile_ci_order_statistics,
    "histogram_quantile": histogram_quantile,
    "quantile_difference": quantile_difference_of,
    "winsorize": winsorize,
    "multiple_testing": multiple_testing,
    "srm_chi_square": srm_chi_square,
    "srm_sequential_multinomial": srm_sequential_multinomial,
    "chi_square_contingency": chi_square_contingency,
}
