"""The queues of the catalog: who sends, who takes, and what happens to what nobody could take."""

from __future__ import annotations

from typing import Any

import pytest

from functions.catalog import FUNCTIONS, Function, Queue
from tests.infra.cloud_assembly import Template, actions, on

TAKERS = {row.name: row.queue for row in FUNCTIONS if row.queue}
TAKING = {f"sqs:{one}Message" for one in ("Receive", "Delete")} | {
    f"sqs:{one}" for one in ("ChangeMessageVisibility", "GetQueueAttributes", "GetQueueUrl")
}
TIMES_THE_TIMEOUT = 6  # what AWS advises, so that a slow call is not overtaken by its own retry

takers = pytest.mark.parametrize(("name", "queue"), TAKERS.items(), ids=list(TAKERS))
functions = pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)


def _queue_id(template: Template, queue: Queue) -> str:
    """The logical id of the queue that the function of the catalog takes from."""
    [taker] = [name for name, taken in TAKERS.items() if taken == queue]
    return str(template.queue_mapping(taker)["EventSourceArn"]["Fn::GetAtt"][0])


def _queue(template: Template, queue: Queue) -> dict[str, Any]:
    properties: dict[str, Any] = template.of_type("AWS::SQS::Queue")[_queue_id(template, queue)][
        "Properties"
    ]
    return properties


@takers
def test_messages_come_in_batches_and_each_may_fail_alone(
    prod: Template, name: str, queue: Queue
) -> None:
    mapping = prod.queue_mapping(name)

    assert mapping["FunctionName"]["Fn::Join"][1][1] == ":live"
    assert mapping["BatchSize"] == queue.batch_size
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@takers
def test_a_message_is_hidden_for_long_enough_to_be_taken(
    prod: Template, name: str, queue: Queue
) -> None:
    hidden = _queue(prod, queue)["VisibilityTimeout"]

    assert hidden == queue.visibility_seconds
    assert hidden >= TIMES_THE_TIMEOUT * prod.function(name)["Timeout"]


@takers
def test_a_message_that_nobody_could_take_is_kept_for_longer_elsewhere(
    prod: Template, name: str, queue: Queue
) -> None:
    own = _queue(prod, queue)
    [failures_id, _] = own["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]
    failures = prod.of_type("AWS::SQS::Queue")[failures_id]["Properties"]

    assert own["RedrivePolicy"]["maxReceiveCount"] == queue.most_receives
    assert failures["MessageRetentionPeriod"] > own["MessageRetentionPeriod"]


def test_every_queue_is_encrypted_and_refuses_plain_http(prod: Template) -> None:
    queues = prod.of_type("AWS::SQS::Queue")
    refusing = {
        policy["Queues"][0]["Ref"]
        for policy in prod.properties("AWS::SQS::QueuePolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }

    assert {one["Properties"]["SqsManagedSseEnabled"] for one in queues.values()} == {True}
    assert refusing == set(queues)


@functions
def test_a_sender_may_send_and_is_told_where(prod: Template, row: Function) -> None:
    allowed = {
        queue.name: actions(
            on(prod.statements(row.name), {"Fn::GetAtt": [_queue_id(prod, queue), "Arn"]})
        )
        for queue in TAKERS.values()
    }
    variables = prod.function(row.name)["Environment"]["Variables"]

    assert allowed == {
        queue.name: ({"sqs:SendMessage"} if queue in row.sends else set())
        | (TAKING if queue is row.queue else set())
        for queue in TAKERS.values()
    }
    assert {queue.name: variables[queue.environment_variable] for queue in row.sends} == {
        queue.name: {"Ref": _queue_id(prod, queue)} for queue in row.sends
    }
