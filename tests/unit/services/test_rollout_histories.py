"""Random histories of rollouts keep the rules; `make simulate` lives ten thousand of them."""

from __future__ import annotations

import pytest

from tests.simulation.rollouts.histories import lived

pytestmark = pytest.mark.unwatched  # the tests of the domain watch it

HISTORIES, PARTS = 120, 6


@pytest.mark.parametrize("part", range(PARTS))
def test_rollouts_keep_their_rules_whatever_befalls_them(part: int) -> None:
    found = {seed: lived(seed) for seed in range(part, HISTORIES, PARTS)}

    assert not any(found.values()), {seed: said for seed, said in found.items() if said}
