"""A queue of the catalog: who may send to it, who takes its messages, and what nobody could."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from functions.catalog import Queue
from infra.acknowledgements import TAKES_FROM_A_QUEUE, acknowledge
from infra.constructs.failures_queue import FailuresQueue

KEPT = Duration.days(4)  # shorter than in `failures`, where a message's age goes on counting


class MessageQueue(Construct):
    """A message that was received too often without being taken goes to `failures`."""

    def __init__(self, scope: Construct, construct_id: str, row: Queue) -> None:
        super().__init__(scope, construct_id)
        self.row = row
        self.failures = FailuresQueue(self, "Failures")
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=KEPT,
            visibility_timeout=Duration.seconds(row.visibility_seconds),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.failures, max_receive_count=row.most_receives
            ),
        )

    def deliver_to(self, alias: lambda_.Alias) -> None:
        """Call `alias` with batches; messages that its answer does not name are done."""
        alias.add_event_source(
            event_sources.SqsEventSource(
                self.queue, batch_size=self.row.batch_size, report_batch_item_failures=True
            )
        )
        acknowledge(alias, TAKES_FROM_A_QUEUE)

    def allow_sender(self, function: lambda_.Function) -> None:
        """Let `function` send, and tell it where to."""
        self.queue.grant(function, "sqs:SendMessage")
        function.add_environment(self.row.environment_variable, self.queue.queue_url)
