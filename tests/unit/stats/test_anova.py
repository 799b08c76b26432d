from __future__ import annotations

import pytest

from burgee.stats.anova import classical_anova, welch_anova
from burgee.stats.means import student, welch
from burgee.stats.moments import Moments
from burgee.stats.values import Estimate, Undefined

EMPTY = Moments(0, 0.0, 0.0)
# Weights of plants under two treatments and none, ten each; Dobson (1983), in R as PlantGrowth.
# F = 4.8461, p = 0.01591; oneway.test: F = 5.181, denominator 17.128, p = 0.01739.
PLANTS = [Moments(10, 5.032, 3.05996), Moments(10, 4.661, 5.66929), Moments(10, 5.526, 1.76284)]


def test_plants_grow_as_published() -> None:
    answer = classical_anova(PLANTS)
    assert (answer.f, answer.df_between, answer.df_within, answer.p_value) == pytest.approx(
        (4.8461, 2, 27, 0.01591), rel=1e-4
    )


def test_plants_grow_as_published_with_unequal_variances() -> None:
    answer = welch_anova(PLANTS)
    assert (answer.f, answer.df_between, answer.df_within, answer.p_value) == pytest.approx(
        (5.181, 2, 17.128, 0.01739), rel=2e-4
    )


def test_of_two_variants_f_is_the_square_of_t() -> None:
    control, treatment = PLANTS[:2]
    plain = student(control=control, treatment=treatment)
    assert isinstance(plain, Estimate)
    assert classical_anova(PLANTS[:2]).f == pytest.approx(plain.ratio**2)


def test_of_two_variants_welchs_f_is_the_square_of_his_t() -> None:
    control, treatment = PLANTS[:2]
    plain = welch(control=control, treatment=treatment)
    assert isinstance(plain, Estimate)
    answer = welch_anova(PLANTS[:2])
    assert (answer.f, answer.df_within) == pytest.approx((plain.ratio**2, plain.df))


def test_the_share_between_variants_is_told() -> None:
    assert welch_anova(PLANTS).eta_squared == pytest.approx(
        3.76634 / (3.76634 + 10.49209), rel=1e-5
    )


def test_variants_without_units_are_left_out() -> None:
    assert classical_anova([*PLANTS, EMPTY]) == classical_anova(PLANTS)


def test_welch_leaves_variants_without_units_out() -> None:
    assert welch_anova([*PLANTS, EMPTY]) == welch_anova(PLANTS)


@pytest.mark.parametrize(
    ("variants", "because"),
    [
        ([Moments(5, 1.0, 2.0), EMPTY], "there are fewer than 2 variants with units"),
        ([Moments(1, 1.0, 0.0), Moments(1, 2.0, 0.0)], "no variant has more than one unit"),
        ([Moments(5, 1.0, 0.0)] * 2, "no unit differs from another of its variant"),
        (
            [Moments(5, 1.0, 2.0), Moments(5, 1.0, 1.0, m2_error=0.1)],
            "the sums cancel: too few digits are left of the squares",
        ),
    ],
)
def test_an_undefined_f_says_why(variants: list[Moments], because: str) -> None:
    answer = classical_anova(variants)
    assert (answer.f, answer.p_value) == (Undefined(because), Undefined(because))


@pytest.mark.parametrize(
    ("variants", "because"),
    [
        ([Moments(5, 1.0, 2.0)], "there are fewer than 2 variants with units"),
        ([Moments(1, 1.0, 0.0), Moments(5, 2.0, 1.0)], "there are fewer than 2 units"),
        ([Moments(5, 1.0, 0.0), Moments(5, 2.0, 1.0)], "in a variant no unit differs from another"),
    ],
)
def test_an_undefined_f_of_welch_says_why(variants: list[Moments], because: str) -> None:
    answer = welch_anova(variants)
    assert (answer.f, answer.df_within) == (Undefined(because), Undefined(because))


def test_one_unit_of_a_variant_counts_where_variances_are_shared() -> None:
    answer = classical_anova([Moments(1, 1.0, 0.0), Moments(5, 2.0, 1.0)])
    assert (answer.f, answer.df_within) == (pytest.approx(5 / 6 / (1 / 4)), 4)


def test_where_all_numbers_are_equal_no_share_is_between() -> None:
    answer = classical_anova([Moments(5, 1.0, 0.0)] * 2)
    assert answer.eta_squared == Undefined("no unit differs from another")
