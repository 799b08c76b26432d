"""What was written while a tombstone stood counts once it is gone: the person came back."""

from __future__ import annotations

import pytest

from burgee.services.reconcile import mismatches
from burgee.storage.units import TOMBSTONE_SECONDS
from tests.unit.services.counting import SHOP, Counting


@pytest.fixture
def counting() -> Counting:
    """Erased, and exposed again by a sandbox that did not know."""
    counting = Counting()
    counting.units.erase("u", counting.now)
    counting.expose()
    counting.record("1", numbers={"value": 10_000})
    counting.pump()
    return counting


def _leave_tombstones_behind(counting: Counting) -> None:
    counting.now += TOMBSTONE_SECONDS + 1
    counting.table.expire(counting.now)


def test_while_the_tombstone_stands_nothing_counts(counting: Counting) -> None:
    assert counting.sums() == {}


def test_what_rests_counts_once_the_tombstone_is_gone(counting: Counting) -> None:
    _leave_tombstones_behind(counting)

    counting.pump()

    assert counting.units_of() == {"n": 1}
    assert mismatches(counting.aggregator, counting.aggregator.plans.plan(SHOP)) == {}


def test_what_is_about_to_count_is_not_deleted(counting: Counting) -> None:
    counting.now += TOMBSTONE_SECONDS - 60

    assert counting.units.erase_late("u") == 0
    assert SHOP in counting.units.head("u").exposures
