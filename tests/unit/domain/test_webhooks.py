"""Which notices a webhook asks for, and what signs what it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import Action, Kind
from burgee.domain.notices import Notice
from burgee.domain.timestamps import iso
from burgee.domain.webhooks import Webhook

SECRET, FORMER = "whsec_new-secret-of-it", "whsec_old-secret-of-it"
NOON = 1_795_608_000.0


def a_webhook(**parts: Any) -> Webhook:
    fixed = {"key": "chat", "url": "https://hooks.example.com/", "secret": SECRET}
    return Webhook.model_validate({**fixed, **parts})


def a_notice(environments: frozenset[str] | None = frozenset({"production"})) -> Notice:
    where = ("ann", "", "2026-11-21T12:00:00.000Z")
    return Notice(Kind.FLAG, "checkout", 7, Action.TOGGLE, environments, *where)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"kinds": ["flag", "rollout"]},
        {"actions": ["toggle"]},
        {"environments": ["production", "staging"]},
    ],
)
def test_a_webhook_hears_of_what_it_asks_for(parts: dict[str, Any]) -> None:
    assert a_webhook(**parts).wants(a_notice())


@pytest.mark.parametrize(
    "parts",
    [
        {"kinds": ["rollout"]},
        {"actions": ["roll_back"]},
        {"environments": ["staging"]},
        {"enabled": False},
        {"is_archived": True},
    ],
)
def test_a_webhook_hears_of_nothing_else(parts: dict[str, Any]) -> None:
    assert not a_webhook(**parts).wants(a_notice())


def test_what_touches_all_environments_is_heard_whichever_are_asked_for() -> None:
    assert a_webhook(environments=["staging"]).wants(a_notice(environments=None))


@pytest.mark.parametrize(
    ("parts", "secrets"),
    [
        ({}, [SECRET]),
        ({"former_secret": FORMER, "former_until": iso(NOON + 1)}, [SECRET, FORMER]),
        ({"former_secret": FORMER, "former_until": iso(NOON)}, [SECRET]),
        ({"former_secret": FORMER}, [SECRET]),
        ({"former_until": iso(NOON + 1)}, [SECRET]),
    ],
)
def test_a_former_secret_signs_until_its_time_is_over(
    parts: dict[str, Any], secrets: list[str]
) -> None:
    assert a_webhook(**parts).secrets(NOON) == secrets
