"""The same histories over boto3's requests and moto's tables and streams."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from moto import mock_aws

from local.backend import guard_moto
from tests.exactness.histories import history
from tests.exactness.streamed import (
    StreamedTable,
    a_table,
    client_of,
    item_table,
    reader_of,
    streams_client,
)
from tests.exactness.worlds import World, differences

HISTORIES = 300 if "BURGEE_HISTORIES" in os.environ else 5
PARTS = 5


@pytest.fixture(scope="module")
def clients() -> Iterator[tuple[Any, Any]]:
    with mock_aws():
        unguard = guard_moto(threading.RLock(), lambda: None)
        with closing(client_of("dynamodb", None)) as client, streams_client(None) as streams:
            yield client, streams
        unguard()


@pytest.mark.parametrize("part", range(PARTS))
def test_sums_are_exact_on_moto(part: int, clients: tuple[Any, Any]) -> None:
    client, streams = clients
    for seed in range(part, HISTORIES, PARTS):
        with a_table(client, stream=True) as units, a_table(client, stream=False) as aggregates:
            world = World(
                history(seed),
                random.Random(seed),
                units_table=StreamedTable(
                    item_table(client, units), reader_of(client, streams, units)
                ),
                aggregates_table=item_table(client, aggregates),
            )
            world.live()

            assert differences(world) == [], f"history {seed}"
