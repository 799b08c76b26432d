"""Tables with a stream, and what to record in them; builders fill in what a test ignores."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore.session

from burgee.domain.counters import Counters, CountersAddress, ParkedRecord
from burgee.domain.tracking import EventType, Exposure, TrackingEvent
from burgee.domain.units import Total
from burgee.storage.memory_table import MemoryTable
from burgee.storage.table import ItemTable
from local.streams import Record, to_lambda

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

NOON = 1_795_262_400_000  # 2026-11-21T12:00Z, in ms
NOW = NOON / 1000
RUN = "checkout.1"
UNIT = "Zm9vYmFyYmF6cXV1eDEyMw"  # as long as pseudonyms are
SHARD = "shardId-00000001795262400000-0a1b2c3d"
SIXTY_DIGITS = 10**60 - 7

_SECONDS_TO_STREAM = 10


@dataclass(frozen=True)
class MemoryTracked:
    """A table in memory, and what its change log holds."""

    table: MemoryTable

    def items(self) -> list[dict[str, Any]]:
        return [dict(item) for item in self.table.scan(prefix="")]

    def records(self, count: int) -> list[Record]:
        return self.table.changes[:count]


@dataclass(frozen=True)
class StreamedTracked:
    """A table of a DynamoDB, and what its stream holds."""

    table: ItemTable
    client: DynamoDBClient
    table_name: str
    streams_url: str | None = None

    def items(self) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("scan").paginate(TableName=self.table_name)
        return [item for page in pages for item in page["Items"]]

    def records(self, count: int) -> list[Record]:
        """The first records of the stream, as soon as there are so many."""
        session: Any = botocore.session.get_session()
        until = time.monotonic() + _SECONDS_TO_STREAM
        records: list[Record] = []
        with closing(
            session.create_client("dynamodbstreams", endpoint_url=self.streams_url)
        ) as streams:
            while len(records) < count and time.monotonic() < until:
                records = self._records(streams)
        return records[:count]

    def _records(self, streams: DynamoDBStreamsClient) -> list[Record]:
        arn = self.client.describe_table(TableName=self.table_name)["Table"]["LatestStreamArn"]
        stream = streams.describe_stream(StreamArn=arn)["StreamDescription"]
        records: list[Record] = []
        for shard in stream["Shards"]:
            iterator = streams.get_shard_iterator(
                StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            answer = streams.get_records(ShardIterator=iterator)
            records += [to_lambda(record, arn) for record in answer["Records"]]
        return records


Tracked = MemoryTracked | StreamedTracked


def event(event_id: str = "order-1", **fields: Any) -> TrackingEvent:
    """A conversion at noon, received a second later."""
    given: dict[str, Any] = {
        "type": EventType.CONVERSION,
        "name": "purchase",
        "at": NOON,
        "received": NOON + 1_000,
    }
    return TrackingEvent(id=event_id, **(given | fields))


def exposure(variant: str = "treatment", *, run: str = RUN, **fields: Any) -> Exposure:
    """An exposure at noon."""
    given: dict[str, Any] = {"run": run, "variant": variant, "at": NOON, "received": NOON}
    return Exposure(**(given | fields))


def total(version: int = 0, *, count: int = 1, sequence: int = 7) -> Total:
    """A total that one record was folded into."""
    return Total(version, {SHARD: (f"{sequence:040d}", int(NOW))}, {"purchases": {"count": count}})


def address(
    *, shard: str = SHARD, day: str = "2026-11-21", metric: str = "revenue", dimension: str = ""
) -> CountersAddress:
    return CountersAddress(RUN, 1, shard, day, metric, dimension)


def counters(version: int = 0, *, count: int = 1, **fields: Any) -> Counters:
    """Counters that one record was added to."""
    given: dict[str, Any] = {"mark": f"{7:040d}", "body": {"n": count}, "written": int(NOW)}
    return Counters(version=version, **(given | fields))


def parked(sequence: int = 7, *, why: str = "a poison record") -> ParkedRecord:
    return ParkedRecord(
        RUN, SHARD, f"{sequence:040d}", why, '{"item":"event"}', "2026-11-21T12:00Z"
    )


def billed_bytes(item: Mapping[str, Any]) -> int:
    """The size of an item as DynamoDB bills it, rounded up: names, and values by their type."""
    return sum(len(name.encode()) + _bytes_of(value) for name, value in item.items())


def _bytes_of(value: Mapping[str, Any]) -> int:
    [(kind, content)] = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return len(content) // 2 + 2
    return len(content) if kind == "B" else 1
