from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.histograms import histogram_between, histogram_of
from burgee.stats.quantiles import (
    Quantile,
    quantile_difference,
    quantile_of_histogram,
    quantile_of_values,
)
from burgee.stats.values import Estimate, Interval, Undefined


def test_the_interval_of_a_median_is_between_published_ranks() -> None:
    # Conover (1999), table A3: of 16 values, P(X <= 3) = 0.0106 and P(X <= 4) = 0.0384 > 0.025.
    found = _known(quantile_of_values(range(1, 17), 0.5))
    assert found.interval == Interval(4, 13)


def test_too_few_values_leave_the_interval_open() -> None:
    found = _known(quantile_of_values([1, 2, 3], 0.9))
    assert found.interval == Interval(1, inf)


def test_one_value_is_its_quantile() -> None:
    assert _known(quantile_of_values([7], 0.5)) == Quantile(1, 7.0, Interval(-inf, inf))


def test_the_quantile_of_values_lies_between_its_neighbours() -> None:
    assert _known(quantile_of_values([4, 1, 3, 2], 0.25)).value == 1.75


def test_the_interval_of_values_covers_as_often_as_it_says() -> None:
    samples = np.random.default_rng(7).exponential(size=(600, 60))
    truth = -np.log(1 - 0.8)
    held = sum(
        truth in _known(quantile_of_values(sample.tolist(), 0.8, 0.1)).interval
        for sample in samples
    )
    assert 0.9 - 3.5 * 0.0123 <= held / 600 <= 0.97


def test_the_interval_of_a_histogram_covers_as_often_as_it_says() -> None:
    edges = [*np.linspace(0, 12, 301).tolist(), inf]
    samples = np.random.default_rng(8).exponential(size=(600, 400))
    truth = -np.log(1 - 0.8)
    found = [
        _known(quantile_of_histogram(histogram_between(edges, _counts(sample, edges)), 0.8, 0.1))
        for sample in samples
    ]
    held = sum(truth in each.interval for each in found)
    assert held / 600 == pytest.approx(0.9, abs=3.5 * 0.0123)


def test_without_values_there_is_no_quantile() -> None:
    assert quantile_of_values([], 0.5) == Undefined("there are no units")


def test_without_units_there_is_no_quantile() -> None:
    assert quantile_of_histogram(histogram_of([]), 0.5) == Undefined("there are no units")


@pytest.mark.parametrize("edges", [[0, 1, inf], [-inf, 0, 1]])
def test_a_quantile_in_an_open_bin_is_not_made_up(edges: list[float]) -> None:
    histogram = histogram_between(edges, [50, 50])
    q = 0.9 if edges[-1] == inf else 0.1
    assert quantile_of_histogram(histogram, q) == Undefined(
        "the quantile lies in an open-ended bin"
    )


def test_an_interval_that_reaches_into_an_open_bin_is_open() -> None:
    found = _known(quantile_of_histogram(histogram_between([-inf, 0, 1, inf], [1, 98, 1]), 0.985))
    assert found.interval.high == inf


def test_an_interval_that_reaches_beyond_all_units_is_open_on_both_sides() -> None:
    found = _known(quantile_of_histogram(histogram_between([0, 1], [2]), 0.5))
    assert found.interval == Interval(-inf, inf)


def test_a_quantile_says_how_wide_its_bin_is() -> None:
    assert (
        _known(quantile_of_histogram(histogram_between([0, 1, 5], [10, 90]), 0.5)).resolution == 4
    )


@pytest.mark.parametrize("q", [0.0, 1.0, nan])
def test_a_quantile_of_no_share_is_refused(q: float) -> None:
    with pytest.raises(ImpossibleInput):
        quantile_of_values([1, 2], q)


@pytest.mark.parametrize("value", [inf, nan])
def test_values_are_finite(value: float) -> None:
    with pytest.raises(ImpossibleInput):
        quantile_of_values([1, value], 0.5)


def test_an_estimate_has_the_error_that_its_interval_tells() -> None:
    estimate = _estimate(Quantile(10**9, 5.0, Interval(5 - 1.959964, 5 + 1.959964)))
    assert (estimate.se, estimate.df) == (pytest.approx(1), 10**9 - 1)


@pytest.mark.parametrize(
    ("quantile", "because"),
    [
        (Quantile(1, 5.0, Interval(4, 6)), "fewer than 2 units"),
        (Quantile(9, 5.0, Interval(4, inf)), "too few units for an interval"),
        (Quantile(9, 5.0, Interval(5, 5)), "is a single number"),
    ],
)
def test_a_quantile_without_an_error_says_why(quantile: Quantile, because: str) -> None:
    estimate = quantile.estimate()
    assert isinstance(estimate, Undefined)
    assert because in estimate.because


def test_a_difference_with_an_undefined_side_says_which() -> None:
    collapsed, other = Quantile(9, 5.0, Interval(5, 5)), Quantile(9, 5.0, Interval(4, 6))
    found = quantile_difference(control=other, treatment=collapsed)
    assert isinstance(found, Undefined)
    assert found.because.startswith("in the treatment ")


@pytest.mark.parametrize(
    "wrong",
    [
        Quantile(-1, 5.0, Interval(4, 6)),
        Quantile(9, 5.0, Interval(6, 4)),
        Quantile(9, inf, Interval(4, 6)),
    ],
)
def test_an_impossible_quantile_is_refused(wrong: Quantile) -> None:
    with pytest.raises(ImpossibleInput):
        quantile_difference(control=Quantile(9, 5.0, Interval(4, 6)), treatment=wrong)


def _counts(sample: np.ndarray[tuple[int], np.dtype[np.float64]], edges: list[float]) -> list[int]:
    return [int(count) for count in np.histogram(sample, bins=edges)[0]]


def _known(quantile: Quantile | Undefined) -> Quantile:
    assert isinstance(quantile, Quantile)
    return quantile


def _estimate(quantile: Quantile) -> Estimate:
    estimate = quantile.estimate()
    assert isinstance(estimate, Estimate)
    return estimate
