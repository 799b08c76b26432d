"""Every version is told once to whom it concerns; who fails holds up nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.errors import StorageUnavailable
from burgee.services.create_document import create_environment, create_flag, create_segment
from burgee.services.notify import notify
from burgee.services.restore_version import restore_version
from burgee.services.toggle_flag import toggle_flag
from burgee.services.webhooks import create_webhook
from burgee.services.writing import Edit, Ledger, amend
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.builders import a_flag, a_ledger, a_segment, by, settings
from tests.unit.services.telling import Caller, Everywhere, Telling

URL = "https://hooks.example.com/"
FLAG = (Kind.FLAG, "new-gallery", 1)
AT = "2026-11-25T12:00:00.000Z"


@pytest.fixture
def ledger() -> Ledger:
    return a_ledger()


def address(version: DocumentVersion) -> tuple[Kind, str, int]:
    return version.kind, version.key, version.version


def a_webhook(ledger: Ledger, key: str = "chat", **parts: Any) -> None:
    create_webhook(ledger, by(), Caller(), {"key": key, "url": URL, **parts})


def test_a_version_is_told_to_the_bus(ledger: Ledger) -> None:
    create_flag(ledger, by(reason="A try"), a_flag())
    told = Everywhere()

    missed = notify(ledger.documents, told.channels, [FLAG])

    assert not missed
    assert [(n.id, n.type, n.reason) for n in told.bus.notices] == [
        ("flag/new-gallery/1", "flag.create", "A try")
    ]
    assert told.people.notices == []


def test_the_environments_that_a_change_touches_are_told(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())
    switched = toggle_flag(ledger, by(), "new-gallery", environment="production", enabled=False)
    told = Everywhere()

    notify(ledger.documents, told.channels, [address(switched)])

    assert told.bus.notices[0].environments == frozenset({"production"})


def test_what_a_flag_remembers_of_alarms_touches_only_their_environment(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())
    at = "2026-11-25T12:00:00.000Z"
    seen = {"alarm": "errors", "state": "ALARM", "at": at, "received_at": at}
    alarm = {**seen, "outcome": "nothing_to_go_back_to", "environment": "production"}
    edit = Edit(
        Kind.FLAG, "new-gallery", Action.ALARM, lambda body: {**body, "seen_alarms": [alarm]}
    )
    after = amend(ledger, by(), edit)
    told = Everywhere()

    notify(ledger.documents, told.channels, [address(after)])

    assert told.bus.notices[0].environments == frozenset({"production"})
    assert [notice.id for notice in told.people.notices] == [told.bus.notices[0].id]


@pytest.mark.parametrize(("environment", "is_told"), [("shop", True), ("development", False)])
def test_people_hear_of_a_restore_in_an_environment_of_production(
    ledger: Ledger, environment: str, is_told: bool
) -> None:
    create_environment(ledger, by(), {"key": "shop", "is_production": True})
    create_flag(ledger, by(), a_flag(environments={environment: settings()}))
    toggle_flag(ledger, by(), "new-gallery", environment=environment, enabled=False)
    restored = restore_version(ledger, by(), Kind.FLAG, "new-gallery", version=1)
    told = Everywhere()

    notify(ledger.documents, told.channels, [address(restored)])

    assert bool(told.people.notices) is is_told


def test_a_webhook_gets_a_delivery_of_what_it_asks_for(ledger: Ledger) -> None:
    a_webhook(ledger, "flags", kinds=["flag"])
    a_webhook(ledger, "segments", kinds=["segment"])
    a_webhook(ledger, "off", enabled=False)
    create_flag(ledger, by(), a_flag())
    told = Everywhere()

    notify(ledger.documents, told.channels, [FLAG])

    assert [(each.webhook, each.type) for each in told.queue.deliveries] == [
        ("flags", "flag.create")
    ]
    assert json.loads(told.queue.deliveries[0].body)["id"] == "flag/new-gallery/1"


def test_no_secret_is_told(ledger: Ledger) -> None:
    a_webhook(ledger)
    version = ledger.documents.newest(Kind.WEBHOOK, "chat")
    assert version is not None
    told = Everywhere()

    notify(ledger.documents, told.channels, [address(version)])

    assert version.body["secret"] == "whsec_burgee_secret1"
    assert "whsec_" not in told.queue.deliveries[0].body
    assert URL not in told.queue.deliveries[0].body


def test_a_version_that_comes_twice_is_told_under_the_same_ids(ledger: Ledger) -> None:
    a_webhook(ledger)
    create_flag(ledger, by(), a_flag())
    told = Everywhere()

    for _ in range(2):
        notify(ledger.documents, told.channels, [FLAG])

    first, second = told.queue.deliveries
    assert first == second
    assert told.bus.notices[0] == told.bus.notices[1]


@pytest.mark.parametrize("deaf", ["bus", "people", "queue"])
def test_a_channel_that_takes_nothing_keeps_nothing_from_the_others(
    ledger: Ledger, deaf: str
) -> None:
    a_webhook(ledger)
    version = create_flag(ledger, by(), a_flag())
    toggled = toggle_flag(ledger, by(), "new-gallery", environment="production", enabled=False)
    restored = restore_version(ledger, by(), Kind.FLAG, "new-gallery", version=1)
    told = Everywhere(**{deaf: Telling(refuses=["flag/new-gallery/3", "chat"])})

    missed = notify(ledger.documents, told.channels, map(address, (version, toggled, restored)))

    assert address(restored) in missed
    assert (len(told.bus.notices), len(told.people.notices)) == (3, 1)
    assert len(told.queue.deliveries) == 3


class Faulty(MemoryDocuments):
    """Documents whose webhooks cannot be read."""

    is_faulty = False

    def current(self, kind: Kind) -> Iterator[DocumentVersion]:
        if self.is_faulty and kind is Kind.WEBHOOK:
            raise StorageUnavailable("DynamoDB did not answer.")
        return super().current(kind)


def test_nobody_is_told_while_the_webhooks_cannot_be_read() -> None:
    documents, told = Faulty(), Everywhere()
    create_flag(a_ledger(documents), by(), a_flag())
    documents.is_faulty = True

    with pytest.raises(StorageUnavailable):
        notify(documents, told.channels, [FLAG])

    assert told.bus.notices == []


def test_a_webhook_of_a_later_release_keeps_nobody_from_hearing(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())
    a_webhook(ledger, "fine")
    later = {"key": "later", "url": URL, "secret": "0" * 64, "a_field_of_a_later_release": 1}
    ledger.documents.derive(
        DocumentVersion(Kind.WEBHOOK, "later", 1, later, Change("ann", AT, Action.CREATE))
    )
    told = Everywhere()

    assert not notify(ledger.documents, told.channels, [FLAG])

    assert len(told.bus.notices) == 1
    assert [delivery.webhook for delivery in told.queue.deliveries] == ["fine"]


def test_only_what_was_missed_is_told_again(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())
    create_segment(ledger, by(), a_segment("beta"))
    told = Everywhere(bus=Telling(refuses=["segment/beta/1"]))

    missed = notify(ledger.documents, told.channels, [FLAG, (Kind.SEGMENT, "beta", 1)])

    assert missed == {(Kind.SEGMENT, "beta", 1)}


def test_a_version_that_is_not_there_any_more_is_passed_over(ledger: Ledger) -> None:
    told = Everywhere()

    missed = notify(ledger.documents, told.channels, [FLAG])

    assert (missed, told.bus.notices) == (set(), [])
