"""One-time schedules against moto's EventBridge Scheduler."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from burgee.domain.errors import StorageUnavailable
from burgee.runtime import wiring
from burgee.runtime.schedules import EventBridgeSchedules, NoSchedules, schedules
from burgee.runtime.settings import ScheduleSettings

GROUP, NAME = "burgee", "flag-1"
TARGET = "arn:aws:lambda:eu-central-1:123456789012:function:apply_schedule:live"
FUNCTION = "apply_schedule"
WHERE = ScheduleSettings(
    group=GROUP, target_arns={FUNCTION: TARGET}, role_arn="arn:aws:iam::123456789012:role/fire"
)


def new_client() -> Any:
    return botocore.session.get_session().create_client("scheduler", region_name="eu-central-1")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client = new_client()
        client.create_schedule_group(Name=GROUP)
        yield client


def standing(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get_schedule(GroupName=GROUP, Name=NAME)
    return found


def names(client: Any) -> list[str]:
    return [row["Name"] for row in client.list_schedules(GroupName=GROUP)["Schedules"]]


def test_a_schedule_calls_once_with_its_payload_and_goes(client: Any) -> None:
    EventBridgeSchedules(client, WHERE).put(
        NAME, 90.0, {"kind": "flag", "key": "a"}, function=FUNCTION
    )

    found = standing(client)
    assert found["ScheduleExpression"] == "at(1970-01-01T00:01:30)"
    assert found["ScheduleExpressionTimezone"] == "UTC"
    assert found["ActionAfterCompletion"] == "DELETE"
    assert found["Target"]["Arn"] == TARGET
    assert json.loads(found["Target"]["Input"]) == {"kind": "flag", "key": "a"}
    assert "DeadLetterConfig" not in found["Target"]


def test_no_schedule_calls_too_early(client: Any) -> None:
    EventBridgeSchedules(client, WHERE).put(NAME, 90.001, {}, function=FUNCTION)

    assert standing(client)["ScheduleExpression"] == "at(1970-01-01T00:01:31)"


def test_a_second_put_replaces_the_first(client: Any) -> None:
    kept = EventBridgeSchedules(client, WHERE)
    kept.put(NAME, 60, {"key": "a"}, function=FUNCTION)

    kept.put(NAME, 120, {"key": "b"}, function=FUNCTION)

    assert standing(client)["ScheduleExpression"] == "at(1970-01-01T00:02:00)"
    assert json.loads(standing(client)["Target"]["Input"]) == {"key": "b"}


def test_a_call_that_could_not_be_made_is_parked_where_there_is_a_queue(client: Any) -> None:
    queue = "arn:aws:sqs:eu-central-1:123456789012:failed"
    where = ScheduleSettings(GROUP, WHERE.target_arns, WHERE.role_arn, queue)

    EventBridgeSchedules(client, where).put(NAME, 60, {}, function=FUNCTION)

    assert standing(client)["Target"]["DeadLetterConfig"] == {"Arn": queue}


def test_a_deleted_schedule_is_gone_and_can_be_deleted_again(client: Any) -> None:
    kept = EventBridgeSchedules(client, WHERE)
    kept.put(NAME, 60, {}, function=FUNCTION)

    kept.delete(NAME)
    kept.delete(NAME)

    assert names(client) == []


def test_a_schedule_that_called_between_two_attempts_is_made_anew() -> None:
    client = new_client()
    with Stubber(client) as stub:
        stub.add_client_error("create_schedule", "ConflictException")
        stub.add_client_error("update_schedule", "ResourceNotFoundException")
        stub.add_response("create_schedule", {"ScheduleArn": "arn"})

        EventBridgeSchedules(client, WHERE).put(NAME, 60, {}, function=FUNCTION)

        stub.assert_no_pending_responses()


def test_another_refusal_is_told() -> None:
    client = new_client()
    with Stubber(client) as stub:
        stub.add_client_error("create_schedule", "ThrottlingException")

        with pytest.raises(StorageUnavailable, match="EventBridge Scheduler did not answer"):
            EventBridgeSchedules(client, WHERE).put(NAME, 60, {}, function=FUNCTION)


def test_silence_is_told() -> None:
    client = botocore.session.get_session().create_client(
        "scheduler",
        region_name="eu-central-1",
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=botocore.config.Config(connect_timeout=1, retries={"total_max_attempts": 1}),
    )

    with pytest.raises(StorageUnavailable, match="EndpointConnectionError"):
        EventBridgeSchedules(client, WHERE).delete(NAME)


def test_schedules_are_kept_where_the_settings_say(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHEDULE_GROUP", GROUP)
    monkeypatch.setenv("SCHEDULE_TARGET_ARN", TARGET)
    monkeypatch.setenv("SCHEDULE_ROLE_ARN", WHERE.role_arn)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    wiring.reset()

    schedules().put(NAME, 60, {}, function=FUNCTION)

    assert names(client) == [NAME]
    wiring.reset()


def test_without_a_group_nothing_is_kept(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCHEDULE_GROUP", raising=False)
    wiring.reset()

    kept = schedules()
    kept.put(NAME, 60, {}, function=FUNCTION)
    kept.delete(NAME)

    assert isinstance(kept, NoSchedules)
    assert names(client) == []
    wiring.reset()
