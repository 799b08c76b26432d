"""Tables of a DynamoDB with a stream, as histories use them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import botocore.session

from burgee.storage.table import ItemTable
from local.streams import MOST_RECORDS, Record, StreamReader


class StreamedTable:
    """An ItemTable and what its stream has told so far."""

    def __init__(self, table: ItemTable, reader: StreamReader) -> None:
        self._table = table
        self._reader = reader
        self._changes: list[Record] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    @property
    def changes(self) -> list[Record]:
        while batches := self._reader.read(MOST_RECORDS):
            for batch in batches:
                self._changes.extend(batch.records)
        return self._changes


def client_of(service: str, url: str | None) -> Any:
    return botocore.session.get_session().create_client(service, endpoint_url=url)


@contextmanager
def a_table(client: Any, *, stream: bool) -> Iterator[str]:
    """The name of an empty table."""
    name = f"exactness-{uuid.uuid4()}"
    streaming: Any = {"StreamEnabled": stream}
    if stream:
        streaming["StreamViewType"] = "NEW_AND_OLD_IMAGES"
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        StreamSpecification=streaming,
    )
    yield name
    client.delete_table(TableName=name)


def item_table(client: Any, name: str) -> ItemTable:
    return ItemTable(client, name, pause=lambda _: None)


def reader_of(client: Any, streams: Any, name: str) -> StreamReader:
    """A position at the beginning of a table's stream."""
    arn = client.describe_table(TableName=name)["Table"]["LatestStreamArn"]
    return StreamReader(streams, arn, "TRIM_HORIZON")


@contextmanager
def streams_client(url: str | None) -> Iterator[Any]:
    with closing(client_of("dynamodbstreams", url)) as streams:
        yield streams
