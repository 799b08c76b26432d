"""Functions whose sandbox freezes with their answer: what they recorded is with the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local.trial import CONTROL, EXPERIMENT, TREATMENT
from tests.e2e.machines import ROOT, DevMachine
from tests.e2e.openfeature_shop import events, exposures
from tests.e2e.sandbox import Sandbox

FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
FUNCTION, OPENFEATURE = FENCE.findall((ROOT / "docs" / "clients" / "lambda.md").read_text())
RUN = f"{EXPERIMENT}.1"


@pytest.fixture(scope="module")
def variables(openfeature_machine: DevMachine) -> dict[str, str]:
    return {"BURGEE_URL": openfeature_machine.url, "BURGEE_KEY": openfeature_machine.server_key}


@pytest.mark.parametrize(
    ("name", "source"),
    [("native", FUNCTION), ("openfeature", OPENFEATURE)],
    ids=["", "openfeature"],
)
def test_nothing_is_lost(
    openfeature_machine: DevMachine,
    variables: dict[str, str],
    tmp_path: Path,
    name: str,
    source: str,
) -> None:
    visitors = [f"frozen-{name}-{number}" for number in range(3)]
    shown = {}
    for number, visitor in enumerate(visitors):
        home = tmp_path / str(number)
        home.mkdir()
        with Sandbox(home, source, variables) as sandbox:
            answer = sandbox.invoke({"visitor": visitor, "bought": 31.5})
        shown[visitor] = TREATMENT if answer["try_on"] else CONTROL

    held = {visitor: exposures(openfeature_machine, visitor) for visitor in visitors}
    assert held == {visitor: {RUN: variant} for visitor, variant in shown.items()}
    assert [events(openfeature_machine, visitor) for visitor in visitors] == [1] * len(visitors)


def test_a_thread_that_sends_loses_everything(
    openfeature_machine: DevMachine, variables: dict[str, str], tmp_path: Path
) -> None:
    threaded = FUNCTION.replace("@client.flushing\n", "").replace(
        'sender="none"', 'sender="thread"'
    )
    assert threaded != FUNCTION
    with Sandbox(tmp_path, threaded, variables) as sandbox:
        sandbox.invoke({"visitor": "frozen-thread", "bought": 31.5})

    assert exposures(openfeature_machine, "frozen-thread") == {}
    assert events(openfeature_machine, "frozen-thread") == 0


def test_a_sandbox_that_thaws_counts_nobody_twice(
    openfeature_machine: DevMachine, variables: dict[str, str], tmp_path: Path
) -> None:
    with Sandbox(tmp_path, FUNCTION, variables) as sandbox:
        first = sandbox.invoke({"visitor": "thawed"})
        again = sandbox.invoke({"visitor": "thawed", "bought": 31.5})

    variant = TREATMENT if first["try_on"] else CONTROL
    assert again == first
    assert exposures(openfeature_machine, "thawed") == {RUN: variant}
    assert events(openfeature_machine, "thawed") == 1
