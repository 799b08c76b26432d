"""Counters equal a plain recount, whatever befalls the stream: on tables in memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial

import pytest

from tests.exactness.histories import Step, history, shrunk
from tests.exactness.worlds import lived

pytestmark = pytest.mark.unwatched  # the tests of the domain watch it

HISTORIES = int(os.environ.get("BURGEE_HISTORIES", "300"))
PARTS = 10  # tests that share them, so that they can run side by side


@pytest.mark.parametrize("part", range(PARTS))
def test_sums_totals_and_profiles_are_exact_to_the_last_unit(part: int) -> None:
    for seed in range(part, HISTORIES, PARTS):
        found = lived(history(seed), seed)

        if found:
            steps = shrunk(history(seed), partial(_fails, seed))
            told = "\n".join(map(str, steps))
            pytest.fail(f"history {seed}: {found}\nthe shortest one that fails so:\n{told}")


def _fails(seed: int, steps: Sequence[Step]) -> bool:
    return bool(lived(steps, seed))
