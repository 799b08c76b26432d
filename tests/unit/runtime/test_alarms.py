"""How alarms stand, and alarms that are made, against moto's CloudWatch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from moto import mock_aws

from burgee.domain.alarms import AlarmState
from burgee.domain.errors import AlarmsUnavailable
from burgee.domain.rollouts import Rollout
from burgee.runtime import wiring
from burgee.runtime.alarms import (
    CloudWatchAlarmStates,
    CloudWatchRolloutAlarms,
    alarm_of,
    alarm_states,
    rollout_alarms,
)

ERRORS = {"name": "errors", "kind": "error_rate", "guardrail": "errors", "above": 0.05}
SLOW = {
    "name": "slow",
    "kind": "latency",
    "namespace": "Shop",
    "metric_name": "Latency",
    "dimensions": {"page": "checkout"},
    "statistic": "p95",
    "above": 800,
    "period_seconds": 60,
    "periods": 3,
}
NAMES = ["burgee-rollout-checkout/errors", "burgee-rollout-checkout/slow"]


def a_rollout(*alarms: dict[str, Any]) -> Rollout:
    return Rollout.model_validate(
        {
            "key": "checkout",
            "flag": "new-checkout",
            "environment": "production",
            "variant": "on",
            "make_alarms": list(alarms),
        }
    )


def new_client() -> Any:
    return botocore.session.get_session().create_client("cloudwatch")


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        yield new_client()


def standing(client: Any) -> dict[str, Any]:
    return {alarm["AlarmName"]: alarm for alarm in client.describe_alarms()["MetricAlarms"]}


def test_an_alarm_of_a_guardrail_watches_the_new_variants_value(client: Any) -> None:
    CloudWatchRolloutAlarms(client).put(a_rollout(ERRORS))

    made = standing(client)[NAMES[0]]
    dimensions = {each["Name"]: each["Value"] for each in made["Dimensions"]}
    assert (made["Namespace"], made["MetricName"]) == ("Burgee", "GuardrailValue")
    assert dimensions == {"deployment": "burgee", "rollout": "checkout", "guardrail": "errors"}
    assert (made["Statistic"], made["Threshold"], made["Period"]) == ("Average", 0.05, 60)
    assert (made["ComparisonOperator"], made["EvaluationPeriods"]) == ("GreaterThanThreshold", 2)


def test_an_alarm_of_another_metric_may_watch_a_percentile(client: Any) -> None:
    CloudWatchRolloutAlarms(client).put(a_rollout(SLOW))

    made = standing(client)[NAMES[1]]
    assert (made["Namespace"], made["MetricName"]) == ("Shop", "Latency")
    assert (made["ExtendedStatistic"], made.get("Statistic")) == ("p95", None)
    assert made["Dimensions"] == [{"Name": "page", "Value": "checkout"}]


def test_an_alarm_bears_the_rollout_in_its_tags(client: Any) -> None:
    CloudWatchRolloutAlarms(client).put(a_rollout(ERRORS))

    arn = standing(client)[NAMES[0]]["AlarmArn"]
    tags = client.list_tags_for_resource(ResourceARN=arn)["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {
        "burgee:rollout": "checkout",
        "burgee:environment": "production",
    }


def test_making_alarms_again_changes_nothing(client: Any) -> None:
    alarms = CloudWatchRolloutAlarms(client)
    alarms.put(a_rollout(ERRORS, SLOW))
    before = sorted(standing(client))

    alarms.put(a_rollout(ERRORS, SLOW))

    assert sorted(standing(client)) == before == sorted(NAMES)


def test_removed_alarms_are_gone_and_can_be_removed_again(client: Any) -> None:
    alarms = CloudWatchRolloutAlarms(client)
    alarms.put(a_rollout(ERRORS, SLOW))
    client.put_metric_alarm(
        **alarm_of(a_rollout(), a_rollout(ERRORS).make_alarms[0]) | {"AlarmName": "another"}
    )
    alarms.delete(a_rollout(ERRORS, SLOW))

    alarms.delete(a_rollout(ERRORS, SLOW))

    assert list(standing(client)) == ["another"]


def test_cloudwatch_may_say_that_an_alarm_is_gone_already() -> None:
    client = new_client()
    with Stubber(client) as stub:
        stub.add_client_error("delete_alarms", "ResourceNotFound")
        CloudWatchRolloutAlarms(client).delete(a_rollout(ERRORS))

        stub.assert_no_pending_responses()


def test_a_rollout_without_alarms_asks_for_nothing() -> None:
    client = new_client()
    with Stubber(client) as stub:
        CloudWatchRolloutAlarms(client).delete(a_rollout())
        CloudWatchRolloutAlarms(client).put(a_rollout())

        stub.assert_no_pending_responses()


def test_states_are_those_of_now_and_none_of_what_is_not_there(client: Any) -> None:
    CloudWatchRolloutAlarms(client).put(a_rollout(ERRORS, SLOW))
    client.set_alarm_state(AlarmName=NAMES[0], StateValue="ALARM", StateReason="a test")

    states = CloudWatchAlarmStates(client).of([*NAMES, "no-such-alarm", NAMES[0]])

    assert states[NAMES[0]] is AlarmState.ALARM
    assert states["no-such-alarm"] is None
    assert list(states) == [*NAMES, "no-such-alarm"]


def test_a_composite_alarm_is_asked_for_by_its_type() -> None:
    client = new_client()
    asked = {"AlarmNames": ["shop"], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
    answer = {"CompositeAlarms": [{"AlarmName": "shop", "StateValue": "ALARM"}]}
    with Stubber(client) as stub:
        stub.add_response("describe_alarms", answer, asked)

        assert CloudWatchAlarmStates(client).of(["shop"]) == {"shop": AlarmState.ALARM}


def test_alarms_are_asked_for_by_the_hundred_and_page_by_page() -> None:
    client = new_client()
    names = [f"alarm-{number}" for number in range(150)]
    types = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
    first = [{"AlarmName": name, "StateValue": "OK"} for name in names[:60]]
    second = [{"AlarmName": name, "StateValue": "ALARM"} for name in names[60:100]]
    third = [{"AlarmName": names[149], "StateValue": "INSUFFICIENT_DATA"}]
    with Stubber(client) as stub:
        asked: dict[str, Any] = {"AlarmNames": names[:100], **types}
        stub.add_response("describe_alarms", {"MetricAlarms": first, "NextToken": "on"}, asked)
        stub.add_response("describe_alarms", {"MetricAlarms": second}, asked | {"NextToken": "on"})
        stub.add_response(
            "describe_alarms", {"MetricAlarms": third}, {"AlarmNames": names[100:], **types}
        )
        states = CloudWatchAlarmStates(client).of(names)

    told = [states[names[number]] for number in (0, 60, 149, 120)]
    assert told == [AlarmState.OK, AlarmState.ALARM, AlarmState.INSUFFICIENT_DATA, None]


def test_nobody_is_asked_about_no_alarms() -> None:
    client = new_client()
    with Stubber(client):
        assert CloudWatchAlarmStates(client).of([]) == {}


def test_a_refusal_is_told_in_our_words() -> None:
    client = new_client()
    with Stubber(client) as stub:
        stub.add_client_error("put_metric_alarm", "LimitExceeded", "5000 alarms are there")

        with pytest.raises(AlarmsUnavailable, match="LimitExceeded: 5000 alarms"):
            CloudWatchRolloutAlarms(client).put(a_rollout(ERRORS))


def test_a_removal_that_is_refused_is_told_too() -> None:
    client = new_client()
    with Stubber(client) as stub:
        stub.add_client_error("delete_alarms", "AccessDenied", "not yours")

        with pytest.raises(AlarmsUnavailable, match="AccessDenied"):
            CloudWatchRolloutAlarms(client).delete(a_rollout(ERRORS))


class Unreachable:
    """A client whose network is gone."""

    def get_paginator(self, _: str) -> Any:
        raise EndpointConnectionError(endpoint_url="https://monitoring")


def test_silence_is_told_in_our_words() -> None:
    unreachable: Any = Unreachable()

    with pytest.raises(AlarmsUnavailable, match="did not answer"):
        CloudWatchAlarmStates(unreachable).of(["errors"])


def test_a_process_has_one_client_for_both() -> None:
    wiring.reset()

    assert alarm_states() is alarm_states()
    assert rollout_alarms() is rollout_alarms()
    wiring.reset()
