"""From an alarm to the old answer: the golden way, over HTTP, with the time that it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.e2e.machines import DevMachine

ADMIN = "/api/v1/admin"
OFREP = "/ofrep/v1/evaluate/flags"
MOST_SECONDS = 10.0
NO_BAKING = {"bake_time": "0s", "cool_down": "30m"}
GUARDED_ROLLOUT: dict[str, Any] = {
    "key": "ramp",
    "flag": "ramped",
    "environment": "development",
    "variant": "on",
    "strategy": "gradual",
    "stages": [{"percentage": 50, "wait": "9d"}, {"percentage": 100, "wait": "1h"}],
    "alarms": ["payments-slow"],
    "on_alarm": NO_BAKING,
}
ROLLOUT_TO_ALL: dict[str, Any] = {
    "key": "to-all",
    "flag": "settled",
    "environment": "development",
    "variant": "on",
    "strategy": "gradual",
    "stages": [{"percentage": 0.001, "wait": "1s"}, {"percentage": 100, "wait": "1s"}],
}


def _until(holds: Callable[[], bool], seconds: float = 30.0) -> float:
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() < begin + seconds, "it did not come"
        time.sleep(0.02)
    return time.monotonic() - begin


def _variant(client: httpx.Client, key: str, unit: str = "visitor-1") -> str | None:
    body = {"context": {"targetingKey": unit}}
    variant: str | None = client.post(f"{OFREP}/{key}", json=body).json().get("variant")
    return variant


def _write(admin: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    headers = {"If-Match": "*"}
    answer = admin.post(f"{ADMIN}{path}", json={"reason": "A test", **body}, headers=headers)
    assert answer.is_success, answer.text
    written: dict[str, Any] = answer.json()
    return written


def _flag(key: str, **settings: Any) -> dict[str, Any]:
    section = {"enabled": True, "default_variant": "off", **settings}
    return {"key": key, "kind": "boolean", "environments": {"development": section}}


def _set_alarm(admin: httpx.Client, name: str, state: str = "ALARM") -> None:
    body = {"state": state, "reason": "Threshold crossed: 3 of 3 datapoints"}
    admin.post(f"/local/alarms/{name}", json=body).raise_for_status()


@pytest.fixture(scope="module")
def prepared(machine: DevMachine) -> dict[str, str]:
    """A flag and a rollout with their alarms, and a rollout without: made and waited for at once,
    as every wait for a ruleset takes seconds. Gives a unit that has the rollout's new variant."""
    with machine.client(machine.admin_key) as admin, machine.client(machine.client_key) as client:
        flag = _flag("guarded", alarms=["checkout-5xx"], on_alarm=NO_BAKING)
        _write(admin, "/flags", document=flag)
        for key, rollout in {"ramped": GUARDED_ROLLOUT, "settled": ROLLOUT_TO_ALL}.items():
            _write(admin, "/flags", document=_flag(key))
            _write(admin, "/rollouts", document=rollout)
            _write(admin, f"/rollouts/{rollout['key']}/start")
        flag["environments"]["development"]["default_variant"] = "on"
        admin.put(
            f"{ADMIN}/flags/guarded",
            json={"document": flag, "reason": "Everybody gets it"},
            headers={"If-Match": "*"},
        ).raise_for_status()
        _until(lambda: _variant(client, "guarded") == "on")
        units = (f"visitor-{number}" for number in range(40))
        lucky = next(unit for unit in units if _variant(client, "ramped", unit) == "on")
    return {"guarded": "visitor-1", "ramped": lucky}


@pytest.fixture(scope="module")
def seconds(machine: DevMachine, prepared: dict[str, str]) -> dict[str, float]:
    """Two alarms go on at once: after how many seconds each old answer is there again."""
    found: dict[str, float] = {}
    with machine.client(machine.admin_key) as admin, machine.client(machine.client_key) as client:
        begin = time.monotonic()
        _set_alarm(admin, "checkout-5xx")
        _set_alarm(admin, "payments-slow")
        while len(found) < len(prepared) and time.monotonic() < begin + 3 * MOST_SECONDS:
            for key, unit in prepared.items():
                if key not in found and _variant(client, key, unit) == "off":
                    found[key] = time.monotonic() - begin
            time.sleep(0.02)
    return found


def test_an_alarm_takes_a_flag_back_to_the_answer_before(
    admin: httpx.Client, seconds: dict[str, float]
) -> None:
    newest = admin.get(f"{ADMIN}/flags/guarded").json()

    print(f"\nalarm on -> the old answer of a flag: {seconds['guarded']:.2f} s")
    assert seconds["guarded"] < MOST_SECONDS
    [seen] = newest["document"]["seen_alarms"]
    assert newest["change"]["action"] == "roll_back"
    assert (seen["alarm"], seen["outcome"]) == ("checkout-5xx", "rolled_back")


def test_an_alarm_takes_a_rollout_back(admin: httpx.Client, seconds: dict[str, float]) -> None:
    document = admin.get(f"{ADMIN}/rollouts/ramp").json()["document"]

    print(f"\nalarm on -> the old answer of a rollout: {seconds['ramped']:.2f} s")
    assert seconds["ramped"] < MOST_SECONDS
    [seen] = document["seen_alarms"]
    assert (document["status"], seen["outcome"]) == ("rolled_back", "rolled_back")
    assert "payments-slow" in document["because"]


def test_a_rollout_goes_on_to_its_last_stage_and_settles_into_the_flag(
    admin: httpx.Client, application: httpx.Client, seconds: dict[str, float]
) -> None:
    _until(
        lambda: admin.get(f"{ADMIN}/rollouts/to-all").json()["document"]["is_settled"], seconds=60
    )

    flag = admin.get(f"{ADMIN}/flags/settled").json()
    assert flag["document"]["environments"]["development"]["default_variant"] == "on"
    assert _variant(application, "settled") == "on"
