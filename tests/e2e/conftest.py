"""What several end-to-end tests share: starting it takes longer than using it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.machines import DevMachine
from tests.e2e.openfeature_shop import openfeature_shop


@pytest.fixture(scope="session")
def openfeature_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevMachine]:
    """A server with a flag of every kind and a running experiment, in production."""
    with openfeature_shop(tmp_path_factory.mktemp("openfeature")) as running:
        yield running
