"""Entry of the notify function."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from burgee.runtime.notices import channels, deliveries_queue, read_delivery, webhook_caller
from burgee.runtime.observability import logger, new_metrics
from burgee.runtime.streams import new_versions
from burgee.runtime.wiring import documents, settings
from burgee.services.deliver_webhook import Delivered, deliver, pause_after
from burgee.services.notify import notify

Record = Mapping[str, Any]


def handler(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
    """Trigger: the stream of the config table, new versions of documents; the queue of webhooks,
    their deliveries. Answer: what has to come again.

    A version that comes twice is told twice, under one id. A delivery that fails comes again
    after a pause that grows, and goes to the dead-letter queue after the last. A version that no
    channel takes is tried again with what followed it, then parked.
    """
    records = event["Records"]
    is_queue = bool(records) and records[0].get("eventSource") == "aws:sqs"
    failed = deliver_all(records) if is_queue else tell_all(records)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def tell_all(records: Sequence[Record]) -> list[str]:
    """Tells of what was written; the sequence numbers of what has to be told again."""
    written = list(new_versions(records))
    missed = notify(documents(), channels(), [address for _, address in written])
    return [number for number, address in written if address in missed]


def deliver_all(messages: Sequence[Record]) -> list[str]:
    """Makes deliveries; the ids of messages that have to come again, after their pause."""
    return [message["messageId"] for message in messages if not _is_done(message)]


def _is_done(message: Record) -> bool:
    attempt = int(message["attributes"]["ApproximateReceiveCount"])
    delivered = _attempt(message["body"], attempt)
    pause = pause_after(attempt, settings().notices.pauses, random.random())  # noqa: S311 - jitter
    is_given_up = not delivered.is_done and pause is None
    if is_given_up:
        logger().error("Webhook given up", message_id=message["messageId"], attempts=attempt)
    if not delivered.is_done:
        # After the last, at once: received again, it goes to the dead-letter queue.
        deliveries_queue().postpone(message["receiptHandle"], pause or 0)
    _count(delivered, is_given_up=is_given_up)
    return delivered.is_done


def _attempt(body: str, attempt: int) -> Delivered:
    try:
        delivery = read_delivery(body)
    except ValueError:
        return Delivered(is_done=False, problem="The message cannot be read.")
    delivered = deliver(documents(), webhook_caller(), delivery, attempt=attempt, now=time.time())
    if delivered.problem:
        logger().warning(
            "Webhook not delivered",
            webhook=delivery.webhook,
            delivery=delivery.id,
            attempt=attempt,
            status=delivered.status,
            problem=delivered.problem,
        )
    return delivered


def _count(delivered: Delivered, *, is_given_up: bool) -> None:
    metrics = new_metrics()
    metrics.add_metric("WebhookDeliveries", MetricUnit.Count, int(delivered.is_taken))
    metrics.add_metric("WebhookFailures", MetricUnit.Count, int(not delivered.is_done))
    metrics.add_metric("WebhooksGivenUp", MetricUnit.Count, int(is_given_up))
    metrics.flush_metrics()
