"""moto as the embedded AWS: what it lacks by itself, and how its stream is read."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from burgee.storage.schema import AGGREGATES, CONFIG, UNITS, Table
from local.backend import AtUrl, BackendUnreachable, Embedded, put_items, stream_arn
from local.streams import Batch, StreamReader


@pytest.fixture
def environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def backend(environment: None) -> Iterator[Embedded]:
    embedded = Embedded()
    yield embedded
    embedded.close()


def _item(number: int) -> dict[str, dict[str, object]]:
    return {"pk": {"S": "flag#a"}, "sk": {"S": f"v{number}"}, "body": {"B": b"\x00\xff"}}


def _reader(backend: Embedded) -> StreamReader:
    return StreamReader(backend.streams, stream_arn(backend.dynamodb, CONFIG), backend.stream_start)


def _sort_keys(batches: list[Batch]) -> list[str]:
    records = [record for batch in batches for record in batch.records]
    return [record["dynamodb"]["Keys"]["sk"]["S"] for record in records]


def test_of_many_writers_of_one_version_one_wins(backend: Embedded) -> None:
    won: list[int] = []
    start = threading.Barrier(8)

    def write(writer: int) -> None:
        start.wait()
        try:
            backend.dynamodb.put_item(
                TableName="config",
                Item={**_item(1), "writer": {"N": str(writer)}},
                ConditionExpression="attribute_not_exists(pk)",
            )
            won.append(writer)
        except ClientError:
            pass

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1


def test_a_reader_sees_what_is_written_from_now_on(backend: Embedded) -> None:
    put_items(backend.dynamodb, CONFIG, [_item(1)])
    reader = _reader(backend)
    put_items(backend.dynamodb, CONFIG, [_item(2), _item(3)])

    batches = reader.read(100)

    assert _sort_keys(batches) == ["v2", "v3"]


def test_records_have_the_shape_that_lambda_gives(backend: Embedded) -> None:
    reader = _reader(backend)
    put_items(backend.dynamodb, CONFIG, [_item(1)])

    record = reader.read(100)[0].records[0]

    assert record["dynamodb"]["NewImage"]["body"] == {"B": "AP8="}
    assert isinstance(record["dynamodb"]["ApproximateCreationDateTime"], float)
    assert record["eventSourceARN"] == stream_arn(backend.dynamodb, CONFIG)
    assert (record["eventName"], record["eventSource"]) == ("INSERT", "aws:dynamodb")


def test_a_reader_takes_no_more_than_it_may(backend: Embedded) -> None:
    reader = _reader(backend)
    put_items(backend.dynamodb, CONFIG, [_item(number) for number in range(1, 6)])

    rounds = [_sort_keys(reader.read(2)) for _ in range(4)]

    assert rounds == [["v1", "v2"], ["v3", "v4"], ["v5"], []]


def test_what_everybody_read_is_forgotten_and_reading_goes_on(backend: Embedded) -> None:
    reader = _reader(backend)
    put_items(backend.dynamodb, CONFIG, [_item(1), _item(2)])
    read = reader.read(100)[0]

    backend.forget(CONFIG.name, read.last_sequence + 1, reader.iterators)
    put_items(backend.dynamodb, CONFIG, [_item(3)])

    assert _sort_keys(reader.read(100)) == ["v3"]


def test_forgetting_frees_records_and_iterators(backend: Embedded) -> None:
    from moto.dynamodbstreams.models import dynamodbstreams_backends

    reader = _reader(backend)
    for number in range(20):
        put_items(backend.dynamodb, CONFIG, [_item(number)])
        last = reader.read(100)[0].last_sequence

    backend.forget(CONFIG.name, last + 1, reader.iterators)

    streams = dynamodbstreams_backends["123456789012"]["us-east-1"]
    shard = streams.dynamodb.get_table("config").stream_shard
    assert shard is not None
    assert len(shard.items) == 0
    assert len(streams.shard_iterators) == 1


def test_forgetting_leaves_a_second_reader_its_place(backend: Embedded) -> None:
    first, second = _reader(backend), _reader(backend)
    put_items(backend.dynamodb, CONFIG, [_item(1)])
    second.read(100)
    read = first.read(100)[0]

    backend.forget(CONFIG.name, read.last_sequence + 1, first.iterators | second.iterators)
    put_items(backend.dynamodb, CONFIG, [_item(2)])

    assert [_sort_keys(reader.read(100)) for reader in (first, second)] == [["v2"], ["v2"]]


def test_waiting_ends_with_a_write(backend: Embedded) -> None:
    before = backend.position()
    writer = threading.Timer(0.05, put_items, (backend.dynamodb, CONFIG, [_item(1)]))
    writer.start()

    number = backend.wait_for_write(before, 10)

    writer.join()
    assert number > before


def test_reading_ends_no_wait(backend: Embedded) -> None:
    before = backend.position()
    backend.dynamodb.get_item(TableName="config", Key={"pk": {"S": "a"}, "sk": {"S": "b"}})

    number = backend.wait_for_write(before, 0.01)

    assert number == before


def test_a_message_that_is_sent_ends_a_wait(backend: Embedded) -> None:
    before = backend.position()
    backend.queues.send_message(QueueUrl=os.environ["LATE_EXPOSURES_QUEUE"], MessageBody="a")

    assert backend.wait_for_write(before, 0.01) > before


def test_nobody_writes_while_all_stands_still(backend: Embedded) -> None:
    writer = threading.Thread(target=put_items, args=(backend.dynamodb, CONFIG, [_item(1)]))
    with backend.standstill:
        writer.start()
        writer.join(0.1)
        written = backend.dynamodb.scan(TableName="config")["Count"]
    writer.join(5)

    assert written == 0
    assert backend.dynamodb.scan(TableName="config")["Count"] == 1


@pytest.mark.parametrize("table", [UNITS, AGGREGATES])
def test_items_expire_as_the_schema_says(backend: Embedded, table: Table) -> None:
    answer = backend.dynamodb.describe_time_to_live(TableName=table.name)

    expected = {"TimeToLiveStatus": "ENABLED", "AttributeName": table.ttl}
    assert answer["TimeToLiveDescription"] == expected


def test_a_query_of_a_large_table_looks_at_its_partition_alone(backend: Embedded) -> None:
    crowd = [{"pk": {"S": f"unit#{n}"}, "sk": {"S": "x"}} for n in range(2000)]
    items = [{"pk": {"S": "unit#a"}, "sk": {"S": sort}} for sort in ("c", "a", "b")]
    put_items(backend.dynamodb, UNITS, [*items, *crowd])
    begun = time.process_time()

    answers = [
        backend.dynamodb.query(
            TableName="units",
            KeyConditionExpression="pk = :pk AND sk > :sk",
            ExpressionAttributeValues={":pk": {"S": "unit#a"}, ":sk": {"S": "a"}},
            ScanIndexForward=False,
        )
        for _ in range(20)
    ]

    assert [item["sk"]["S"] for item in answers[0]["Items"]] == ["c", "b"]
    assert time.process_time() - begun < 0.25  # 0.05 here; 0.4 where all is sorted


def test_forgetting_one_stream_leaves_the_others_alone(backend: Embedded) -> None:
    units = StreamReader(backend.streams, stream_arn(backend.dynamodb, UNITS), "LATEST")
    reader = _reader(backend)
    put_items(backend.dynamodb, CONFIG, [_item(1)])
    read = reader.read(100)[0]
    put_items(backend.dynamodb, UNITS, [_item(2)])

    backend.forget(CONFIG.name, read.last_sequence + 1, reader.iterators)

    assert _sort_keys(units.read(100)) == ["v2"]


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3"])
def test_a_laptops_own_aws_settings_are_never_used(environment: None, variable: str) -> None:
    os.environ[variable] = "mine"

    embedded = Embedded()
    embedded.close()

    assert variable not in os.environ


def test_a_url_where_nobody_answers_is_said(environment: None) -> None:
    with pytest.raises(BackendUnreachable, match=r"127\.0\.0\.1:1"):
        AtUrl("http://127.0.0.1:1")
