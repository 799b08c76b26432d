"""The advance_rollouts function: its timer, and the schedules that publish leaves for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import DocumentNotFound
from burgee.services.create_document import create_flag
from burgee.services.reading import read
from burgee.services.rollouts import create_rollout
from burgee.services.steer_rollout import start_rollout
from functions.advance_rollouts.handler import handler
from functions.publish.handler import handler as publish
from tests.functions.evaluate_api import Deployed, a_switch, deployed
from tests.functions.test_apply_schedule import GROUP, SETTINGS, records_of, scheduler
from tests.unit.domain.rollouts import a_rollout
from tests.unit.services.builders import by

KEY = "bigger-pictures"
TARGET = "arn:aws:lambda:eu-central-1:123456789012:function:advance:live"
DUE = {"job": "due"}


@pytest.fixture
def deployment() -> Iterator[Deployed]:
    with deployed(**SETTINGS, SCHEDULE_ROLLOUT_TARGET_ARN=TARGET) as deployment:
        scheduler().create_schedule_group(Name=GROUP)
        yield deployment


def at_once(deployment: Deployed, **parts: Any) -> None:
    """A rollout of half of the units, without a wait, that was started."""
    create_flag(deployment.ledger, by(), a_switch("new-gallery"))
    body = a_rollout(strategy="percentage", percentage=50, **parts)
    create_rollout(deployment.ledger, by(), body)
    start_rollout(deployment.ledger, by(), KEY)


def status(deployment: Deployed) -> str:
    return str(read(deployment.ledger.documents, Kind.ROLLOUT, KEY).body["status"])


def test_the_timer_moves_what_is_due(deployment: Deployed) -> None:
    at_once(deployment)

    assert handler(DUE, None) == {"moved": [f"{KEY} complete"]}
    assert handler(DUE, None) == {"moved": [f"{KEY} settle"]}
    assert handler(DUE, None) == {"moved": []}


def test_an_alarm_that_is_not_there_holds(deployment: Deployed) -> None:
    at_once(deployment, alarms=["shop-errors"], on_alarm={"bake_time": "0s"})

    assert handler(DUE, None) == {"moved": [f"{KEY} hold"]}
    assert status(deployment) == "holding"


def test_the_schedule_that_publishing_leaves_moves_it_once(deployment: Deployed) -> None:
    at_once(deployment)
    publish(records_of(read(deployment.ledger.documents, Kind.ROLLOUT, KEY)), None)
    (row,) = scheduler().list_schedules(GroupName=GROUP)["Schedules"]
    target = scheduler().get_schedule(GroupName=GROUP, Name=row["Name"])["Target"]

    moved = [handler(json.loads(target["Input"]), None) for _ in range(2)]

    assert target["Arn"] == TARGET
    assert moved == [{"moved": [f"{KEY} complete"]}, {"moved": [f"{KEY} settle"]}]


def test_a_call_for_another_stage_comes_too_late(deployment: Deployed) -> None:
    at_once(deployment)

    late = {"kind": "rollout", "key": KEY, "stage": "0", "at": "2026-11-25T12:00:00Z"}

    assert handler(late, None) == {"moved": []}


def test_a_call_for_what_is_not_there_is_a_fault(deployment: Deployed) -> None:
    with pytest.raises(DocumentNotFound):
        handler({"kind": "rollout", "key": "no-such", "stage": "1"}, None)
