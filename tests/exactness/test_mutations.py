"""Each rule of exactness is needed: without it, some history comes out wrong."""

from __future__ import annotations

import os

import pytest

from tests.exactness.histories import history
from tests.exactness.mutations import MUTATIONS, QUICK, Mutation
from tests.exactness.worlds import lived

IS_LONG = "BURGEE_HISTORIES" in os.environ


def _histories_until_it_shows(within: int) -> int | None:
    for seed in range(within):
        try:
            found = lived(history(seed), seed)
        except Exception:  # noqa: BLE001 - a history that breaks off has been noticed as well
            return seed + 1
        if found:
            return seed + 1
    return None


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_without_the_rule_a_history_comes_out_wrong(
    mutation: Mutation, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mutation.within > QUICK and not IS_LONG:
        pytest.skip("needs more histories than the quick run has: make exactness")
    mutation.plant(monkeypatch)

    shown = _histories_until_it_shows(mutation.within)

    assert shown is not None, f"{mutation.within} histories did not need that {mutation.rule}"
