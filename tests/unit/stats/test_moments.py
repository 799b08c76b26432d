"""Moments: exact where sums are, flagged where they are not, and the same in any sharding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burgee.domain.errors import ImpossibleInput
from burgee.stats.moments import (
    Moments,
    PairMoments,
    merged,
    merged_pairs,
    moments_from_sums,
    pair_moments_from_sums,
)
from burgee.stats.values import Undefined

WHOLE = st.integers(-(10**6), 10**6)
SAMPLES = st.lists(st.lists(WHOLE, min_size=1, max_size=8), min_size=1, max_size=6)


def moments_of(values: list[int]) -> Moments:
    return moments_from_sums(len(values), sum(values), sum(each * each for each in values))


def pairs_of(ys: list[int], xs: list[int]) -> PairMoments:
    return pair_moments_from_sums(
        len(ys),
        sum(ys),
        sum(xs),
        sum(y * y for y in ys),
        sum(x * x for x in xs),
        sum(y * x for y, x in zip(ys, xs, strict=True)),
    )


@pytest.mark.parametrize(
    ("total", "squares"),
    [
        (300000003, 30000000600000005),
        (Fraction(300000003), Fraction(30000000600000005)),
        (Decimal(300000003), Decimal(30000000600000005)),
        (np.int64(300000003), np.int64(30000000600000005)),
    ],
)
def test_exact_sums_lose_no_digit_however_far_from_0_they_are(total: int, squares: int) -> None:
    moments = moments_from_sums(3, total, squares)

    assert (moments.mean, moments.variance, moments.unreliable) == (100000001.0, 1.0, "")


def test_decimals_of_more_than_28_digits_are_not_rounded() -> None:
    moments = moments_from_sums(3, Decimal(3 * 10**20 + 3), Decimal(3 * 10**40 + 6 * 10**20 + 5))

    assert moments.variance == 1.0


def test_whole_floats_are_exact_too() -> None:
    moments = moments_from_sums(3, 3000003.0, 3000006000005.0)

    assert (moments.variance, moments.unreliable) == (1.0, "")


def test_a_float_too_large_for_its_last_digit_leaves_the_variance_undefined() -> None:
    moments = moments_from_sums(3, 300000003.0, 3.0000000600000004e16)

    assert moments.mean == 100000001.0
    assert str(moments.variance).startswith("undefined, because the sums cancel")


def test_some_lost_digits_are_said_and_the_variance_is_still_given() -> None:
    moments = moments_from_sums(3, 3003.3, 3006605.63)  # 1000.1, 1001.1, 1002.1

    assert moments.variance == pytest.approx(1.0, rel=1e-8)
    assert moments.unreliable.startswith("the sums cancel")


def test_ordinary_floats_are_reliable() -> None:
    moments = moments_from_sums(4, 1.5, 0.75)

    assert (moments.variance, moments.unreliable) == (0.0625, "")


def test_a_negative_residue_of_rounding_is_0_and_flagged() -> None:
    moments = moments_from_sums(10, 1.0000000000000002, 0.1)

    assert moments.variance == 0.0
    assert moments.unreliable


def test_one_unit_has_a_mean_and_no_variance() -> None:
    moments = moments_from_sums(1, 7.0, 49.0)

    assert moments.known_mean == 7.0
    assert moments.variance == Undefined("there are fewer than 2 units")


def test_no_units_have_neither_mean_nor_variance() -> None:
    moments = moments_from_sums(0, 0.0, 0.0)

    assert moments.known_mean == Undefined("there are no units")
    assert isinstance(moments.variance, Undefined)


@pytest.mark.parametrize(
    ("n", "total", "squares"),
    [
        (-1, 0, 0),
        (1.5, 2, 4),
        (nan, 2, 4),
        (0, 1, 1),
        (0, 0, 1),
        (2, nan, 1.0),
        (2, 1.0, inf),
        (2, Decimal("NaN"), 1),
        (2, 10**400, 10**800),
        (4, 10, 24),
        (4, 10.5, 27.0),
        (1, 3, 10),
        (1, 3.5, 10.0),
        (3, 1, -1),
    ],
)
def test_sums_that_no_units_have_are_refused(n: int, total: float, squares: float) -> None:
    with pytest.raises(ImpossibleInput):
        moments_from_sums(n, total, squares)


@pytest.mark.parametrize(
    ("n", "mean", "m2"), [(-1, 0.0, 0.0), (3, 0.0, -1.0), (3, nan, 1.0), (3, 1.0, inf)]
)
def test_moments_that_no_units_have_are_refused(n: int, mean: float, m2: float) -> None:
    with pytest.raises(ImpossibleInput):
        Moments(n, mean, m2)


@settings(max_examples=100, deadline=None)
@given(SAMPLES)
def test_any_sharding_and_any_order_merge_to_the_same(samples: list[list[int]]) -> None:
    whole = moments_of([value for sample in samples for value in sample])
    shards = [moments_of(sample) for sample in samples]

    at_once, backwards = merged(*shards), merged(*reversed(shards))
    one_by_one = Moments(0, 0.0, 0.0)
    for shard in shards:
        one_by_one = merged(one_by_one, shard)

    for each in (at_once, backwards, one_by_one):
        assert each.n == whole.n
        assert each.mean == pytest.approx(whole.mean, rel=1e-9, abs=1e-9)
        assert each.m2 == pytest.approx(whole.m2, rel=1e-9, abs=1e-6)


def test_shards_far_from_0_merge_without_losing_digits() -> None:
    shards = [Moments(3, 1e9 + 1, 2.0), Moments(4, 1e9 + 2, 5.0), Moments(2, 1e9 + 3, 0.5)]

    assert merged(*shards).m2 == pytest.approx(12.38888888888889, rel=1e-12)


def test_nothing_merges_to_nothing() -> None:
    assert merged() == Moments(0, 0.0, 0.0)


def test_a_merged_sample_is_no_more_reliable_than_its_parts() -> None:
    lost = moments_from_sums(3, 300000003.0, 3.0000000600000004e16)

    assert merged(lost, lost).unreliable


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=6), max_size=5))
def test_pairs_merge_as_their_units_together(samples: list[list[tuple[int, int]]]) -> None:
    units = [pair for sample in samples for pair in sample]
    whole = pairs_of([y for y, _ in units], [x for _, x in units])

    joined = merged_pairs(*(pairs_of([y for y, _ in s], [x for _, x in s]) for s in samples))

    assert joined.n == whole.n
    assert joined.c_yx == pytest.approx(whole.c_yx, rel=1e-9, abs=1e-2)
    assert joined.y.m2 == pytest.approx(whole.m2_y, rel=1e-9, abs=1e-3)
    assert joined.x.mean == pytest.approx(whole.mean_x, rel=1e-9, abs=1e-9)


def test_a_pair_is_two_samples() -> None:
    pairs = pairs_of([1, 2, 3], [2, 4, 9])

    assert (pairs.y, pairs.x) == (moments_of([1, 2, 3]), moments_of([2, 4, 9]))


def test_the_difference_of_a_pair_has_the_moments_of_its_units() -> None:
    left = pairs_of([3, 5, 10], [1, 2, 3]).minus(2.0)

    assert left.mean == pytest.approx(2.0)
    assert left.m2 == pytest.approx(6.0)


def test_what_rounding_leaves_of_a_perfect_line_is_no_spread() -> None:
    pairs = pair_moments_from_sums(3, 0.6, 6.0, 0.14, 14.0, 1.4)

    assert pairs.minus(0.1).m2 == 0.0


def test_no_pairs_are_nothing() -> None:
    pairs = pair_moments_from_sums(0, 0, 0, 0, 0, 0)

    assert pairs == merged_pairs()


@pytest.mark.parametrize("products", [21, 19, 21.0])
def test_products_that_the_squares_do_not_allow_are_refused(products: float) -> None:
    with pytest.raises(ImpossibleInput, match="products"):
        pair_moments_from_sums(3, 6, 9, 14, 27, products)


def test_products_without_units_are_refused() -> None:
    with pytest.raises(ImpossibleInput):
        pair_moments_from_sums(0, 0, 0, 0, 0, 1)
