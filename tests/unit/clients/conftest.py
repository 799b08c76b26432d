"""Servers and clocks of the clients' tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from burgee_openfeature.local_client import LocalClient
from tests.unit.clients.clock import Clock
from tests.unit.clients.ruleset_server import KEY, RulesetServer
from tests.unit.services.builders import a_flag_with

Connect = Callable[..., LocalClient]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rulesets() -> Iterator[RulesetServer]:
    """A server whose gallery is on for everybody."""
    with RulesetServer(a_flag_with(default="on")) as running:
        yield running


@pytest.fixture
def connect(clock: Clock) -> Iterator[Connect]:
    """Makes clients that are closed at the end."""
    made: list[LocalClient] = []

    def make(url: str, **options: Any) -> LocalClient:
        told = {"timeout": 5.0, "sender": "none", "clock": clock, "report_usage": False, **options}
        made.append(LocalClient(url, KEY, **told))
        return made[-1]

    yield make
    for client in made:
        client.close(0.5)


@pytest.fixture
def local(rulesets: RulesetServer, connect: Connect) -> LocalClient:
    return connect(rulesets.url)
