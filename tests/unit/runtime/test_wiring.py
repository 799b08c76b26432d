from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from burgee.domain.errors import StorageUnavailable
from burgee.runtime import wiring
from burgee.storage.rulesets import DynamoRulesets
from burgee.storage.table import ItemTable


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CONFIG_TABLE", "some-table")
    wiring.reset()
    yield
    wiring.reset()


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_each_part_is_built_once() -> None:
    for build in (wiring.documents, wiring.rulesets, wiring.publishing_rulesets, wiring.settings):
        assert build() is build()


def test_threads_that_ask_at_once_get_the_same() -> None:
    built: list[object] = []
    threads = [threading.Thread(target=lambda: built.append(wiring.documents())) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(built) == 6
    assert len(set(map(id, built))) == 1


def test_after_a_reset_the_environment_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = wiring.settings()
    monkeypatch.setenv("CONFIG_TABLE", "another-table")

    wiring.reset()

    assert before.table_names == {"config": "some-table"}
    assert wiring.settings().table_names == {"config": "another-table"}


def test_a_silent_dynamodb_is_given_up_after_the_timeouts(
    monkeypatch: pytest.MonkeyPatch, silent_server: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", silent_server)
    client = wiring.dynamodb_client(timeout_seconds=0.05, attempts=1)
    rulesets = DynamoRulesets(ItemTable(client, "some-table"))

    started = time.monotonic()
    with pytest.raises(StorageUnavailable, match="ReadTimeoutError"):
        rulesets.pointer("production")

    assert time.monotonic() - started < 2


def test_evaluation_waits_a_second_and_tries_twice() -> None:
    config: Any = wiring.evaluation_client().meta.config

    assert (config.connect_timeout, config.read_timeout) == (1, 1)
    assert config.retries == {"mode": "standard", "total_max_attempts": 2}
