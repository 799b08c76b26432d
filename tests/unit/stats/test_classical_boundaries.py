"""Pocock's and O'Brien and Fleming's tables."""

from __future__ import annotations

from math import inf

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.classical_boundaries import Classical, classical_boundary
from burgee.stats.crossing import upper_crossings
from burgee.stats.distributions import normal_quantile

TABLES = [
    (Classical.POCOCK, 0.05, 2, 2.178),
    (Classical.POCOCK, 0.05, 3, 2.289),
    (Classical.POCOCK, 0.05, 10, 2.555),
    (Classical.POCOCK, 0.01, 5, 2.986),
    (Classical.OBRIEN_FLEMING, 0.05, 2, 1.977),
    (Classical.OBRIEN_FLEMING, 0.05, 3, 2.004),
    (Classical.OBRIEN_FLEMING, 0.05, 10, 2.087),
    (Classical.OBRIEN_FLEMING, 0.1, 4, 1.733),
]


@pytest.mark.parametrize(("kind", "alpha", "looks", "constant"), TABLES)
def test_constants_are_those_of_the_tables(
    kind: Classical, alpha: float, looks: int, constant: float
) -> None:
    found = classical_boundary(kind, looks, alpha=alpha)
    assert found.constant == pytest.approx(constant, abs=6e-4)


@pytest.mark.parametrize("kind", Classical)
def test_one_look_has_the_bound_of_an_ordinary_test(kind: Classical) -> None:
    found = classical_boundary(kind, 1, alpha=0.025, sides=1)
    assert found.z == (pytest.approx(normal_quantile(0.025), abs=1e-9),)


def test_bounds_fall_with_the_root_of_time() -> None:
    found = classical_boundary(Classical.OBRIEN_FLEMING, 4, alpha=0.05)
    assert [z / found.constant for z in found.z] == pytest.approx([2.0, 2**0.5, (4 / 3) ** 0.5, 1])


@pytest.mark.parametrize("alpha", [1e-6, 0.3, 0.8])
@pytest.mark.parametrize("kind", Classical)
def test_one_side_errs_with_alpha(kind: Classical, alpha: float) -> None:
    found = classical_boundary(kind, 3, alpha=alpha, sides=1)
    assert sum(upper_crossings((1, 2, 3), found.z, sides=1)) == pytest.approx(alpha, rel=1e-6)


@pytest.mark.parametrize("looks", [0, -1, 1.5, inf])
def test_looks_that_cannot_be_counted_are_refused(looks: int) -> None:
    with pytest.raises(ImpossibleInput, match="looks"):
        classical_boundary(Classical.POCOCK, looks, alpha=0.05)
