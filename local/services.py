"""Queues and one-time schedules, kept by moto in this process whatever holds the tables."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from functions.catalog import FUNCTIONS, SCHEDULED, Queue
from local.events import ACCOUNT
from local.sandbox import REGION

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sqs import SQSClient

SCHEDULE_GROUP = "burgee"
NOTICES_BUS = "default"  # which is there without being made
PAUSES = "1,2,4,8,15"  # of webhooks that fail: nobody waits an hour in front of a laptop
MOST_SECONDS_KEPT = 14 * 86400


def queue_url(queue: Queue) -> str:
    """Where messages for a queue are sent to."""
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{queue.name}"


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def queues() -> list[Queue]:
    """The queues of the catalog."""
    return [function.queue for function in FUNCTIONS if function.queue is not None]


def services_environment() -> dict[str, str]:
    """What tells functions of queues, of the group of schedules and of where notices go."""
    return {
        **{queue.environment_variable: queue_url(queue) for queue in queues()},
        "SCHEDULE_GROUP": SCHEDULE_GROUP,
        **{
            variable: f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}:live"
            for name, variable in SCHEDULED.items()
        },
        "SCHEDULE_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/fire-schedules",
        "SCHEDULE_DEAD_LETTER_ARN": queue_arn("failed_schedules"),
        "NOTICES_BUS": NOTICES_BUS,
        "WEBHOOK_PAUSES": os.environ.get("WEBHOOK_PAUSES", PAUSES),
        "WEBHOOKS_LOOPBACK": "true",
        "SIGN_IN_LOOPBACK": "true",
    }


def create_queues(client: SQSClient, wanted: Iterable[Queue]) -> None:
    """Every queue with the one behind it for messages that were tried too often."""
    for queue in wanted:
        dead = f"{queue.name}_failures"
        client.create_queue(QueueName=dead)
        redrive = {"deadLetterTargetArn": queue_arn(dead), "maxReceiveCount": queue.most_receives}
        attributes = {
            "VisibilityTimeout": str(queue.visibility_seconds),
            "MessageRetentionPeriod": str(MOST_SECONDS_KEPT),
            "RedrivePolicy": json.dumps(redrive),
        }
        client.create_queue(QueueName=queue.name, Attributes=attributes)  # type: ignore[arg-type]  # names


def create_schedule_group(client: EventBridgeSchedulerClient) -> None:
    """The group that one-time schedules are made in."""
    client.create_schedule_group(Name=SCHEDULE_GROUP)
