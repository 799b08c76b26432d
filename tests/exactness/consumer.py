"""A consumer of the units table's stream in a process of its own, that may be killed at a write.

    python -m tests.exactness.consumer URL UNITS AGGREGATES CHECKPOINT KILL_BEFORE

It delivers what the stream holds behind its checkpoint, writes down how far it is after each
batch, and ends when nothing is left. KILL_BEFORE: the number of the write before which it kills
itself with SIGKILL; 0: never.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Aggregator
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.memory import MemoryDocuments
from burgee.storage.units import DynamoUnits
from local.streams import Batch, to_lambda
from tests.exactness.histories import EXPERIMENTS, NOW, experiment
from tests.exactness.streamed import client_of, item_table
from tests.exactness.worlds import InterruptedTable

WRITES = {"put", "update", "delete"}
MOST = 7  # records of a batch


class Killing:
    """Counts writes, and ends this process as `kill -9` does before one of them."""

    def __init__(self, before: int) -> None:
        self._left = before

    def __call__(self, call: str) -> None:
        if call in WRITES:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, units: str, aggregates: str, checkpoint: str, kill_before: str) -> int:
    random.seed(kill_before)
    client, streams = client_of("dynamodb", url), client_of("dynamodbstreams", url)
    killing = Killing(int(kill_before))
    documents = MemoryDocuments()
    for key in EXPERIMENTS:
        documents.put(experiment(key))
    aggregator = Aggregator(
        DynamoUnits(InterruptedTable(item_table(client, units), killing), now=lambda: NOW),  # type: ignore[arg-type]  # it has the methods that are called
        DynamoAggregates(InterruptedTable(item_table(client, aggregates), killing)),  # type: ignore[arg-type]  # as above
        documents,
        lambda: NOW,
    )
    place = Path(checkpoint)
    taken = json.loads(place.read_text()) if place.exists() else {}
    while batch := next(_batches(client, streams, units, taken), None):
        result = aggregator.take(list(unit_changes(batch.records)), batch.shard)
        if result.failed or result.parked:
            return 1
        taken[batch.shard] = batch.records[-1]["dynamodb"]["SequenceNumber"]
        place.write_text(json.dumps(taken))
    return 0


def _batches(client: Any, streams: Any, table: str, taken: dict[str, str]) -> Iterator[Batch]:
    """The next records of each shard, parents before their children."""
    arn = client.describe_table(TableName=table)["Table"]["LatestStreamArn"]
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        name = shard["ShardId"]
        where: Any = {"ShardIteratorType": "TRIM_HORIZON"}
        if name in taken:
            where = {
                "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                "SequenceNumber": taken[name],
            }
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=name, **where)
        most = random.randint(1, MOST)
        answer = streams.get_records(ShardIterator=iterator["ShardIterator"], Limit=most)
        records = [to_lambda(record, arn) for record in answer["Records"]]
        if records:
            yield Batch(name, records)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
