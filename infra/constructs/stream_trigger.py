"""A table's stream into a function, and the queue of what it could not take."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from constructs import Construct

from functions.catalog import FOREVER, Stream
from infra.constructs.failures_queue import FailuresQueue

UNTIL_IT_EXPIRES = -1  # Lambda's word for it; as a number it takes at most 10,000


class StreamTrigger(Construct):
    """Records whose partition key starts with a prefix of the row reach `alias`, in order per key.

    A batch that fails is halved until the record that fails is alone, tried again, then named in
    `failures` (by its place in the stream, without its content). One call per shard at a time,
    and where the row has a window each call says which shard it is.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        stream: Stream,
        *,
        table: dynamodb.ITable,
        keys: tuple[str, str],
        alias: lambda_.Alias,
    ) -> None:
        super().__init__(scope, construct_id)
        self.failures = FailuresQueue(self, "Failures")
        window = stream.tumbling_window_seconds
        alias.add_event_source(
            event_sources.DynamoEventSource(
                table,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=stream.batch_size,
                max_batching_window=Duration.seconds(stream.batching_window_seconds),
                parallelization_factor=1,  # marks are per shard, and more would race on each
                tumbling_window=Duration.seconds(window) if window else None,
                retry_attempts=_attempts(stream),
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                on_failure=event_sources.SqsDlq(self.failures),
                filters=[_only(keys, stream)],
            )
        )


def _attempts(stream: Stream) -> int:
    return UNTIL_IT_EXPIRES if stream.retry_attempts == FOREVER else stream.retry_attempts


def _only(keys: tuple[str, str], stream: Stream) -> dict[str, object]:
    partition_key, sort_key = keys
    wanted: dict[str, object] = {
        partition_key: {"S": [{"prefix": prefix} for prefix in stream.partition_prefixes]}
    }
    if stream.passed_over:
        wanted[sort_key] = {"S": [{"anything-but": list(stream.passed_over)}]}
    return dict(lambda_.FilterCriteria.filter({"dynamodb": {"Keys": wanted}}))
