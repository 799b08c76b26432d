"""Outcomes that an application reports, as they are sent."""

from __future__ import annotations

import time
from typing import Any

import pytest

from burgee_openfeature.local_client import LocalClient
from tests.unit.clients.conftest import Connect
from tests.unit.clients.ruleset_server import RulesetServer
from tests.unit.domain.experiments import an_experiment, parsed_experiments
from tests.unit.services.builders import a_flag_with

VISITOR = {"targetingKey": "visitor-1"}


def tracked(rulesets: RulesetServer, client: LocalClient, *told: Any, **more: Any) -> Any:
    """The one event that is sent for this."""
    client.track(*told, **more)
    client.flush()
    (event,) = rulesets.events
    return event


def counting_devices(rulesets: RulesetServer) -> None:
    by_device = an_experiment(bucket_by="device.id")
    rulesets.publish(a_flag_with(), experiments=parsed_experiments([by_device]))


def test_all_that_is_said_is_sent_with_an_id_and_the_time(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    before = time.time() * 1000
    event = tracked(
        rulesets,
        local,
        "purchase",
        VISITOR,
        31.5,
        {"currency": "EUR"},
        event_type="conversion",
        attribution={"channel": "mail"},
    )

    assert len(event.pop("event_id")) == 32
    assert int(before) <= event.pop("timestamp") <= time.time() * 1000
    assert event == {
        "event_type": "conversion",
        "event_name": "purchase",
        "targetingKey": "visitor-1",
        "value": 31.5,
        "data": {"currency": "EUR"},
        "attribution": {"channel": "mail"},
    }


def test_what_is_not_said_is_not_sent(rulesets: RulesetServer, local: LocalClient) -> None:
    event = tracked(rulesets, local, "click", VISITOR)

    assert set(event) == {"event_type", "event_name", "event_id", "timestamp", "targetingKey"}
    assert event["event_type"] == "custom"


@pytest.mark.parametrize("unit", [{"user_id": 7}, {"targetingKey": 7.0}, {"targetingKey": "7"}])
def test_the_unit_is_a_text(
    rulesets: RulesetServer, local: LocalClient, unit: dict[str, Any]
) -> None:
    assert tracked(rulesets, local, "click", unit)["targetingKey"] == "7"


def test_of_a_context_only_what_events_rest_under_is_sent(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    counting_devices(rulesets)
    local.initialize()
    context = {**VISITOR, "device": {"id": "d-1"}, "email": "visitor@example.com", "plan": "pro"}
    event = tracked(rulesets, local, "click", context)

    assert (event["targetingKey"], event["units"]) == ("visitor-1", {"device.id": "d-1"})
    assert "email" not in str(event)


def test_before_there_is_a_ruleset_all_that_could_name_a_unit_is_sent(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    context = {"device_id": "d-1", "tags": ["a"], "long": "x" * 513, 3: "no name", "is_new": True}
    event = tracked(rulesets, local, "click", context)

    assert event["units"] == {"device_id": "d-1"}


@pytest.mark.parametrize("context", [None, "text", {}])
def test_a_context_without_a_unit_raises_nothing(
    rulesets: RulesetServer, local: LocalClient, context: Any
) -> None:
    event = tracked(rulesets, local, "click", context)

    assert "targetingKey" not in event
    assert "units" not in event


def test_each_event_has_an_id_of_its_own(rulesets: RulesetServer, connect: Connect) -> None:
    client = connect(rulesets.url)
    for _ in range(100):
        client.track("click", VISITOR)
    client.flush()

    assert len({event["event_id"] for event in rulesets.events}) == 100
