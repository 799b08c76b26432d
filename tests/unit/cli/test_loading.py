"""What a command loads, and what the list of all commands says of those that it does not load."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from burgee.cli.commands import PLACES, loaded

ROOT = Path(__file__).parents[3]
AWS = {"boto3", "botocore", "moto", "aws_lambda_powertools"}
STATISTICS = {"numpy", "scipy"}
SERVERS = {"uvicorn", "asyncio.sslproto", "jsonschema", "yaml"}
HTTP_EXTRAS = {"click", "pygments", "rich.progress", "rich.syntax"}


def loads(*arguments: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    program = (
        "import sys\n"
        "from burgee.cli.app import app\n"
        "try: app(sys.argv[1:], standalone_mode=False)\n"
        "finally: print('loaded:', *sys.modules)"
    )
    path = os.pathsep.join([str(ROOT / "layers/core/python"), str(ROOT)])
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert "loaded:" in ran.stdout, ran.stderr
    return set(ran.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("name", PLACES)
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    own_words = loaded(name).help.partition("\n\n")[0].split()

    assert PLACES[name].line.split() == own_words


def test_help_loads_no_command() -> None:
    found = loads("--help")

    assert found & (AWS | STATISTICS | SERVERS | {"pydantic", "httpx"}) == set()
    assert {name for name in found if name.startswith("burgee.cli.")} == {
        "burgee.cli.app",
        "burgee.cli.commands",
    }


def test_a_question_to_the_server_loads_its_own_commands_and_a_client() -> None:
    here = "http://127.0.0.1:9"  # where nobody answers
    found = loads("flags", "list", "--url", here, "--key", "burgee.admin.all.abc.defgh")

    assert "httpx" in found
    assert found & (AWS | STATISTICS | SERVERS | HTTP_EXTRAS) == set()
    assert found & {f"burgee.cli.{other}" for other in ("experiments", "ops", "apply")} == set()
