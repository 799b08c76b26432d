"""The roll_back function, driven by events as EventBridge brings them, over moto."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import InvalidEvent, StorageUnavailable
from burgee.domain.timestamps import iso
from burgee.runtime import wiring
from burgee.services.reading import read
from functions.catalog import FUNCTIONS
from functions.roll_back.handler import JOBS, handler
from tests.functions.evaluate_api import Deployed, EvaluateApi, a_switch, deployed

EVENTS = Path(__file__).parents[1] / "events" / "alarms"
FLAG, ALARM, COMPOSITE = "new-checkout", "checkout-errors", "shop-unwell"
ALARMED = {
    "alarms": [ALARM, COMPOSITE],
    "on_alarm": {"bake_time": "0s", "on_insufficient_data": "roll_back"},
}


def an_event(name: str = "metric_alarm", later: float = 0.0, **changed: Any) -> dict[str, Any]:
    """A golden event of a change that was made just now, or so many seconds later."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    at = iso(time.time() + later).replace("Z", "+0000")
    event["detail"]["state"]["timestamp"] = at
    event["detail"].update(changed)
    return event


@pytest.fixture
def deployment() -> Iterator[Deployed]:
    """A flag that shows `on` since a moment, and showed `off` before."""
    with deployed() as deployment:
        deployment.create(a_switch(FLAG, **ALARMED))
        time.sleep(0.002)  # a version is dated in milliseconds
        deployment.change(a_switch(FLAG, **ALARMED) | {"environments": shows_on()})
        deployment.publish()
        time.sleep(0.002)
        yield deployment


def shows_on() -> dict[str, Any]:
    return {"production": {"enabled": True, "default_variant": "on", **ALARMED}}


def version(deployment: Deployed) -> int:
    return read(deployment.ledger.documents, Kind.FLAG, FLAG).version


@pytest.mark.parametrize(
    "name", ["metric_alarm", "composite_alarm", "metric_insufficient_data", "new_metric_math_alarm"]
)
def test_an_event_takes_back_what_names_its_alarm(deployment: Deployed, name: str) -> None:
    api = EvaluateApi(deployment.new_key())
    deployment.publish()
    before = api.evaluate(FLAG, targetingKey="ann").json["variant"]

    answer = handler(an_event(name), None)

    deployment.publish()
    after = api.evaluate(FLAG, targetingKey="ann").json["variant"]
    assert answer == {"reached": [f"flag {FLAG} in production: rolled_back"]}
    assert (before, after) == ("on", "off")


def test_an_event_that_comes_again_acts_no_more(deployment: Deployed) -> None:
    event = an_event()
    handler(event, None)

    handler(event, None)

    assert version(deployment) == 3


def test_an_alarm_that_is_over_does_nothing(deployment: Deployed) -> None:
    assert handler(an_event("metric_ok"), None) == {"reached": []}
    assert version(deployment) == 2


def test_events_out_of_order_take_back_once(deployment: Deployed) -> None:
    older, newer = an_event(later=0.0), an_event(later=0.05)
    handler(an_event("metric_ok", later=0.1), None)
    handler(newer, None)

    answer = handler(older, None)

    assert answer == {"reached": [f"flag {FLAG} in production: recorded"]}
    assert version(deployment) == 4


def test_an_alarm_that_nothing_names_is_nobodys(deployment: Deployed) -> None:
    assert handler(an_event(alarmName="another"), None) == {"reached": []}
    assert version(deployment) == 2


def test_what_is_no_alarms_event_is_refused_and_told(
    deployment: Deployed, logged: StringIO
) -> None:
    with pytest.raises(InvalidEvent, match="alarmName"):
        handler(an_event(alarmName=17), None)

    assert "`alarmName` is no name of an alarm" in logged.getvalue()
    assert version(deployment) == 2


def metrics(printed: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for line in printed.splitlines():
        if '"_aws"' in line:
            merged |= json.loads(line)
    return merged


def test_a_rollback_is_logged_and_counted(
    deployment: Deployed, logged: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    handler(an_event(), None)

    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    told = next(line for line in lines if line["message"] == "Alarm heard")
    assert (told["alarm"], told["outcome"], told["version"]) == (ALARM, "rolled_back", 3)
    assert "Threshold Crossed: 2 out of the last 2 datapoints [14.0" in told["detail"]
    counted = metrics(capsys.readouterr().out)
    assert [counted[name] for name in ("Rollbacks", "NothingToGoBackTo", "RollbackFailures")] == [
        [1.0],
        [0.0],
        [0.0],
    ]
    assert version(deployment) == 3


def test_nothing_to_go_back_to_is_counted_and_raised_never(
    deployment: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployment.create(a_switch("first", alarms=["lonely"]))
    time.sleep(0.002)

    answer = handler(an_event(alarmName="lonely"), None)

    assert answer == {"reached": ["flag first in production: nothing_to_go_back_to"]}
    assert metrics(capsys.readouterr().out)["NothingToGoBackTo"] == [1.0]


def test_what_could_not_be_taken_back_is_raised_so_that_it_is_tried_again(
    deployment: Deployed,
    logged: StringIO,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent(_: Any) -> None:
        raise StorageUnavailable("DynamoDB did not answer.")

    event = an_event()
    with monkeypatch.context() as broken:
        broken.setattr(wiring.documents(), "put", silent)
        with pytest.raises(StorageUnavailable):
            handler(event, None)

    assert metrics(capsys.readouterr().out)["RollbackFailures"] == [1.0]
    assert '"message":"Not taken back"' in logged.getvalue()
    assert handler(event, None) == {"reached": [f"flag {FLAG} in production: rolled_back"]}
    assert version(deployment) == 3


def test_every_job_of_the_timer_is_there() -> None:
    [row] = (function for function in FUNCTIONS if function.name == "roll_back")

    assert {timer.payload["job"] for timer in row.timers} == set(JOBS)


def test_without_guarded_functions_no_version_is_deleted(deployment: Deployed) -> None:
    assert handler({"job": "retain"}, None) == {"deleted": []}
    assert version(deployment) == 2
