"""Bins of per-unit numbers."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.histogram import bin_of, bounds_of


@given(st.integers(-(10**30), 10**30))
def test_a_number_lies_in_its_bin(number: int) -> None:
    least, greatest = bounds_of(bin_of(number))

    assert least <= number <= greatest


@given(st.integers(1, 10**30))
def test_no_bin_is_wider_than_two_percent(number: int) -> None:
    least, greatest = bounds_of(bin_of(number))

    assert (greatest - least) * 50 <= least


def test_bins_follow_each_other_without_a_gap() -> None:
    bounds = [bounds_of(index) for index in range(-600, 601)]

    assert all(first[1] + 1 == second[0] for first, second in pairwise(bounds))
