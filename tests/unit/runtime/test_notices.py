"""Channels against moto's EventBridge, SNS and SQS, and what they say of what was not taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from burgee.domain.documents import Action, Kind
from burgee.domain.notices import Notice, body_of
from burgee.runtime import wiring
from burgee.runtime.notices import (
    EventBus,
    Nowhere,
    SqsDeliveries,
    Topic,
    channels,
    read_delivery,
)
from burgee.services.notice_ports import Delivery

REGION = "eu-west-1"


def a_notice(version: int = 1) -> Notice:
    environments = frozenset({"production"})
    told = ("ann", "Too many errors", "2026-11-21T12:00:00.000Z")
    return Notice(Kind.ROLLOUT, "checkout", version, Action.ROLL_BACK, environments, *told)


def a_delivery(number: int = 1) -> Delivery:
    return Delivery("chat", f"d-{number}", "rollout.roll_back", '{"a":1}')


@pytest.fixture
def cloud() -> Iterator[None]:
    with mock_aws():
        yield


def client(service: str) -> Any:
    return botocore.session.get_session().create_client(service, region_name=REGION)


def a_queue(name: str = "heard") -> str:
    return str(client("sqs").create_queue(QueueName=name)["QueueUrl"])


def heard(url: str, most: int = 10) -> list[Any]:
    answer = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=most)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def queue_arn(url: str) -> str:
    asked = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(asked["Attributes"]["QueueArn"])


def test_the_bus_gets_the_type_to_choose_by_and_the_whole_notice() -> None:
    events, notice = client("events"), a_notice()
    entry = {
        "EventBusName": "notices",
        "Source": "burgee",
        "DetailType": "rollout.roll_back",
        "Detail": json.dumps(body_of(notice)),
        "Resources": [],
    }
    with Stubber(events) as stubber:
        told = {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}
        stubber.add_response("put_events", told, {"Entries": [entry]})

        assert not EventBus(events, "notices").tell([notice])


def test_a_bus_of_moto_takes_a_notice(cloud: None) -> None:
    events = client("events")
    events.create_event_bus(Name="notices")

    assert not EventBus(events, "notices").tell([a_notice()])


def test_what_the_bus_does_not_take_is_named() -> None:
    events = client("events")
    with Stubber(events) as stubber:
        taken, not_taken = {"EventId": "1"}, {"ErrorCode": "ThrottlingException"}
        answer = {"FailedEntryCount": 1, "Entries": [taken, not_taken]}
        stubber.add_response("put_events", answer)

        missed = EventBus(events, "notices").tell([a_notice(1), a_notice(2)])

    assert set(missed) == {"rollout/checkout/2"}


def test_a_bus_takes_ten_at_once() -> None:
    events = client("events")
    with Stubber(events) as stubber:
        for size in (10, 1):
            entries = [{"EventId": "1"}] * size
            stubber.add_response("put_events", {"FailedEntryCount": 0, "Entries": entries})

        missed = EventBus(events, "notices").tell([a_notice(number) for number in range(1, 12)])

    assert not missed


def test_a_bus_that_does_not_answer_took_nothing() -> None:
    events = client("events")
    with Stubber(events) as stubber:
        stubber.add_client_error("put_events", "InternalException")

        missed = EventBus(events, "notices").tell([a_notice(1), a_notice(2)])

    assert set(missed) == {"rollout/checkout/1", "rollout/checkout/2"}


def test_people_get_a_message_with_what_happened_and_why(cloud: None) -> None:
    sns, url = client("sns"), a_queue()
    topic = sns.create_topic(Name="people")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn(url))

    missed = Topic(sns, topic).tell([a_notice()])

    message = heard(url)[0]
    assert not missed
    assert message["Subject"] == "The rollout 'checkout' was rolled back (production)"
    assert "Why: Too many errors" in message["Message"]


def test_what_the_topic_does_not_take_is_named() -> None:
    sns = client("sns")
    with Stubber(sns) as stubber:
        stubber.add_client_error("publish", "Throttled")
        stubber.add_response("publish", {"MessageId": "1"})

        missed = Topic(sns, "arn:aws:sns:eu-west-1:123456789012:people").tell(
            [a_notice(1), a_notice(2)]
        )

    assert set(missed) == {"rollout/checkout/1"}


def test_a_delivery_comes_out_of_the_queue_as_it_went_in(cloud: None) -> None:
    url = a_queue()

    missed = SqsDeliveries(client("sqs"), url).send([a_delivery(n) for n in range(12)])

    found = [read_delivery(json.dumps(one)) for one in [*heard(url), *heard(url)]]
    assert not missed
    assert sorted(found, key=lambda one: one.id) == sorted(
        (a_delivery(n) for n in range(12)), key=lambda one: one.id
    )


def test_what_the_queue_does_not_take_is_named() -> None:
    sqs = client("sqs")
    with Stubber(sqs) as stubber:
        failed = {"Id": "1", "SenderFault": False, "Code": "InternalError"}
        stubber.add_response("send_message_batch", {"Successful": [], "Failed": [failed]})
        stubber.add_client_error("send_message_batch", "Throttled")
        queue = SqsDeliveries(sqs, "https://sqs.eu-west-1.amazonaws.com/1/webhooks")

        missed = [queue.send([a_delivery(1), a_delivery(2)]), queue.send([a_delivery(3)])]

    assert [set(each) for each in missed] == [{"d-2"}, {"d-3"}]


def test_a_delivery_that_cannot_be_postponed_comes_when_it_comes() -> None:
    sqs = client("sqs")
    with Stubber(sqs) as stubber:
        stubber.add_client_error("change_message_visibility", "InvalidParameterValue")

        SqsDeliveries(sqs, "https://sqs.eu-west-1.amazonaws.com/1/webhooks").postpone("r", 5)

        stubber.assert_no_pending_responses()


@pytest.mark.parametrize("message", ["", "[]", "{}", '{"webhook": "chat"}', "5"])
def test_what_is_no_delivery_is_not_read(message: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_delivery(message)


def test_where_no_channel_was_deployed_nothing_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("NOTICES_BUS", "NOTICES_TOPIC", "WEBHOOKS_QUEUE"):
        monkeypatch.delenv(variable, raising=False)
    wiring.reset()

    built = channels()

    wiring.reset()
    assert all(isinstance(each, Nowhere) for each in (built.bus, built.people, built.deliveries))
    assert not [*built.bus.tell([a_notice()]), *built.deliveries.send([a_delivery()])]


def test_channels_are_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTICES_BUS", "notices")
    monkeypatch.setenv("NOTICES_TOPIC", "arn:aws:sns:eu-west-1:123456789012:people")
    monkeypatch.setenv("WEBHOOKS_QUEUE", "https://sqs.eu-west-1.amazonaws.com/1/webhooks")
    wiring.reset()

    built = channels()

    wiring.reset()
    kinds = [type(each) for each in (built.bus, built.people, built.deliveries)]
    assert kinds == [EventBus, Topic, SqsDeliveries]
