"""Reads a table's stream shard by shard, parents before children, in the shape Lambda gives."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

Record = Mapping[str, Any]

MOST_RECORDS = 1000  # of one GetRecords

_EXPIRED_IN_DYNAMODB_LOCAL = "UNKNOWN_TO_SDK_VERSION"
_TIME_TO_LIVE = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one shard, oldest first, shaped as a function receives them."""

    shard: str
    records: list[Record]

    @property
    def last_sequence(self) -> int:
        return sequence_of(self.records[-1])


class StreamReader:
    """A position in every open shard of a stream.

    `start`: where the first shards are read from (`LATEST` or `TRIM_HORIZON`); shards that
    open later are read from their beginning.
    """

    def __init__(self, client: DynamoDBStreamsClient, arn: str, start: str) -> None:
        self._client = client
        self._arn = arn
        self._iterators: dict[str, str] = {}
        self._read_to: dict[str, str] = {}
        self._ended: set[str] = set()
        self._parents: dict[str, str | None] = {}
        self._discover(start)

    def parents(self, shard: str) -> tuple[str, ...]:
        """The shard that this one follows, if there is one."""
        parent = self._parents.get(shard)
        return (parent,) if parent else ()

    @property
    def iterators(self) -> frozenset[str]:
        """Those that it goes on with."""
        return frozenset(self._iterators.values())

    @property
    def ended(self) -> frozenset[str]:
        """Shards that were read to their end."""
        return frozenset(self._ended)

    def read(self, limit: int) -> list[Batch]:
        """The next records, at most `limit` of each shard; empty when there are none."""
        batches = [self._read_shard(shard, limit) for shard in list(self._iterators)]
        if not self._iterators or any(batch is None for batch in batches):
            self._discover("TRIM_HORIZON")
        return [batch for batch in batches if batch and batch.records]

    def _read_shard(self, shard: str, limit: int) -> Batch | None:
        """The next records of a shard; None when it was closed and holds no more."""
        try:
            answer = self._client.get_records(
                ShardIterator=self._iterators[shard], Limit=min(limit, MOST_RECORDS)
            )
        except self._client.exceptions.ExpiredIteratorException:
            self._iterators[shard] = self._iterator(shard, "TRIM_HORIZON")
            return Batch(shard, [])
        except self._client.exceptions.TrimmedDataAccessException:
            # DynamoDB Local also says so of a stream that was empty when it was opened.
            self._read_to.pop(shard, None)
            self._iterators[shard] = self._iterator(shard, "TRIM_HORIZON")
            return Batch(shard, [])
        records = [to_lambda(record, self._arn) for record in answer["Records"]]
        if records:
            self._read_to[shard] = records[-1]["dynamodb"]["SequenceNumber"]
        following = answer.get("NextShardIterator")
        if following:
            self._iterators[shard] = following
        else:
            del self._iterators[shard]
            self._ended.add(shard)
        return Batch(shard, records) if following or records else None

    def _discover(self, start: str) -> None:
        shards = self._shards()
        listed = {shard["ShardId"] for shard in shards}
        for shard in shards:
            name, parent = shard["ShardId"], shard.get("ParentShardId")
            self._parents[name] = parent
            is_known = name in self._iterators or name in self._ended
            waits = parent in listed and parent not in self._ended
            if not is_known and not waits:
                self._iterators[name] = self._iterator(name, start)

    def _shards(self) -> list[Any]:
        shards: list[Any] = []
        after: dict[str, Any] = {}
        while True:
            stream = self._client.describe_stream(StreamArn=self._arn, **after)["StreamDescription"]
            shards.extend(stream.get("Shards", ()))
            if "LastEvaluatedShardId" not in stream:
                return shards
            after = {"ExclusiveStartShardId": stream["LastEvaluatedShardId"]}

    def _iterator(self, shard: str, start: str) -> str:
        where: Any = {"ShardIteratorType": start}
        if shard in self._read_to:
            where = {
                "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                "SequenceNumber": self._read_to[shard],
            }
        answer = self._client.get_shard_iterator(StreamArn=self._arn, ShardId=shard, **where)
        return answer["ShardIterator"]


def sequence_of(record: Record) -> int:
    """A record's place in its shard."""
    return int(record["dynamodb"]["SequenceNumber"])


def to_lambda(record: Mapping[str, Any], arn: str) -> Record:
    """A record as a function receives it: times as seconds, binary values as base64.

    What DynamoDB Local writes when an item has expired is said as DynamoDB says it.
    """
    plain = {**_plain(record), "eventSourceARN": arn}
    if record.get("eventName") == _EXPIRED_IN_DYNAMODB_LOCAL:
        plain |= {"eventName": "REMOVE", "userIdentity": _TIME_TO_LIVE}
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    return value
