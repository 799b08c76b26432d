"""The simulations of `make simulate`, with a few of their replicates and wider bands."""

from __future__ import annotations

import pytest

from tests.simulation.statistics.checks import Check
from tests.simulation.statistics.table import CHECKS

pytestmark = [pytest.mark.long, pytest.mark.unwatched]
SHARE = 0.04
NAIVE = [check for check in CHECKS if check.instead_of is not None]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_number_is_where_it_must_be(check: Check) -> None:
    outcome = check.run(SHARE)

    assert outcome.is_accepted, outcome


@pytest.mark.parametrize("check", NAIVE, ids=lambda check: check.name)
def test_the_band_of_a_naive_method_is_away_from_what_is_right(check: Check) -> None:
    low, high = check.band(check.fewest)

    assert not low <= (check.instead_of or 0.0) <= high
