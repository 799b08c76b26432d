"""Effect sizes against printed numbers, and their words."""

from __future__ import annotations

from math import pi, sqrt

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.effect_sizes import (
    cohens_d,
    cohens_h,
    cohens_h_of_rates,
    hedges_g,
    words_of,
)
from burgee.stats.moments import Moments
from burgee.stats.proportions import Proportion
from burgee.stats.values import Undefined


def two_variants(units: int) -> dict[str, Moments]:
    """Of `units` each, one standard deviation apart."""
    return {
        "control": Moments(units, 0.0, units - 1.0),
        "treatment": Moments(units, 1.0, units - 1.0),
    }


@pytest.mark.parametrize(
    ("size", "word"),
    [
        (0.0, "negligible"),
        (0.19, "negligible"),
        (0.2, "small"),
        (-0.5, "medium"),
        (0.8, "large"),
        (3.0, "large"),
    ],
)
def test_a_size_has_cohens_word(size: float, word: str) -> None:
    assert words_of(size) == word


@pytest.mark.parametrize(
    ("rate", "phi"), [(0.01, 0.200), (0.05, 0.451), (0.25, 1.047), (0.5, 1.571), (0.95, 2.691)]
)
def test_rates_have_the_angles_of_cohens_table(rate: float, phi: float) -> None:
    size = cohens_h_of_rates(control=0.0, treatment=rate)

    assert size == pytest.approx(phi, abs=5e-4)  # Cohen (1988), table 6.2.2


def test_counts_and_their_rates_have_one_size() -> None:
    size = cohens_h(control=Proportion(0, 3), treatment=Proportion(7, 7))

    assert size == pytest.approx(pi)


def test_without_units_there_is_no_size() -> None:
    assert cohens_h(control=Proportion(1, 3), treatment=Proportion(0, 0)) == Undefined(
        "in the treatment there are no units"
    )
    assert isinstance(cohens_d(**two_variants(1)), Undefined)
    assert isinstance(hedges_g(**two_variants(1)), Undefined)


def test_a_rate_above_1_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        cohens_h_of_rates(control=0.5, treatment=1.5)


def test_one_standard_deviation_is_a_size_of_1() -> None:
    assert cohens_d(**two_variants(20)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("units", "factor"),
    [(2, 1 / sqrt(pi)), (3, sqrt(2 / pi))],  # the gamma functions of 2 and 4 degrees of freedom
)
def test_the_bias_of_small_samples_is_taken_away(units: int, factor: float) -> None:
    variants = two_variants(units)

    assert hedges_g(**variants) / cohens_d(**variants) == pytest.approx(factor, rel=1e-12)


def test_the_two_formulas_of_the_factor_meet() -> None:
    below, above = (hedges_g(**two_variants(units)) for units in (200, 201))  # 398 and 400 df

    assert below == pytest.approx(1 - 3 / (4 * 398 - 1), abs=1e-6)
    assert above == pytest.approx(below, abs=1e-5)
    assert above > below


def test_a_billion_units_have_no_bias_left() -> None:
    assert hedges_g(**two_variants(10**9)) == pytest.approx(1.0, rel=1e-8)


def test_three_units_are_too_few_to_take_the_bias_away() -> None:
    size = hedges_g(control=Moments(1, 0.0, 0.0), treatment=Moments(2, 1.0, 1.0))

    assert size == Undefined("there are fewer than 4 units in all")
