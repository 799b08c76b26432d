"""The command, run against a server of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from burgee.cli.app import app
from tests.unit.cli.server import ADMIN_KEY, SERVER_KEY, Server, serving


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]
COMMAND = get_command(app)  # once: to build it takes longer than to run most commands


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def run(server: Server) -> Run:
    """Runs `burgee` with these arguments, with keys and URL in the environment."""

    def run(*arguments: object, stdin: str | None = None, **variables: str | None) -> Ran:
        settings: dict[str, str | None] = {
            "BURGEE_URL": server.url,
            "BURGEE_ADMIN_KEY": ADMIN_KEY,
            "BURGEE_KEY": SERVER_KEY,
            "BURGEE_ENVIRONMENT": None,
            "NO_COLOR": "1",
        }
        runner = CliRunner()
        with runner.isolation(stdin, env={**settings, **variables}) as (out, err, _):
            with pytest.raises(SystemExit) as ended:
                COMMAND.main([str(one) for one in arguments], runner.get_default_prog_name(COMMAND))
            sys.stdout.flush()
            sys.stderr.flush()
            return Ran(int(ended.value.code or 0), out.getvalue().decode(), err.getvalue().decode())

    return run
