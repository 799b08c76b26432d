"""Where notices go: EventBridge, SNS, and the queue of what webhooks are sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from burgee.domain.notices import Notice
from burgee.runtime.observability import logger
from burgee.runtime.webhook_calls import PublicInternet
from burgee.runtime.wiring import once, settings
from burgee.services.notice_ports import Channel, Delivery, DeliveryQueue, WebhookCaller
from burgee.services.notify import Channels
from burgee.wire.notices import bus_entry, email_of

T = TypeVar("T")

MOST_AT_ONCE = 10  # of PutEvents and of SendMessageBatch


class EventBus:
    """Fills the port with a bus of EventBridge."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def tell(self, notices: Sequence[Notice]) -> Collection[str]:
        return {notice.id for some in _tens(notices) for notice in self._missed(some)}

    def _missed(self, notices: Sequence[Notice]) -> Sequence[Notice]:
        entries = [bus_entry(notice, self._name) for notice in notices]
        try:
            answer = self._client.put_events(Entries=entries)
        except (BotoCoreError, ClientError) as error:
            _note("The bus did not answer", error)
            return notices
        # One answer for each entry, in their order.
        told = zip(notices, answer["Entries"], strict=True)
        return [notice for notice, entry in told if entry.get("ErrorCode")]


class Topic:
    """Fills the port with a topic of SNS: a message for each notice."""

    def __init__(self, client: Any, arn: str) -> None:
        self._client = client
        self._arn = arn

    def tell(self, notices: Sequence[Notice]) -> Collection[str]:
        return {notice.id for notice in notices if not self._is_told(notice)}

    def _is_told(self, notice: Notice) -> bool:
        subject, text = email_of(notice)
        try:
            self._client.publish(TopicArn=self._arn, Subject=subject, Message=text)
        except (BotoCoreError, ClientError) as error:
            _note("The topic did not answer", error)
            return False
        return True


class SqsDeliveries:
    """Fills the port with a queue of SQS, which tries each delivery again after a pause."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, deliveries: Sequence[Delivery]) -> Collection[str]:
        return {delivery.id for some in _tens(deliveries) for delivery in self._missed(some)}

    def postpone(self, receipt: str, seconds: int) -> None:
        """Let a message that was received come again so many seconds from now; where that is
        refused, it comes when it would have come anyway."""
        try:
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds
            )
        except (BotoCoreError, ClientError) as error:
            _note("A delivery could not be postponed", error)

    def _missed(self, deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
        entries = [
            {"Id": str(number), "MessageBody": json.dumps(asdict(delivery))}
            for number, delivery in enumerate(deliveries)
        ]
        try:
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        except (BotoCoreError, ClientError) as error:
            _note("The queue of webhooks did not answer", error)
            return deliveries
        return [deliveries[int(failed["Id"])] for failed in answer.get("Failed", ())]


class Nowhere:
    """Where a channel was not deployed: what is told there is told to nobody."""

    def tell(self, notices: Sequence[Notice]) -> Collection[str]:  # noqa: ARG002 - told to nobody
        return ()

    def send(self, deliveries: Sequence[Delivery]) -> Collection[str]:  # noqa: ARG002 - as well
        return ()


def read_delivery(message: str) -> Delivery:
    """A delivery as it was sent to the queue. Raises ValueError for what is none."""
    try:
        return Delivery(**json.loads(message))
    except TypeError as error:
        raise ValueError("it is no delivery") from error


@once
def channels() -> Channels:
    """The channels of this deployment."""
    return Channels(_bus(), _people(), _deliveries())


@once
def deliveries_queue() -> SqsDeliveries:
    """The queue that deliveries come from."""
    return SqsDeliveries(_client("sqs"), settings().notices.queue)


@once
def webhook_caller() -> WebhookCaller:
    """Calls webhooks; of this very machine only where the settings allow it."""
    return PublicInternet(loopback=settings().notices.loopback)


def _bus() -> Channel:
    name = settings().notices.bus
    return EventBus(_client("events"), name) if name else Nowhere()


def _people() -> Channel:
    arn = settings().notices.topic
    return Topic(_client("sns"), arn) if arn else Nowhere()


def _deliveries() -> DeliveryQueue:
    return deliveries_queue() if settings().notices.queue else Nowhere()


def _tens(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(items), MOST_AT_ONCE):
        yield items[begin : begin + MOST_AT_ONCE]


def _note(what: str, error: Exception) -> None:
    logger().error(what, error=type(error).__name__)


def _client(service: str) -> Any:
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=5, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3}
    )
    return botocore.session.get_session().create_client(service, config=config)
