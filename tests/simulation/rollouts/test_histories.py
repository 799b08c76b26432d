"""Ten thousand random histories of rollouts, and each rule broken on purpose."""

from __future__ import annotations

import os

import pytest

from tests.simulation.rollouts.histories import lived
from tests.simulation.rollouts.mutations import MUTATIONS, Mutation

HISTORIES = int(os.environ.get("BURGEE_HISTORIES", "1000"))
PARTS = 20  # tests that share them, so that they can run side by side


@pytest.mark.parametrize("part", range(PARTS))
def test_rollouts_keep_their_rules_whatever_befalls_them(part: int) -> None:
    for seed in range(part, HISTORIES, PARTS):
        found = lived(seed)

        assert not found, f"history {seed}: {found}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_without_the_rule_a_history_goes_wrong(
    mutation: Mutation, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutation.plant(monkeypatch)

    shown = any(map(_goes_wrong, range(mutation.within)))

    assert shown, f"{mutation.within} histories did not need that {mutation.rule}"


def _goes_wrong(seed: int) -> bool:
    try:
        return bool(lived(seed))
    except Exception:  # noqa: BLE001 - a history that breaks off has been noticed as well
        return True
