"""Webhooks over HTTP: their secret is in the answers that make it, and in no other."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from burgee.domain.roles import Caller, Role
from burgee.runtime import wiring
from tests.e2e.receiver import Receiver
from tests.functions.admin_api import AdminApi

URL = "https://hooks.example.com/burgee"
MADE = {"key": "chat", "url": URL, "name": "Chat"}


@pytest.fixture
def api() -> AdminApi:
    return AdminApi()


@pytest.fixture
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(os.environ, "WEBHOOKS_LOOPBACK", "true")
    wiring.reset()
    yield
    wiring.reset()


def test_a_new_webhook_shows_its_secret_once(api: AdminApi) -> None:
    created = api.create("/webhooks", MADE)

    assert (created.status, created.json["secret"]) == (201, "whsec_burgee_secret1")
    assert created.headers["Cache-Control"] == "no-store"


def test_no_other_answer_holds_a_secret(api: AdminApi) -> None:
    api.create("/webhooks", MADE)
    api.post("/webhooks/chat/rotate", {})

    answers = [
        api.get("/webhooks"),
        api.get("/webhooks/chat"),
        api.get("/audit"),
        api.put("/webhooks/chat", {**MADE, "name": "New"}),
        api.post("/webhooks/chat/archive", {}),
    ]

    assert {answer.status for answer in answers} == {200}
    assert not [answer for answer in answers if "whsec_" in answer.text]


def test_a_webhook_that_is_read_can_be_written_back(api: AdminApi) -> None:
    api.create("/webhooks", MADE)
    read = api.get("/webhooks/chat").json["document"]

    changed = api.put("/webhooks/chat", {**read, "enabled": False})

    assert changed.json["document"] == {**read, "enabled": False}


def test_who_may_only_look_sees_no_address_in_the_audit(api: AdminApi) -> None:
    api.create("/webhooks", MADE)

    seen = AdminApi(api.ledger, Caller("viewer-1", Role.VIEWER)).get("/audit")

    assert seen.status == 200
    assert "hooks.example.com" not in seen.text


@pytest.mark.parametrize("url", ["http://hooks.example.com/", "https://169.254.169.254/"])
def test_an_address_that_leads_elsewhere_is_refused(api: AdminApi, url: str) -> None:
    refused = api.create("/webhooks", {**MADE, "url": url})

    assert (refused.status, refused.code, refused.fields) == (422, "ADDRESS_REFUSED", ["url"])


def test_a_rotation_shows_the_new_secret(api: AdminApi) -> None:
    api.create("/webhooks", MADE)

    rotated = api.post("/webhooks/chat/rotate", {"reason": "It was in a log"})

    assert (rotated.json["secret"], rotated.json["version"]) == ("whsec_burgee_secret2", 2)
    assert rotated.headers["ETag"] == '"2"'


def test_a_test_says_what_the_receiver_answered(api: AdminApi, on_this_machine: None) -> None:
    with Receiver() as receiver:
        api.create("/webhooks", {**MADE, "url": receiver.url})

        tested = api.post("/webhooks/chat/test", {}, None)

    assert tested.json == {"delivered": True, "status": 204, "problem": ""}
    assert len(receiver.received) == 1


def test_a_test_of_an_unknown_webhook_is_a_404(api: AdminApi) -> None:
    assert api.post("/webhooks/chat/test", {}, None).status == 404
