"""A change reaches a webhook's receiver, whatever that does, and nobody else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.machines import UNLIMITED, DevMachine
from tests.e2e.receiver import Receiver

WEBHOOKS = "/api/v1/admin/webhooks"
IMPATIENT = {"WEBHOOK_PAUSES": "1,1,1,1,1"}
MOST_SECONDS = 25.0


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevMachine]:
    variables = {**UNLIMITED, **IMPATIENT, "POWERTOOLS_LOG_LEVEL": "WARNING"}
    with DevMachine(tmp_path_factory.mktemp("home"), variables=variables) as running:
        yield running


def a_webhook(admin: httpx.Client, key: str, url: str, **parts: Any) -> str:
    """A webhook that hears of switched flags; its secret."""
    document = {"key": key, "url": url, "actions": ["toggle"], **parts}
    answer = admin.post(WEBHOOKS, json={"document": document}).raise_for_status()
    return str(answer.json()["secret"])


def switch(admin: httpx.Client, flag: str, *, on: bool) -> None:
    body = {"environment": "development", "enabled": on, "reason": "A test"}
    path = f"/api/v1/admin/flags/{flag}/toggle"
    admin.post(path, json=body, headers={"If-Match": "*"}).raise_for_status()


def archive(admin: httpx.Client, key: str) -> None:
    path = f"{WEBHOOKS}/{key}/archive"
    admin.post(path, json={}, headers={"If-Match": "*"}).raise_for_status()


def test_a_receiver_that_fails_at_first_gets_the_same_signed_message_again(
    admin: httpx.Client,
) -> None:
    with Receiver(lambda number: 500 if number == 1 else 204) as receiver:
        secret = a_webhook(admin, "fails-once", receiver.url)

        switch(admin, "new-gallery", on=False)

        first, second = receiver.wait_for(2, MOST_SECONDS)
        archive(admin, "fails-once")
    assert first.is_signed(secret, time.time())
    assert second.is_signed(secret, time.time())
    assert first.body == second.body
    assert first.headers["Burgee-Delivery"] == second.headers["Burgee-Delivery"]
    assert [each.headers["Burgee-Attempt"] for each in (first, second)] == ["1", "2"]
    told = json.loads(first.body)
    assert (told["type"], told["key"], told["reason"]) == ("flag.toggle", "new-gallery", "A test")
    assert told["environments"] == ["development"]
    assert secret not in first.body.decode()


def test_a_receiver_that_is_dead_ends_in_the_dead_letter_queue_and_holds_nobody_up(
    machine: DevMachine, admin: httpx.Client
) -> None:
    with Receiver() as dead:
        nobody = dead.url
    with Receiver() as living:
        a_webhook(admin, "dead", nobody)
        a_webhook(admin, "living", living.url)

        switch(admin, "new-gallery", on=True)

        assert len(living.wait_for(1, MOST_SECONDS)) == 1, machine.complaints
        assert _complained(machine, "Webhook given up") == 1
        archive(admin, "living")
    archive(admin, "dead")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:192.168.0.1]/",
        "https://ann:secret@hooks.example.com/",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(admin: httpx.Client, url: str) -> None:
    document = {"key": "elsewhere", "url": url}

    answer = admin.post(WEBHOOKS, json={"document": document})

    assert (answer.status_code, answer.json()["code"]) == (422, "ADDRESS_REFUSED")


def test_the_test_button_says_what_the_receiver_answered(admin: httpx.Client) -> None:
    with Receiver(lambda _: 302) as receiver:
        a_webhook(admin, "tried", receiver.url, enabled=False)

        answer = admin.post(f"{WEBHOOKS}/tried/test").raise_for_status().json()

        came = receiver.wait_for(1, MOST_SECONDS)
    assert answer == {
        "delivered": False,
        "status": 302,
        "problem": "The receiver answered 302.",
    }
    assert [each.headers["Burgee-Event"] for each in came] == ["webhook.test"]


def _complained(machine: DevMachine, what: str) -> int:
    """How often the machine says so, once it does."""
    end = time.monotonic() + MOST_SECONDS
    while what not in machine.output + machine.complaints and time.monotonic() < end:
        time.sleep(0.05)
    return (machine.output + machine.complaints).count(what)
