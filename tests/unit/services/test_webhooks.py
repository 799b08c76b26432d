"""A webhook's secret is made here, shown once and kept by every change but a rotation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import (
    AddressRefused,
    DocumentExists,
    DocumentNotFound,
    Forbidden,
    InvalidDocument,
    UnknownEnvironment,
)
from burgee.domain.signatures import is_signed
from burgee.services.notice_ports import WebhookUnreachable
from burgee.services.reading import read
from burgee.services.webhooks import (
    NewSecret,
    archive_webhook,
    check_delivery,
    create_webhook,
    rotate_secret,
    update_webhook,
)
from burgee.services.writing import Ledger
from tests.unit.services.builders import NOON, OF_DEVELOPMENT, a_ledger, by
from tests.unit.services.telling import Caller

URL = "https://hooks.example.com/burgee?token=of-the-receiver"


@pytest.fixture
def ledger() -> Ledger:
    return a_ledger()


def a_body(**parts: Any) -> dict[str, Any]:
    return {"key": "chat", "url": URL, **parts}


def made(ledger: Ledger, **parts: Any) -> NewSecret:
    return create_webhook(ledger, by(), Caller(), a_body(**parts))


def stored(ledger: Ledger) -> dict[str, Any]:
    return dict(read(ledger.documents, Kind.WEBHOOK, "chat").body)


def test_a_new_webhook_has_a_secret_of_its_own(ledger: Ledger) -> None:
    secret = made(ledger).secret

    assert secret == "whsec_burgee_secret1"
    assert stored(ledger)["secret"] == secret


def test_lists_show_neither_its_secret_nor_where_it_leads(ledger: Ledger) -> None:
    version = made(ledger, name="Chat").version

    assert version.summary["name"] == "Chat"
    assert {"url", "secret", "former_secret"}.isdisjoint(version.summary)


@pytest.mark.parametrize("part", ["secret", "former_secret", "former_until", "is_archived"])
def test_what_burgee_writes_itself_is_refused(ledger: Ledger, part: str) -> None:
    with pytest.raises(InvalidDocument, match=f"{part}: is made by Burgee"):
        made(ledger, **{part: "whsec_a-secret-of-my-own"})


@pytest.mark.parametrize("url", ["https://10.0.0.1/", "http://hooks.example.com/"])
def test_an_address_that_leads_elsewhere_is_refused(ledger: Ledger, url: str) -> None:
    with pytest.raises(AddressRefused):
        made(ledger, url=url)

    assert ledger.documents.newest(Kind.WEBHOOK, "chat") is None


def test_an_environment_that_is_not_there_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UnknownEnvironment):
        made(ledger, environments=["moon"])


@pytest.mark.parametrize("body", [None, [], {"key": "chat"}, {"key": "chat", "url": 5}])
def test_what_is_no_webhook_is_refused(ledger: Ledger, body: Any) -> None:
    with pytest.raises(InvalidDocument):
        create_webhook(ledger, by(), Caller(), body)


def test_a_key_is_taken_for_good(ledger: Ledger) -> None:
    made(ledger)
    archive_webhook(ledger, by(), "chat")

    with pytest.raises(DocumentExists):
        made(ledger)


def test_who_is_limited_to_some_environments_makes_none(ledger: Ledger) -> None:
    with pytest.raises(Forbidden):
        create_webhook(ledger, by(OF_DEVELOPMENT), Caller(), a_body())


def test_an_update_keeps_the_secret(ledger: Ledger) -> None:
    secret = made(ledger).secret

    update_webhook(ledger, by(), Caller(), "chat", a_body(name="New"))

    assert (stored(ledger)["name"], stored(ledger)["secret"]) == ("New", secret)


def test_an_update_brings_no_secret(ledger: Ledger) -> None:
    made(ledger)

    with pytest.raises(InvalidDocument, match="secret: is made by Burgee"):
        update_webhook(ledger, by(), Caller(), "chat", a_body(secret="whsec_mine-and-not-yours"))


def test_an_update_brings_nothing_back_from_the_archive(ledger: Ledger) -> None:
    made(ledger)
    archive_webhook(ledger, by(), "chat")

    update_webhook(ledger, by(), Caller(), "chat", a_body(name="New", is_archived=False))

    assert stored(ledger)["is_archived"] is True


def test_an_update_is_judged_as_a_new_one_is(ledger: Ledger) -> None:
    made(ledger)

    with pytest.raises(AddressRefused):
        update_webhook(ledger, by(), Caller(), "chat", a_body(url="https://192.168.1.1/"))


def test_an_update_of_no_object_is_refused(ledger: Ledger) -> None:
    made(ledger)

    with pytest.raises(InvalidDocument):
        update_webhook(ledger, by(), Caller(), "chat", [])


def test_a_rotation_keeps_the_old_secret_for_a_day(ledger: Ledger) -> None:
    old = made(ledger).secret

    new = rotate_secret(ledger, by(), "chat").secret

    body = stored(ledger)
    assert (body["secret"], body["former_secret"]) == (new, old)
    assert body["former_until"].startswith("2026-11-26T12:00")


def test_a_test_sends_one_signed_message_at_once(ledger: Ledger) -> None:
    secret = made(ledger, enabled=False).secret
    caller = Caller(200)

    delivered = check_delivery(ledger, caller, "chat")

    posted = caller.posted[0]
    assert delivered.is_taken
    assert json.loads(posted.body)["type"] == "webhook.test"
    assert is_signed(secret, posted.body, posted.headers["Burgee-Signature"], NOON)


def test_a_test_says_what_went_wrong(ledger: Ledger) -> None:
    made(ledger)

    delivered = check_delivery(ledger, Caller(WebhookUnreachable("Nobody.")), "chat")

    assert (delivered.is_taken, delivered.problem) == (False, "Nobody.")


def test_a_test_of_nothing_finds_nothing(ledger: Ledger) -> None:
    with pytest.raises(DocumentNotFound):
        check_delivery(ledger, Caller(), "chat")
