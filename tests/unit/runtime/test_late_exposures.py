"""The queue of late exposures, as SQS and as silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from burgee.domain.errors import StorageUnavailable
from burgee.runtime import wiring
from burgee.runtime.late_exposures import SqsLateExposures, late_exposures


@pytest.fixture
def queues() -> Iterator[Any]:
    """A client of an SQS in which there is no queue yet."""
    with mock_aws():
        wiring.reset()
        yield botocore.session.get_session().create_client("sqs")
        wiring.reset()


def test_a_message_lies_in_the_queue_that_the_environment_names(
    queues: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = queues.create_queue(QueueName="late")["QueueUrl"]
    monkeypatch.setenv("LATE_EXPOSURES_QUEUE", url)

    late_exposures().send('{"unit":"u"}')

    received = queues.receive_message(QueueUrl=url)["Messages"]
    assert [message["Body"] for message in received] == ['{"unit":"u"}']


def test_a_queue_that_is_not_there_did_not_take_the_message(queues: Any) -> None:
    with pytest.raises(StorageUnavailable, match="did not take"):
        SqsLateExposures("https://sqs.eu-west-1.amazonaws.com/123456789012/gone").send("{}")


def test_without_a_queue_nothing_is_sent_anywhere() -> None:
    with pytest.raises(StorageUnavailable, match="LATE_EXPOSURES_QUEUE"):
        SqsLateExposures("").send("{}")
