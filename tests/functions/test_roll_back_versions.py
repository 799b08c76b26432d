"""A change of an alarm, in EventBridge's shape, through the handler to moto's Lambda."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.domain.timestamps import iso
from burgee.runtime import aliases, wiring
from burgee.runtime.administration import ledger
from burgee.runtime.own_functions import VARIABLE, written_own_functions
from burgee.services.guarded_functions import register_function
from functions.roll_back.handler import handler
from tests.functions.lambda_account import CHECKOUT, a_zip, an_account, live, new_client
from tests.unit.services.builders import by

EVENTS = Path(__file__).parents[1] / "events" / "alarms"
ALARM = f"{CHECKOUT}-errors"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lambda with `checkout`, versions 1 to 3, which is one of the stack's own functions."""
    own = written_own_functions({CHECKOUT: ["errors"]}, application="", health_urls={})
    monkeypatch.setenv(VARIABLE, json.dumps(own))
    monkeypatch.setenv("CONFIG_TABLE", "config")
    monkeypatch.setattr(aliases, "_client", new_client)
    monkeypatch.setattr(wiring, "dynamodb_client", lambda **_: new_client("dynamodb"))
    with an_account() as client:
        yield client


def an_event(alarm: str = ALARM, state: str = "ALARM", later: float = 0.0) -> dict[str, Any]:
    """The golden event, of that alarm, which changed just now."""
    event: dict[str, Any] = json.loads((EVENTS / "metric_alarm.json").read_text())
    event["detail"]["alarmName"] = alarm
    event["detail"]["state"]["value"] = state
    event["detail"]["state"]["timestamp"] = iso(time.time() + later).replace("Z", "+0000")
    return event


def document() -> Any:
    found = wiring.documents().newest(Kind.FUNCTION, CHECKOUT)
    return found.body if found else None


def test_an_alarm_moves_the_alias_of_an_own_function_back(client: Any) -> None:
    answer = handler(an_event(), None)

    assert live(client) == "2"
    assert answer == {"reached": [f"function {CHECKOUT}: rolled_back"]}
    assert document()["moves"][0]["healthy"] is True


def test_the_same_event_twice_moves_once(client: Any) -> None:
    event = an_event()
    handler(event, None)
    client.update_alias(FunctionName=CHECKOUT, Name="live", FunctionVersion="3")

    handler(event, None)

    assert live(client) == "3"
    assert len(document()["moves"]) == 1


@pytest.mark.parametrize("state", ["OK", "INSUFFICIENT_DATA"])
def test_a_change_that_is_no_alarm_writes_nothing(client: Any, state: str) -> None:
    handler(an_event(state=state), None)

    assert live(client) == "3"


def test_an_alarm_from_before_the_version_is_only_recorded(client: Any) -> None:
    handler(an_event(later=-3600), None)

    assert live(client) == "3"
    assert document()["seen_alarms"][0]["outcome"] == "recorded"


def test_a_registered_functions_scenario_for_people_moves_nothing(client: Any) -> None:
    body = {"key": "registered", "alarms": {"schema": "schema_mismatch"}}
    register_function(ledger(), by(), {**body, "alias": "live"})
    client.create_function(
        FunctionName="registered",
        Runtime="python3.13",
        Role="arn:aws:iam::123456789012:role/checkout",
        Handler="handler.handler",
        Code={"ZipFile": a_zip("1")},
        Publish=True,
    )
    client.create_alias(FunctionName="registered", Name="live", FunctionVersion="1")

    answer = handler(an_event("schema"), None)

    assert answer == {"reached": ["function registered: recorded"]}


def test_the_daily_job_deletes_what_nothing_uses(client: Any) -> None:
    body = {"key": CHECKOUT, "most_versions": 2}
    client.create_alias(FunctionName=CHECKOUT, Name="partners", FunctionVersion="1")
    for number in range(4, 7):
        code = a_zip(str(number))
        client.update_function_code(FunctionName=CHECKOUT, ZipFile=code, Publish=True)
    client.update_alias(FunctionName=CHECKOUT, Name="live", FunctionVersion="6")
    register_function(ledger(), by(), body)

    answer = handler({"job": "retain"}, None)

    assert answer == {"deleted": [f"{CHECKOUT} {version}" for version in "234"]}
    left = client.list_versions_by_function(FunctionName=CHECKOUT)["Versions"]
    assert [one["Version"] for one in left] == ["$LATEST", "1", "5", "6"]
