"""One attempt: what is sent, and what its outcome means."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import AddressRefused
from burgee.domain.signatures import is_signed
from burgee.services.deliver_webhook import deliver, pause_after
from burgee.services.notice_ports import Delivery, WebhookUnreachable
from burgee.services.webhooks import archive_webhook, create_webhook, rotate_secret
from burgee.services.writing import Ledger
from tests.unit.services.builders import NOON, a_ledger, by
from tests.unit.services.telling import Caller

URL = "https://hooks.example.com/burgee"
DELIVERY = Delivery("chat", "d-1", "flag.toggle", '{"id":"flag/a/2"}')
PAUSES = (5, 30, 120, 600, 3600)


def a_world(**parts: Any) -> tuple[Ledger, str]:
    """A ledger with one webhook, and its secret."""
    ledger = a_ledger()
    made = create_webhook(ledger, by(), Caller(), {"key": "chat", "url": URL, **parts})
    return ledger, made.secret


def attempt(ledger: Ledger, caller: Caller, number: int = 1) -> Any:
    return deliver(ledger.documents, caller, DELIVERY, attempt=number, now=NOON)


def test_what_is_sent_is_signed_and_says_which_attempt_it_is() -> None:
    ledger, secret = a_world()
    caller = Caller()

    delivered = attempt(ledger, caller, number=3)

    posted = caller.posted[0]
    assert delivered.is_taken
    assert (posted.url, posted.body) == (URL, DELIVERY.body.encode())
    assert is_signed(secret, posted.body, posted.headers["Burgee-Signature"], NOON)
    assert posted.headers["Burgee-Delivery"] == "d-1"
    assert posted.headers["Burgee-Attempt"] == "3"
    assert posted.headers["Burgee-Event"] == "flag.toggle"


def test_after_a_rotation_the_old_secret_signs_too() -> None:
    ledger, old = a_world()
    new = rotate_secret(ledger, by(), "chat").secret
    caller = Caller()

    attempt(ledger, caller)

    posted = caller.posted[0]
    signature = posted.headers["Burgee-Signature"]
    assert [is_signed(one, posted.body, signature, NOON) for one in (old, new)] == [True, True]


@pytest.mark.parametrize("status", [200, 204, 299])
def test_a_status_of_success_is_an_end(status: int) -> None:
    ledger, _ = a_world()

    delivered = attempt(ledger, Caller(status))

    assert (delivered.is_done, delivered.status, delivered.problem) == (True, status, "")


@pytest.mark.parametrize("status", [301, 302, 400, 404, 410, 429, 500, 503])
def test_every_other_status_is_tried_again(status: int) -> None:
    ledger, _ = a_world()

    delivered = attempt(ledger, Caller(status))

    assert (delivered.is_done, delivered.status) == (False, status)


@pytest.mark.parametrize("failure", [WebhookUnreachable("Nobody."), AddressRefused("Nobody.")])
def test_who_cannot_be_reached_is_tried_again(failure: Exception) -> None:
    ledger, _ = a_world()

    delivered = attempt(ledger, Caller(failure))

    assert (delivered.is_done, delivered.status, delivered.problem) == (False, None, "Nobody.")


def test_a_webhook_that_is_off_gets_nothing() -> None:
    ledger, _ = a_world(enabled=False)
    caller = Caller()

    delivered = attempt(ledger, caller)

    assert (delivered.is_done, delivered.is_taken, caller.posted) == (True, False, [])


def test_a_webhook_that_was_archived_meanwhile_gets_nothing() -> None:
    ledger, _ = a_world()
    archive_webhook(ledger, by(), "chat")
    caller = Caller()

    delivered = attempt(ledger, caller)

    assert (delivered.is_done, caller.posted) == (True, [])


def test_a_delivery_for_nobody_is_done() -> None:
    assert attempt(a_ledger(), Caller()).is_done


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 96), (0.5, 120), (0.999_999, 144)])
def test_a_pause_is_a_fifth_longer_or_shorter_by_chance(chance: float, seconds: int) -> None:
    assert pause_after(3, PAUSES, chance) == seconds


def test_after_the_last_attempt_there_is_no_pause() -> None:
    assert [pause_after(attempt, PAUSES, 0.5) for attempt in (5, 6, 7)] == [3600, None, None]
