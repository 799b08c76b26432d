"""Intervals of a difference of rates: Newcombe's printed examples, and every edge."""

from __future__ import annotations

from math import sqrt

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.distributions import normal_quantile
from burgee.stats.proportion_differences import DifferenceInterval, proportion_difference_interval
from burgee.stats.proportions import Proportion, proportion_interval
from burgee.stats.values import Interval, Undefined

WALD, SCORE = DifferenceInterval.WALD, DifferenceInterval.SCORE
NEWCOMBE, CAFFO = DifferenceInterval.NEWCOMBE, DifferenceInterval.AGRESTI_CAFFO

# (treatment, control) of Newcombe (1998), Statistics in Medicine 17: 873-890, table II.
EXAMPLES = {
    "a": (Proportion(56, 70), Proportion(48, 80)),
    "b": (Proportion(9, 10), Proportion(3, 10)),
    "c": (Proportion(6, 7), Proportion(2, 7)),
    "d": (Proportion(5, 56), Proportion(0, 29)),
    "e": (Proportion(0, 10), Proportion(0, 20)),
    "f": (Proportion(0, 10), Proportion(0, 10)),
    "g": (Proportion(10, 10), Proportion(0, 20)),
    "h": (Proportion(10, 10), Proportion(0, 10)),
}
EDGES = [Proportion(x, n) for n in (1, 9) for x in sorted({0, 1, n - 1, n})]


def interval_of(
    control: Proportion, treatment: Proportion, method: DifferenceInterval, alpha: float = 0.05
) -> Interval:
    answer = proportion_difference_interval(
        control=control, treatment=treatment, alpha=alpha, method=method
    )
    assert isinstance(answer, Interval)
    return answer


@pytest.mark.parametrize(
    ("example", "method", "low", "high"),
    [
        ("a", WALD, 0.0575, 0.3425),
        ("b", WALD, 0.2605, 0.9395),
        ("a", SCORE, 0.0533, 0.3377),
        ("b", SCORE, 0.1821, 0.8370),
        ("c", SCORE, 0.0544, 0.8478),
        ("d", SCORE, -0.0313, 0.1926),
        ("e", SCORE, -0.1611, 0.2775),
        ("f", SCORE, -0.2775, 0.2775),
        ("g", SCORE, 0.7225, 1.0000),
        ("a", NEWCOMBE, 0.0524, 0.3339),
        ("b", NEWCOMBE, 0.1705, 0.8090),
        ("c", NEWCOMBE, 0.0582, 0.8062),
        ("d", NEWCOMBE, -0.0381, 0.1926),
        ("e", NEWCOMBE, -0.1611, 0.2775),
        ("f", NEWCOMBE, -0.2775, 0.2775),
        ("g", NEWCOMBE, 0.6791, 1.0000),
        ("h", NEWCOMBE, 0.6075, 1.0000),
    ],
)
def test_newcombes_examples_have_their_printed_ends(
    example: str, method: DifferenceInterval, low: float, high: float
) -> None:
    treatment, control = EXAMPLES[example]

    interval = interval_of(control, treatment, method)

    assert interval.low == pytest.approx(low, abs=6e-5)
    assert interval.high == pytest.approx(high, abs=6e-5)


@pytest.mark.parametrize("method", [SCORE, NEWCOMBE, CAFFO])
@pytest.mark.parametrize("control", EDGES)
@pytest.mark.parametrize("treatment", EDGES)
def test_an_interval_is_there_at_any_counts_and_turns_with_the_variants(
    method: DifferenceInterval, control: Proportion, treatment: Proportion
) -> None:
    there = interval_of(control, treatment, method)

    back = interval_of(treatment, control, method)
    assert there.low < there.high
    assert (-back.high, -back.low) == (pytest.approx(there.low), pytest.approx(there.high))


@pytest.mark.parametrize("method", [SCORE, NEWCOMBE])
@pytest.mark.parametrize("control", EDGES)
@pytest.mark.parametrize("treatment", EDGES)
def test_no_difference_beyond_1_is_thought_of(
    method: DifferenceInterval, control: Proportion, treatment: Proportion
) -> None:
    interval = interval_of(control, treatment, method, alpha=1e-6)

    apart = treatment.successes / treatment.n - control.successes / control.n
    assert -1 <= interval.low <= apart + 1e-12
    assert apart - 1e-12 <= interval.high <= 1


@pytest.mark.parametrize("shift", [-0.03, 0.01, 0.05])
def test_the_score_interval_ends_where_the_score_test_is_just_significant(shift: float) -> None:
    control, treatment = Proportion(120, 1000), Proportion(round(1000 * (0.12 + shift)), 1000)

    interval = interval_of(control, treatment, SCORE, alpha=0.1)

    for end in (interval.low, interval.high):
        assert abs(score_of(control, treatment, end)) == pytest.approx(
            normal_quantile(0.05), rel=1e-6
        )


def score_of(control: Proportion, treatment: Proportion, difference: float) -> float:
    """The score statistic, with the likeliest control rate found by halving."""
    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    for _ in range(100):
        rate = (low + high) / 2
        raised = rate + difference
        slope = (
            control.successes / rate
            - control.failures / (1 - rate)
            + treatment.successes / raised
            - treatment.failures / (1 - raised)
        )
        low, high = (rate, high) if slope > 0 else (low, rate)
    variance = rate * (1 - rate) / control.n + raised * (1 - raised) / treatment.n
    apart = treatment.successes / treatment.n - control.successes / control.n
    return (apart - difference) / sqrt(variance)


def test_without_conversions_the_score_interval_ends_at_wilsons() -> None:
    interval = interval_of(Proportion(0, 100), Proportion(0, 120), SCORE)

    assert interval.high == pytest.approx(
        proportion_interval(Proportion(0, 120), alpha=0.05).high, rel=1e-9
    )


def test_none_against_all_has_a_score_interval_in_closed_form() -> None:
    treatment, control = EXAMPLES["h"]

    interval = interval_of(control, treatment, SCORE)

    square = normal_quantile(0.025) ** 2
    assert interval.low == pytest.approx(1 - square / (10 + square / 2))
    assert interval.high == 1.0


def test_rare_rates_of_a_billion_units_keep_their_digits() -> None:
    control, treatment = Proportion(1, 10**9), Proportion(5, 10**9)

    interval = interval_of(control, treatment, SCORE)

    small = interval_of(Proportion(1, 10**6), Proportion(5, 10**6), SCORE)
    assert interval.low == pytest.approx(small.low / 1000, rel=1e-4)
    assert interval.high == pytest.approx(small.high / 1000, rel=1e-4)


def test_walds_interval_has_no_width_of_0() -> None:
    answer = proportion_difference_interval(
        control=Proportion(0, 100), treatment=Proportion(0, 120), alpha=0.05, method=WALD
    )

    assert answer == Undefined("no unit converted")


@pytest.mark.parametrize("method", DifferenceInterval)
def test_without_units_there_is_no_interval(method: DifferenceInterval) -> None:
    answer = proportion_difference_interval(
        control=Proportion(0, 0), treatment=Proportion(1, 2), alpha=0.05, method=method
    )

    assert answer == Undefined("in the control there are no units")


def test_an_alpha_above_1_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        interval_of(Proportion(1, 2), Proportion(1, 2), WALD, alpha=1.1)
