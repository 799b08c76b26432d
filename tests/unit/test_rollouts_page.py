"""The rollouts that the documentation writes are rollouts."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from burgee.cli.files import Written, read_documents
from burgee.domain.documents import Action
from burgee.domain.rollout_checks import FIELDS_BY_STRATEGY, parse_rollout
from burgee.domain.rollouts import Rollout, RolloutStatus

PAGE = (Path(__file__).parents[2] / "docs" / "rollouts.md").read_text()


def examples() -> list[Written]:
    """Every document of the page, as `burgee apply` reads it."""
    with TemporaryDirectory() as folder:
        for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)):
            (Path(folder) / f"{number}.yaml").write_text(block)
        return read_documents([Path(folder)])


EXAMPLES = [dict(written.body) for written in examples()]


@pytest.mark.parametrize("body", EXAMPLES, ids=lambda body: body["key"])
def test_an_example_is_a_rollout(body: dict[str, Any]) -> None:
    assert parse_rollout(body).planned_stages


def test_there_is_an_example_of_every_strategy() -> None:
    shown = {parse_rollout(body).strategy for body in EXAMPLES}

    assert shown == set(FIELDS_BY_STRATEGY)


def test_the_page_names_every_state() -> None:
    assert [state for state in RolloutStatus if f"`{state}`" not in PAGE] == []


def test_the_page_names_what_rollouts_are_written_with() -> None:
    written = {"stages", "gradual", "strategy", "excluded", "guardrails", "make_alarms", "on_alarm"}

    assert written <= Rollout.model_fields.keys()
    assert [field for field in written if f"`{field}`" not in PAGE] == []


def test_the_page_names_the_steps_of_people() -> None:
    steps = {Action.START, Action.PAUSE, Action.RESUME, Action.RAMP_UP, Action.RAMP_DOWN}

    assert [step for step in steps if f"`{step.replace('_', '-')}`" not in PAGE] == []
