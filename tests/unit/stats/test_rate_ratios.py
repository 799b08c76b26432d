"""Ratios of rates: log-normal and score intervals, and where they end."""

from __future__ import annotations

from math import inf, log, sqrt

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.distributions import normal_quantile
from burgee.stats.proportions import Proportion
from burgee.stats.rate_ratios import (
    odds_ratio,
    relative_log_interval,
    relative_score_interval,
    risk_ratio,
)
from burgee.stats.values import Interval, Undefined

CONTROL = Proportion(120, 1000)
TREATMENT = Proportion(150, 1000)
NOBODY = Proportion(0, 0)
NONE = Proportion(0, 50)
FEW = Proportion(4, 50)
ALL = Proportion(50, 50)
Z = normal_quantile(0.025)


def relative(control: Proportion, treatment: Proportion, alpha: float = 0.05) -> Interval:
    answer = relative_score_interval(control=control, treatment=treatment, alpha=alpha)
    assert isinstance(answer, Interval)
    return answer


def test_the_log_interval_is_even_on_the_logarithm() -> None:
    ratio = risk_ratio(control=CONTROL, treatment=TREATMENT, alpha=0.05)

    assert log(ratio.interval.high / ratio.value) == pytest.approx(
        log(ratio.value / ratio.interval.low)
    )


def test_the_log_odds_have_the_reciprocals_of_the_cells_as_variance() -> None:
    ratio = odds_ratio(control=CONTROL, treatment=TREATMENT, alpha=0.05)

    se = sqrt(1 / 120 + 1 / 880 + 1 / 150 + 1 / 850)
    assert log(ratio.interval.high / ratio.value) == pytest.approx(Z * se)


def test_the_relative_effect_of_rates_is_the_risk_ratio_less_1() -> None:
    interval = relative_log_interval(control=CONTROL, treatment=TREATMENT, alpha=0.05)

    ratio = risk_ratio(control=CONTROL, treatment=TREATMENT, alpha=0.05)
    assert interval == Interval(ratio.interval.low - 1, ratio.interval.high - 1)


def test_without_conversions_in_the_control_there_is_no_ratio() -> None:
    risk = risk_ratio(control=NONE, treatment=FEW, alpha=0.05)
    odds = odds_ratio(control=NONE, treatment=FEW, alpha=0.05)

    assert risk.value == risk.interval == Undefined("no unit of the control converted")
    assert isinstance(odds.value, Undefined)
    assert isinstance(odds.interval, Undefined)
    assert isinstance(relative_log_interval(control=NONE, treatment=FEW, alpha=0.05), Undefined)


@pytest.mark.parametrize("ratio_by", [risk_ratio, odds_ratio])
def test_without_conversions_in_the_treatment_the_ratio_is_0_and_has_no_log_interval(
    ratio_by: object,
) -> None:
    ratio = ratio_by(control=FEW, treatment=NONE, alpha=0.05)

    assert ratio.value == 0.0
    assert isinstance(ratio.interval, Undefined)


def test_two_variants_that_all_converted_have_a_ratio_without_an_interval() -> None:
    ratio = risk_ratio(control=ALL, treatment=Proportion(7, 7), alpha=0.05)

    assert (ratio.value, ratio.interval) == (1.0, Undefined("all units converted"))


def test_odds_of_a_treatment_that_all_converted_are_undefined() -> None:
    assert isinstance(odds_ratio(control=FEW, treatment=ALL, alpha=0.05).value, Undefined)


@pytest.mark.parametrize("ratio_by", [risk_ratio, odds_ratio])
def test_without_units_there_is_no_ratio(ratio_by: object) -> None:
    assert isinstance(ratio_by(control=NOBODY, treatment=FEW, alpha=0.05).value, Undefined)


@pytest.mark.parametrize(
    ("control", "treatment"),
    [
        (Proportion(4, 90), Proportion(11, 95)),
        (Proportion(1, 5), Proportion(4, 5)),
        (Proportion(30, 40), Proportion(3, 50)),
        (CONTROL, TREATMENT),
    ],
)
def test_the_score_interval_ends_where_chi_square_is_just_significant(
    control: Proportion, treatment: Proportion
) -> None:
    interval = relative(control, treatment)

    for end in (interval.low, interval.high):
        assert chi_square_of(control, treatment, 1 + end) == pytest.approx(Z * Z, rel=1e-6)


def chi_square_of(control: Proportion, treatment: Proportion, ratio: float) -> float:
    """Koopman's statistic, with the likeliest control rate from its quadratic equation."""
    n = control.n + treatment.n
    b = control.n + treatment.successes + ratio * (control.successes + treatment.n)
    c = control.successes + treatment.successes
    rate = 2 * c / (b + sqrt(b * b - 4 * ratio * n * c))
    return sum(
        (each.successes - each.n * share) ** 2 / (each.n * share * (1 - share))
        for each, share in ((control, rate), (treatment, ratio * rate))
    )


def test_the_score_interval_turns_with_the_variants() -> None:
    there = relative(CONTROL, TREATMENT)

    back = relative(TREATMENT, CONTROL)
    assert 1 / (1 + back.high) - 1 == pytest.approx(there.low)
    assert 1 / (1 + back.low) - 1 == pytest.approx(there.high)


def test_without_conversions_in_one_variant_the_score_interval_has_one_end() -> None:
    assert relative(NONE, FEW).high == inf
    assert relative(NONE, FEW).low > 0
    assert relative(FEW, NONE).low == -1.0
    assert relative(FEW, NONE).high < 0.5


def test_two_variants_that_all_converted_leave_room_for_few_units() -> None:
    interval = relative(ALL, ALL)

    assert interval.high == pytest.approx(Z * Z / 50)
    assert interval.low == pytest.approx(1 / (1 + Z * Z / 50) - 1)


def test_a_control_that_all_converted_stays_at_1_where_the_treatment_explains_enough() -> None:
    interval = relative(ALL, FEW)

    # With the control at 1 the ratio is the treatment's rate, and so its Wilson limit.
    half = Z * sqrt(4 * 46 / 50 + Z * Z / 4)
    assert 1 + interval.high == pytest.approx((4 + Z * Z / 2 + half) / (50 + Z * Z))


def test_without_any_conversion_no_ratio_is_excluded() -> None:
    answer = relative_score_interval(control=NONE, treatment=NONE, alpha=0.05)

    assert answer == Undefined("no unit converted")


def test_without_units_there_is_no_score_interval() -> None:
    answer = relative_score_interval(control=FEW, treatment=NOBODY, alpha=0.05)

    assert answer == Undefined("in the treatment there are no units")


def test_an_alpha_of_1_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        relative(CONTROL, TREATMENT, alpha=1.0)
