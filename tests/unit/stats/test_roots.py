"""Where functions cross 0."""

from __future__ import annotations

from collections.abc import Callable
from math import atan, exp

import pytest

from burgee.stats.roots import rising_root, smooth_rising_root

ROOTS = [
    (lambda x: x * x * x - 8, 0.0, 10.0, 2.0),
    (lambda x: exp(x) - 1, -3.0, 20.0, 0.0),
    (lambda x: atan(x - 1), -50.0, 9.0, 1.0),
    (lambda x: 2 * x - 1, 0.0, 1.0, 0.5),
]


@pytest.mark.parametrize("search", [rising_root, smooth_rising_root])
@pytest.mark.parametrize(("function", "low", "high", "root"), ROOTS)
def test_a_root_is_found(
    search: Callable[..., float],
    function: Callable[[float], float],
    low: float,
    high: float,
    root: float,
) -> None:
    assert search(function, low, high) == pytest.approx(root, abs=1e-9)


@pytest.mark.parametrize("search", [rising_root, smooth_rising_root])
@pytest.mark.parametrize(("low", "high", "end"), [(0.0, 1.0, 0.0), (-9.0, -8.0, -8.0)])
def test_without_a_root_between_the_ends_the_nearer_end_is_it(
    search: Callable[..., float], low: float, high: float, end: float
) -> None:
    assert search(lambda x: x + 5, low, high) == end
