"""What several end-to-end tests share: starting it takes longer than using it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.machines import UNLIMITED, DevMachine
from tests.e2e.openfeature_shop import openfeature_shop


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevMachine]:
    """A server with the examples, which answers as often as it is asked; modules that need another
    one override it."""
    with DevMachine(tmp_path_factory.mktemp("examples"), variables=UNLIMITED) as running:
        yield running


@pytest.fixture
def admin(machine: DevMachine) -> Iterator[httpx.Client]:
    with machine.client(machine.admin_key) as client:
        yield client


@pytest.fixture
def application(machine: DevMachine) -> Iterator[httpx.Client]:
    with machine.client(machine.client_key) as client:
        yield client


@pytest.fixture(scope="session")
def openfeature_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevMachine]:
    """A server with a flag of every kind and a running experiment, in production."""
    with openfeature_shop(tmp_path_factory.mktemp("openfeature")) as running:
        yield running
