"""What a deployment's owners decide once for all of it."""

from __future__ import annotations

import pytest

from burgee.domain.errors import UnknownReference
from burgee.services.create_key import NewKey, create_key
from burgee.services.deployment_settings import read_settings, write_settings
from burgee.services.revoke_key import revoke_key
from burgee.services.writing import Ledger
from tests.unit.services.builders import a_ledger, by


@pytest.fixture
def ledger() -> Ledger:
    return a_ledger()


def a_key(ledger: Ledger, kind: str = "client") -> NewKey:
    return create_key(ledger, by(), {"kind": kind, "environment": "production"})


def console(key: NewKey, environment: str = "production") -> dict[str, object]:
    return {"console": {"environment": environment, "client_key": key.token.text}}


def test_the_console_has_no_flags_of_its_own_until_somebody_says_where(ledger: Ledger) -> None:
    assert read_settings(ledger.documents).body["console"] is None


def test_flags_of_the_console_are_found_by_a_client_key(ledger: Ledger) -> None:
    key = a_key(ledger)

    write_settings(ledger, by(), console(key))

    kept = read_settings(ledger.documents).body["console"]
    assert kept == {"environment": "production", "client_key": key.token.text}


def refused(ledger: Ledger, body: dict[str, object]) -> list[str]:
    with pytest.raises(UnknownReference) as refusal:
        write_settings(ledger, by(), body)
    return [one["field"] for one in refusal.value.errors]


def test_a_server_key_is_not_for_browsers(ledger: Ledger) -> None:
    assert refused(ledger, console(a_key(ledger, "server"))) == ["console.client_key"]


def test_a_key_of_another_environment_is_refused(ledger: Ledger) -> None:
    assert refused(ledger, console(a_key(ledger), "development")) == ["console.client_key"]


def test_a_revoked_key_is_refused(ledger: Ledger) -> None:
    key = a_key(ledger)
    revoke_key(ledger, by(), key.token.id)

    assert refused(ledger, console(key)) == ["console.client_key"]


@pytest.mark.parametrize("text", ["hello", "burgee.client.production.none.secret"])
def test_what_is_no_key_is_refused(ledger: Ledger, text: str) -> None:
    body: dict[str, object] = {"console": {"environment": "production", "client_key": text}}

    assert refused(ledger, body) == ["console.client_key"]
