"""Where what could not be done is kept for people to look at."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.acknowledgements import FAILURES_QUEUE, acknowledge

KEPT = Duration.days(14)  # the longest that there is


class FailuresQueue(sqs.Queue):
    """A dead-letter queue: encrypted, nobody reads it but people, and an alarm tells them to."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(
            scope,
            construct_id,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=KEPT,
        )
        acknowledge(self, FAILURES_QUEUE)
