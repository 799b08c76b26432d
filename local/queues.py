"""Carries messages of a queue to its function, as Lambda does."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from functions.catalog import Queue
from local.sandbox import REGION
from local.services import queue_arn, queue_url

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LONGEST_WAIT_SECONDS = 1.0
LOOK_SECONDS = 0.25  # at least between two looks: hardly any write is one of a message
MOST_AT_ONCE = 10  # of one ReceiveMessage


class QueuePump:
    """Receives messages, hands them over, and deletes those that were taken.

    The others come again after the queue's visibility time, and go to the queue behind it after
    `most_receives`.
    """

    def __init__(self, client: SQSClient, queue: Queue, invoke: Callable[[Any], Any]) -> None:
        self._client = client
        self._queue = queue
        self._url = queue_url(queue)
        self._invoke = invoke
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._wake: Callable[[], None] = lambda: None

    def start(self, wait: Callable[[int, float], int], wake: Callable[[], None]) -> None:
        """Look whenever something was written, and every second; `wake` ends a wait."""
        self._wake = wake
        name = f"queue-{self._queue.name}"
        self._thread = threading.Thread(target=self._run, args=(wait,), name=name, daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 2.0) -> None:
        self._stopping.set()
        self._wake()
        if self._thread is not None:
            self._thread.join(seconds)

    @property
    def is_empty(self) -> bool:
        """Whether no message waits or is being delivered."""
        answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["All"])
        kept: Mapping[Any, str] = answer["Attributes"]
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        return not any(int(kept[name]) for name in names)

    def step(self) -> bool:
        """Receive and deliver once; whether there was anything."""
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=min(self._queue.batch_size, MOST_AT_ONCE),
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
            WaitTimeSeconds=0,
        )
        messages = answer.get("Messages", [])
        if messages:
            self._deliver(messages)
        return bool(messages)

    def _deliver(self, messages: list[Any]) -> None:
        records = [_record(message, self._queue) for message in messages]
        try:
            failed = _failed(self._invoke({"Records": records}))
        except Exception as failure:  # noqa: BLE001 - whatever a function raises, messages come again
            print(f"{self._queue.name}: its function failed: {failure!r}", file=sys.stderr)
            return
        for message in messages:
            if message["MessageId"] not in failed and "" not in failed:
                handle = message["ReceiptHandle"]
                self._client.delete_message(QueueUrl=self._url, ReceiptHandle=handle)

    def _run(self, wait: Callable[[int, float], int]) -> None:
        written = -1
        while not self._stopping.is_set():
            written = wait(written, LONGEST_WAIT_SECONDS)
            self._stopping.wait(LOOK_SECONDS)
            try:
                while not self._stopping.is_set() and self.step():
                    pass
            except Exception as failure:  # noqa: BLE001 - a pump outlives what it reads from
                print(f"queue {self._queue.name}: {failure!r}; trying again", file=sys.stderr)
                self._stopping.wait(LONGEST_WAIT_SECONDS)


def _failed(answer: Any) -> set[str]:
    """Ids of the messages that a partial answer reports as failed; an empty one means all."""
    failures = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
    return {str(failure.get("itemIdentifier") or "") for failure in failures or ()}


def _record(message: Mapping[str, Any], queue: Queue) -> dict[str, Any]:
    """A message as a function receives it."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            name: {one[:1].lower() + one[1:]: value for one, value in attribute.items()}
            for name, attribute in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn(queue.name),
        "awsRegion": REGION,
    }
