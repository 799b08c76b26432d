"""The notify function on real stream records and real messages, with moto behind it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.runtime import wiring
from burgee.runtime.administration import ledger
from burgee.runtime.notices import deliveries_queue, webhook_caller
from burgee.runtime.settings import NoticeSettings
from burgee.services.create_document import create_flag
from burgee.services.notice_ports import Delivery
from burgee.services.webhooks import create_webhook
from burgee.storage.schema import CONFIG
from functions.catalog import WEBHOOKS
from functions.notify.handler import handler
from local.backend import Embedded, stream_arn
from local.queues import QueuePump
from local.services import queue_arn, queue_url
from local.streams import Record, StreamReader
from tests.e2e.receiver import Receiver
from tests.unit.services.builders import a_flag, by

AT_ONCE = ",".join(["0"] * (WEBHOOKS.most_receives - 1))
NOBODY = "http://127.0.0.1:1/"


class World:
    """A deployment in memory: what was written, and the queue behind it."""

    def __init__(self, backend: Embedded) -> None:
        self._backend = backend
        self._stream = StreamReader(
            backend.streams, stream_arn(backend.dynamodb, CONFIG), "TRIM_HORIZON"
        )
        self.pump = QueuePump(backend.queues, WEBHOOKS, lambda event: handler(event, None))

    def records(self) -> list[Record]:
        """What the stream holds since the last time."""
        return [record for batch in self._stream.read(1000) for record in batch.records]

    def a_webhook(self, key: str, url: str) -> None:
        create_webhook(ledger(), by(), webhook_caller(), {"key": key, "url": url})
        self.records()

    def a_change(self) -> list[Record]:
        create_flag(ledger(), by(), a_flag())
        return self.records()

    def waiting(self, name: str = WEBHOOKS.name) -> int:
        url = queue_url(WEBHOOKS).replace(WEBHOOKS.name, name)
        answer = self._backend.queues.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        kept: Any = answer["Attributes"]
        return int(kept["ApproximateNumberOfMessages"])


@pytest.fixture
def world() -> Iterator[World]:
    before = dict(os.environ)
    backend = Embedded()
    pausing(AT_ONCE)
    yield World(backend)
    backend.close()
    os.environ.clear()
    os.environ.update(before)
    wiring.reset()


def pausing(seconds: str) -> None:
    os.environ["WEBHOOK_PAUSES"] = seconds
    wiring.reset()


def taken(records: list[Any]) -> list[str]:
    answer = handler({"Records": records}, None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_change_becomes_a_message_for_a_webhook(world: World) -> None:
    world.a_webhook("chat", NOBODY)

    failed = taken(world.a_change())

    assert failed == []
    assert world.waiting() == 1


def test_a_version_that_is_written_over_is_no_news(world: World) -> None:
    world.a_webhook("chat", NOBODY)
    rewritten = [{**record, "eventName": "MODIFY"} for record in world.a_change()]

    failed = taken(rewritten)

    assert (failed, world.waiting()) == ([], 0)


def test_what_cannot_be_told_comes_again_by_its_sequence_number(world: World) -> None:
    os.environ["NOTICES_BUS"] = "of-nobody"
    os.environ["WEBHOOKS_QUEUE"] = "https://sqs.us-east-1.amazonaws.com/123456789012/of-nobody"
    wiring.reset()
    create_webhook(ledger(), by(), webhook_caller(), {"key": "chat", "url": NOBODY})
    world.records()
    records = world.a_change()
    versions = [r for r in records if r["dynamodb"]["Keys"]["pk"]["S"].startswith("flag#")]

    failed = taken(records)

    assert failed == [versions[0]["dynamodb"]["SequenceNumber"]]


def test_a_message_that_is_taken_is_gone(world: World) -> None:
    with Receiver() as receiver:
        world.a_webhook("chat", receiver.url)
        taken(world.a_change())

        world.pump.step()

    assert len(receiver.received) == 1
    assert world.pump.is_empty


def test_a_dead_receiver_ends_in_the_dead_letter_queue_after_the_last_attempt(
    world: World,
) -> None:
    world.a_webhook("dead", NOBODY)
    taken(world.a_change())

    attempts = [world.pump.step() for _ in range(WEBHOOKS.most_receives + 1)]

    assert attempts == [True] * WEBHOOKS.most_receives + [False]
    assert world.waiting("webhooks_failures") == 1


def test_one_dead_receiver_keeps_nothing_from_another(world: World) -> None:
    pausing("3600")
    with Receiver() as receiver:
        world.a_webhook("dead", NOBODY)
        world.a_webhook("living", receiver.url)
        taken(world.a_change())

        for _ in range(2):
            world.pump.step()

    assert len(receiver.received) == 1


def test_a_failed_message_is_named_and_postponed(world: World) -> None:
    pausing("3600")
    world.a_webhook("dead", NOBODY)
    taken(world.a_change())

    world.pump.step()

    assert world.waiting() == 0  # not visible for an hour
    assert not world.pump.is_empty


def test_what_is_no_delivery_is_never_taken(world: World) -> None:
    record = {
        "messageId": "m-1",
        "receiptHandle": "r-1",
        "body": "nonsense",
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn(WEBHOOKS.name),
    }

    assert taken([record]) == ["m-1"]


def test_a_delivery_for_a_webhook_that_is_gone_is_done(world: World) -> None:
    deliveries_queue().send([Delivery("gone", "d-1", "flag.create", json.dumps({}))])

    world.pump.step()

    assert world.pump.is_empty


def test_no_log_names_an_address_or_a_secret(world: World, logged: StringIO) -> None:
    world.a_webhook("dead", f"{NOBODY}?token=of-the-receiver")
    secret = ledger().documents.newest(Kind.WEBHOOK, "dead")
    taken(world.a_change())

    for _ in range(WEBHOOKS.most_receives):
        world.pump.step()

    assert secret is not None
    assert "Webhook given up" in logged.getvalue()
    assert "of-the-receiver" not in logged.getvalue()
    assert secret.body["secret"] not in logged.getvalue()


def test_as_many_attempts_are_made_as_there_are_pauses_and_one_more() -> None:
    assert WEBHOOKS.most_receives == len(NoticeSettings().pauses) + 1
