"""The command, run against a server of its own."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from typer.testing import CliRunner

from burgee.cli.app import app
from burgee.runtime.observability import logger
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


@pytest.fixture
def server() -> Iterator[Server]:
    """A server; what it logs is not on the command's output, though it is the same process."""
    handlers = [one for one in logger().handlers if isinstance(one, logging.StreamHandler)]
    for handler in handlers:
        handler.stream = StringIO()
    with serving() as running:
        yield running
    for handler in handlers:
        handler.stream = sys.__stdout__


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
        result = CliRunner().invoke(
            app, [str(one) for one in arguments], input=stdin, env={**settings, **variables}
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run
