"""How soon a change through the admin API is what callers get."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.machines import DevMachine, run_burgee

ADMIN = "/api/v1/admin"
OFREP = "/ofrep/v1/evaluate/flags"
# Five seconds between two looks at the pointer, and a second for everything before and after.
MOST_SECONDS = 6.0


def _seconds_until(holds: Callable[[], bool]) -> float:
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() < begin + 5 * MOST_SECONDS
        time.sleep(0.02)
    return time.monotonic() - begin


def _answer(client: httpx.Client, key: str, **context: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.post(f"{OFREP}/{key}", json={"context": context}).json()
    return answer


def test_a_toggle_is_served_within_seconds(admin: httpx.Client, application: httpx.Client) -> None:
    shown = _answer(application, "new-gallery")["value"]
    body = {"environment": "development", "enabled": False, "reason": "A test"}
    admin.post(
        f"{ADMIN}/flags/new-gallery/toggle", json=body, headers={"If-Match": "*"}
    ).raise_for_status()

    seconds = _seconds_until(lambda: _answer(application, "new-gallery")["reason"] == "DISABLED")

    assert shown is True
    assert seconds < MOST_SECONDS


def test_a_new_member_of_a_segment_is_served_within_seconds(
    admin: httpx.Client, application: httpx.Client
) -> None:
    rule = {"conditions": [{"operator": "in_segment", "value": "staff"}], "variant": "on"}
    section = {"enabled": True, "default_variant": "off", "rules": [rule]}
    flag = {"key": "for-staff", "kind": "boolean", "environments": {"development": section}}
    admin.post(f"{ADMIN}/flags", json={"document": flag, "reason": "A test"}).raise_for_status()
    _seconds_until(lambda: _answer(application, "for-staff").get("value") is False)
    admin.patch(
        f"{ADMIN}/segments/staff/members",
        json={"included": {"add": ["newcomer"]}, "reason": "A test"},
        headers={"If-Match": "*"},
    ).raise_for_status()

    seconds = _seconds_until(
        lambda: _answer(application, "for-staff", targetingKey="newcomer")["value"] is True
    )

    assert seconds < MOST_SECONDS


def test_a_key_opens_and_closes_within_seconds(machine: DevMachine, admin: httpx.Client) -> None:
    document = {"kind": "client", "environment": "development", "name": "A test"}
    made = admin.post(f"{ADMIN}/keys", json={"document": document, "reason": "A test"}).json()
    with machine.client(made["token"]) as client:
        opened = _seconds_until(lambda: client.post(OFREP, json={}).status_code == 200)
        admin.post(
            f"{ADMIN}/keys/{made['key']}/revoke",
            json={"reason": "A test"},
            headers={"If-Match": "*"},
        ).raise_for_status()

        closed = _seconds_until(lambda: client.post(OFREP, json={}).status_code == 401)

    assert opened < MOST_SECONDS
    assert closed < MOST_SECONDS


def test_what_was_answered_before_a_change_can_be_replayed(
    machine: DevMachine, admin: httpx.Client, tmp_path: Path
) -> None:
    with machine.client(machine.server_key) as server:
        path = "/api/v1/flags/checkout-button-color/explain"
        context = {"targetingKey": "visitor-7"}
        before = server.post(path, json={"context": context}).json()
        body = {"environment": "development", "enabled": False, "reason": "A test"}
        admin.post(
            f"{ADMIN}/flags/checkout-button-color/toggle", json=body, headers={"If-Match": "*"}
        ).raise_for_status()
        _seconds_until(
            lambda: (
                server.post(path, json={"context": context}).json()["answer"]["reason"]
                == "DISABLED"
            )
        )

    words = ["replay", "checkout-button-color", "--unit", "visitor-7", "--json"]
    named = ["--url", machine.url, "--key", machine.server_key]
    ended = run_burgee(tmp_path, *words, "--ruleset", str(before["ruleset"]["number"]), *named)

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["answer"] == before["answer"]
