from __future__ import annotations

from math import log

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.mantel_haenszel import RateStratum, mantel_haenszel
from burgee.stats.proportions import Proportion
from burgee.stats.values import Interval, Undefined

# Admissions of men and women to the six largest departments of Berkeley in 1973 (Bickel, Hammel,
# O'Connell 1975); R's documentation of UCBAdmissions.
BERKELEY = [
    (512, 825, 89, 108),
    (353, 560, 17, 25),
    (120, 325, 202, 593),
    (138, 417, 131, 375),
    (53, 191, 94, 393),
    (22, 373, 24, 341),
]


def test_berkeleys_departments_did_not_prefer_men() -> None:
    # R's mantelhaen.test(UCBAdmissions, correct = FALSE), men over women: 0.9046968; X2 = 1.5246.
    answer = mantel_haenszel(_strata(BERKELEY))
    assert (1 / _known(answer.odds_ratio), _known(answer.chi2)) == pytest.approx(
        (0.9046968, 1.5246), rel=1e-4
    )


def test_one_stratum_is_the_plain_odds_ratio() -> None:
    answer = mantel_haenszel(_strata([(10, 100, 20, 110)]))
    assert answer.odds_ratio == pytest.approx(20 / 90 / (10 / 90))


def test_one_stratum_has_woolfs_interval() -> None:
    interval = mantel_haenszel(_strata([(10, 100, 20, 110)])).odds_ratio_interval
    assert isinstance(interval, Interval)
    half = 1.959964 * (1 / 10 + 1 / 90 + 1 / 20 + 1 / 90) ** 0.5
    assert log(interval.high / interval.low) / 2 == pytest.approx(half)


def test_one_stratum_is_the_plain_difference_of_risks() -> None:
    answer = mantel_haenszel(_strata([(10, 100, 20, 110)]))
    assert (answer.risk_difference, answer.risk_ratio) == pytest.approx(
        (20 / 110 - 0.1, 20 / 110 / 0.1)
    )


def test_a_stratum_of_one_variant_says_nothing() -> None:
    rows = [(10, 100, 20, 110)]
    assert mantel_haenszel(_strata([*rows, (3, 9, 0, 0)])) == mantel_haenszel(_strata(rows))


def test_without_strata_all_is_undefined() -> None:
    answer = mantel_haenszel([])
    reason = Undefined("no stratum has units of both variants")
    assert (answer.risk_difference, answer.chi2, answer.p_value) == (reason, reason, reason)


@pytest.mark.parametrize("row", [(0, 10, 0, 10), (10, 10, 10, 10)])
def test_where_all_or_none_converted_there_is_no_test(row: tuple[int, int, int, int]) -> None:
    answer = mantel_haenszel(_strata([row]))
    assert answer.p_value == Undefined("in every stratum all units converted, or none")


def test_without_conversions_in_the_control_there_are_no_ratios() -> None:
    answer = mantel_haenszel(_strata([(0, 10, 5, 10)]))
    assert isinstance(answer.odds_ratio, Undefined)
    assert isinstance(answer.risk_ratio, Undefined)


@pytest.mark.parametrize("row", [(0, 10, 5, 10), (5, 10, 0, 10)])
def test_an_odds_ratio_at_an_end_has_no_interval(row: tuple[int, int, int, int]) -> None:
    assert isinstance(mantel_haenszel(_strata([row])).odds_ratio_interval, Undefined)


def test_alpha_is_checked() -> None:
    with pytest.raises(ImpossibleInput):
        mantel_haenszel([], alpha=1.0)


def _strata(rows: list[tuple[int, int, int, int]]) -> list[RateStratum]:
    return [
        RateStratum(control=Proportion(x_c, n_c), treatment=Proportion(x_t, n_t))
        for x_c, n_c, x_t, n_t in rows
    ]


def _known(number: float | Undefined) -> float:
    assert not isinstance(number, Undefined)
    return number
