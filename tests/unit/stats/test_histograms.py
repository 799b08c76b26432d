from __future__ import annotations

from math import inf, nan

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.domain.histogram import bin_of, bounds_of
from burgee.stats.histograms import Histogram, histogram_between, histogram_of, pooled


def test_empty_bins_are_left_out() -> None:
    assert histogram_between([0, 1, 2, 3], [5, 0, 5]).lows == (0.0, 2.0)


def test_units_of_all_bins_are_counted() -> None:
    assert histogram_between([0, 1, 2], [5, 4]).n == 9


def test_a_histogram_without_units_has_none() -> None:
    assert histogram_of([]).n == 0


@pytest.mark.parametrize(
    ("share", "number"), [(0.25, 0.5), (0.5, 1.0), (0.75, 2.5), (1.0, 3.0), (0.0, 0.0)]
)
def test_a_number_is_linear_inside_its_bin(share: float, number: float) -> None:
    assert histogram_between([0, 1, 2, 3], [5, 0, 5]).number_at(share) == number


def test_rounding_of_a_share_does_not_leap_over_an_empty_bin() -> None:
    histogram = histogram_between([0, 1, 90, 91], [55, 0, 45])
    assert 0.55 * 100 > 55
    assert histogram.number_at(0.55) == 1


def test_a_point_is_a_bin() -> None:
    assert histogram_of([(-2, -2, 1), (0, 0, 8), (1, 2, 1)]).number_at(0.5) == 0


def test_units_above_a_number_are_those_of_later_bins() -> None:
    histogram = histogram_of([(0, 0, 90), (1, 1, 5), (2, 3, 4), (3, 5, 1)])
    assert [histogram.units_above(number) for number in (0, 1, 2, 3, 5)] == [10, 5, 5, 1, 0]


def test_the_bin_of_one_number_can_be_left_out() -> None:
    assert histogram_of([(0, 0, 90), (0, 1, 5)]).without_point(0) == histogram_of([(0, 1, 5)])


def test_histograms_of_the_same_bins_add() -> None:
    parts = [histogram_of([(0, 0, 3), (4, 5, 1)]), histogram_of([(0, 0, 2), (2, 2, 7)])]
    assert pooled(parts) == histogram_of([(0, 0, 5), (2, 2, 7), (4, 5, 1)])


def test_the_bins_of_counters_are_in_order() -> None:
    rows = [(*bounds_of(bin_of(number)), 1) for number in (-40_000, -3, 0, 5, 70_000)]
    assert histogram_of(rows).n == 5


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 2, 1), (1, 3, 1)],
        [(2, 3, 1), (0, 1, 1)],
        [(1, 0, 1)],
        [(nan, 1, 1)],
        [(0, 1, -1)],
        [(0, 1, 0.5)],
    ],
)
def test_what_is_no_histogram_is_refused(rows: list[tuple[float, float, int]]) -> None:
    with pytest.raises(ImpossibleInput):
        histogram_of(rows)


def test_edges_and_counts_have_to_match() -> None:
    with pytest.raises(ImpossibleInput):
        histogram_between([0, 1], [1, 2])


def test_an_open_bin_has_an_infinite_end() -> None:
    assert histogram_between([0, 1, inf], [1, 2]) == Histogram((0, 1), (1, inf), (1, 2), (1, 3))
