"""Whole samples: their shares, their outcomes, several of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.stats.contingency import contingency
from burgee.stats.multiplicity import Procedure, adjusted, rejected
from burgee.stats.sample_ratio import sample_ratio, sequential_sample_ratio
from burgee.stats.values import Undefined
from tests.vectors.statistics.plain import plain

Inputs = Mapping[str, Any]
Answer = Mapping[str, Any]

NOT_THERE = Undefined("there is no p-value")


def multiple_testing(inputs: Inputs) -> Answer:
    p_values = [NOT_THERE if p is None else p for p in inputs["p_values"]]
    procedure = Procedure(inputs["procedure"])
    return {
        "adjusted_p": adjusted(p_values, procedure),
        "reject": rejected(p_values, procedure, inputs["alpha"]),
    }


def srm_chi_square(inputs: Inputs) -> Answer:
    return dict(plain(sample_ratio(inputs["observed"], inputs["expected_ratio"])))


def srm_sequential_multinomial(inputs: Inputs) -> Answer:
    return dict(
        plain(
            sequential_sample_ratio(
                inputs["observed"], inputs["expected_ratio"], inputs["dirichlet_concentration"]
            )
        )
    )


def chi_square_contingency(inputs: Inputs) -> Answer:
    return dict(plain(contingency(inputs["table"])))


METHODS = {
    "multiple_testing": multiple_testing,
    "srm_chi_square": srm_chi_square,
    "srm_sequential_multinomial": srm_sequential_multinomial,
    "chi_square_contingency": chi_square_contingency,
}
