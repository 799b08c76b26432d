"""How a table's stream reaches its function, and where what it could not take is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.storage.keys import PROFILE
from burgee.storage.schema import TABLES
from functions.catalog import FOREVER, FUNCTIONS, Function, Stream
from tests.infra.cloud_assembly import Template

STREAMED = {row.name: row.stream for row in FUNCTIONS if row.stream}

streams = pytest.mark.parametrize(("name", "stream"), STREAMED.items(), ids=list(STREAMED))
others = pytest.mark.parametrize(
    "row", [row for row in FUNCTIONS if row.stream is None], ids=lambda row: row.name
)


def _mapping(template: Template, name: str) -> dict[str, Any]:
    """The one event source of a function with a stream; it calls the alias `live`."""
    mapping = template.stream_mapping(name)
    assert mapping["FunctionName"]["Fn::Join"][1][1] == ":live"
    return mapping


@streams
def test_a_function_is_called_by_the_stream_of_its_table(
    prod: Template, name: str, stream: Stream
) -> None:
    [table_id, attribute] = _mapping(prod, name)["EventSourceArn"]["Fn::GetAtt"]
    tables = list(prod.of_type("AWS::DynamoDB::Table"))

    assert attribute == "StreamArn"
    assert TABLES[tables.index(table_id)].name == stream.table


@streams
def test_batches_are_as_large_and_as_patient_as_the_catalog_says(
    prod: Template, name: str, stream: Stream
) -> None:
    mapping = _mapping(prod, name)

    assert mapping["BatchSize"] == stream.batch_size
    assert mapping["MaximumBatchingWindowInSeconds"] == stream.batching_window_seconds
    assert mapping["StartingPosition"] == "TRIM_HORIZON"


@streams
def test_only_partitions_of_the_catalog_pass_the_filter(
    prod: Template, name: str, stream: Stream
) -> None:
    [pattern] = _mapping(prod, name)["FilterCriteria"]["Filters"]

    partitions = json.loads(pattern["Pattern"])["dynamodb"]["Keys"]["pk"]

    assert partitions == {"S": [{"prefix": one} for one in stream.partition_prefixes]}


@streams
def test_no_item_that_is_to_be_passed_over_does(prod: Template, name: str, stream: Stream) -> None:
    [pattern] = _mapping(prod, name)["FilterCriteria"]["Filters"]

    sorts = json.loads(pattern["Pattern"])["dynamodb"]["Keys"].get("sk")

    refused = {"S": [{"anything-but": list(stream.passed_over)}]}
    assert sorts == (refused if stream.passed_over else None)


def test_profiles_are_passed_over_by_aggregate() -> None:
    assert STREAMED["aggregate"].passed_over == (PROFILE,)


@streams
def test_one_call_per_shard_at_a_time_and_it_learns_which_where_there_is_a_window(
    prod: Template, name: str, stream: Stream
) -> None:
    mapping = _mapping(prod, name)

    assert mapping["ParallelizationFactor"] == 1
    assert mapping.get("TumblingWindowInSeconds", 0) == stream.tumbling_window_seconds


@streams
def test_a_batch_that_fails_is_halved_and_tried_from_the_record_that_failed(
    prod: Template, name: str, stream: Stream
) -> None:
    mapping = _mapping(prod, name)

    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["MaximumRetryAttempts"] == (
        -1 if stream.retry_attempts == FOREVER else stream.retry_attempts
    )


def test_aggregate_never_gives_a_record_up_while_the_stream_keeps_it(prod: Template) -> None:
    mapping = _mapping(prod, "aggregate")

    assert mapping["MaximumRetryAttempts"] == -1  # until the record expires
    assert mapping.get("MaximumRecordAgeInSeconds", -1) == -1


@streams
def test_what_a_stream_gave_up_goes_to_an_encrypted_queue_that_refuses_plain_http(
    prod: Template, name: str, stream: Stream
) -> None:
    destination = _mapping(prod, name)["DestinationConfig"]["OnFailure"]["Destination"]
    [queue_id, _] = destination["Fn::GetAtt"]
    queue = prod.of_type("AWS::SQS::Queue")[queue_id]["Properties"]
    [policy] = [
        one
        for one in prod.properties("AWS::SQS::QueuePolicy")
        if one["Queues"][0]["Ref"] == queue_id
    ]
    [statement] = policy["PolicyDocument"]["Statement"]

    assert queue["SqsManagedSseEnabled"] is True
    assert (statement["Effect"], statement["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )


@others
def test_no_stream_calls_a_function_that_has_none(prod: Template, row: Function) -> None:
    sources = [one["EventSourceArn"]["Fn::GetAtt"][1] for one in prod.mappings(row.name)]

    assert "StreamArn" not in sources
