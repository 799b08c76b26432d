"""A table's stream into a function, and the queue of what it could not take."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from functions.catalog import Stream
from infra.acknowledgements import FAILURES_QUEUE, acknowledge


class StreamTrigger(Construct):
    """Records whose partition key starts with a prefix of the row reach `alias`, in order per key.

    A batch that fails is halved until the record that fails is alone, tried again, then named in
    `failures` (by its place in the stream, without its content).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        stream: Stream,
        *,
        table: dynamodb.Table,
        partition_key: str,
        alias: lambda_.Alias,
    ) -> None:
        super().__init__(scope, construct_id)
        self.failures = sqs.Queue(
            self,
            "Failures",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        acknowledge(self.failures, FAILURES_QUEUE)
        alias.add_event_source(
            event_sources.DynamoEventSource(
                table,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=stream.batch_size,
                max_batching_window=Duration.seconds(stream.batching_window_seconds),
                retry_attempts=stream.retry_attempts,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                on_failure=event_sources.SqsDlq(self.failures),
                filters=[_only(partition_key, stream.partition_prefixes)],
            )
        )


def _only(partition_key: str, prefixes: tuple[str, ...]) -> dict[str, object]:
    pattern = {"S": [{"prefix": prefix} for prefix in prefixes]}
    return dict(lambda_.FilterCriteria.filter({"dynamodb": {"Keys": {partition_key: pattern}}}))
