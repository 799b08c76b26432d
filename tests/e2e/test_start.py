"""What `burgee dev` has loaded, and has asked of AWS, when it says that it answers."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.e2e.machines import PACKAGE, ROOT, START_SECONDS, burgee_environment

PROGRAM = """
import json, sys
from botocore.client import BaseClient
from local.dev import DevOptions, running

calls = []
ask = BaseClient._make_api_call
BaseClient._make_api_call = lambda *words: calls.append(words[1]) or ask(*words)
with running(DevOptions(port=0)):
    loaded = {name: module is not None for name, module in sys.modules.items()}
    print(json.dumps({"modules": loaded, "calls": calls}))
"""
STATISTICS = {"numpy", "scipy", "burgee.stats"}
DESCRIPTION = "aws_lambda_powertools.event_handler.openapi.models"
OTHER_PROGRAMS = {"aws_cdk", "matplotlib", "httpx._main", "typer.rich_utils", "burgee.cli.app"}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The modules of a machine that has just started with the examples, and its calls of AWS."""
    home = tmp_path_factory.mktemp("home")
    path = f"{PACKAGE}:{ROOT}"
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=burgee_environment(home) | {"PYTHONPATH": path},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_it_starts_without_statistics_and_without_the_description_of_the_api(
    started: dict[str, Any],
) -> None:
    loaded = {name for name, module in started["modules"].items() if module}

    assert "functions.publish.handler" in loaded
    assert loaded & (STATISTICS | OTHER_PROGRAMS | {DESCRIPTION}) == set()


def test_its_keys_and_examples_are_told_of_together(started: dict[str, Any]) -> None:
    """Notices of some seventeen documents, of which one call takes ten."""
    told = [name for name in started["calls"] if name == "PutEvents"]

    assert 0 < len(told) < 10
