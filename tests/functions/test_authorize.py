from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from burgee.domain.errors import StorageUnavailable
from burgee.domain.roles import STRENGTH, Role
from burgee.runtime import wiring
from burgee.services.create_key import NewKey, create_key
from burgee.services.revoke_key import revoke_key
from burgee.services.writing import Ledger
from burgee.storage.schema import CONFIG
from burgee.wire.routes import ROUTES, Route
from functions.authorize.handler import decide, handler
from tests.functions.admin_api import ADMIN, http_event
from tests.unit.services.builders import a_ledger, by

ROOT = Path(__file__).parents[2]
FLAGS = f"{ADMIN}/flags"
DENIED = {"isAuthorized": False}


@pytest.fixture
def ledger() -> Ledger:
    return a_ledger()


def a_key(ledger: Ledger, role: Role = Role.EDITOR, **parts: Any) -> NewKey:
    return create_key(ledger, by(), {"name": "Ann", "kind": "admin", "role": role, **parts})


def asking(token: str, route: Route | None = None) -> dict[str, Any]:
    """What an HTTP API asks of its authorizer."""
    method, path = (route.method, route.path) if route else ("GET", FLAGS)
    event = http_event(method, path, headers={"authorization": f"Bearer {token}"})
    return {**event, "type": "REQUEST", "routeKey": route.key if route else f"GET {FLAGS}"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_call_what_its_routes_ask_for_and_no_more(
    ledger: Ledger, route: Route, role: Role
) -> None:
    token = a_key(ledger, role).token.text

    answer = decide(asking(token, route), ledger.documents)

    allowed = route.is_admin and STRENGTH[role] >= STRENGTH[Role(route.access)]
    assert answer["isAuthorized"] is allowed


def test_a_caller_is_told_to_the_handler_behind(ledger: Ledger) -> None:
    token = a_key(ledger, environments=["staging", "development"]).token.text

    answer = decide(asking(token), ledger.documents)

    assert answer["context"] == {
        "key_id": "key1",
        "role": "editor",
        "environments": "development,staging",
        "name": "Ann",
    }


def test_a_revoked_key_is_refused(ledger: Ledger) -> None:
    token = a_key(ledger).token.text
    revoke_key(ledger, by(), "key1")

    assert decide(asking(token), ledger.documents) == DENIED


@pytest.mark.parametrize("kind", ["client", "server"])
def test_keys_of_applications_are_refused(ledger: Ledger, kind: str) -> None:
    made = create_key(ledger, by(), {"kind": kind, "environment": "production"})

    assert decide(asking(made.token.text), ledger.documents) == DENIED


def test_a_token_with_a_wrong_secret_is_refused(ledger: Ledger) -> None:
    a_key(ledger)

    assert decide(asking("burgee.admin.all.key1.guessed"), ledger.documents) == DENIED


@pytest.mark.parametrize(
    "headers",
    [
        None,
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Basic dXNlcjpwYXNz"},
        {"authorization": "Bearer " + "x" * 10_000},
        {"authorization": "Bearer burgee.admin.all.\u2603.\u2603"},
        {"authorization": "Bearer burgee.admin.all.key9.secret"},
        {"authorization": "Bearer burgee.admin.all..secret"},
        {"authorization": ["Bearer", "burgee"]},
        {"authorization": None},
    ],
)
def test_garbage_is_refused(ledger: Ledger, headers: Any) -> None:
    event = {**asking("x"), "headers": headers}

    assert decide(event, ledger.documents) == DENIED


def test_the_headers_name_and_scheme_may_be_in_any_case(ledger: Ledger) -> None:
    token = a_key(ledger).token.text
    event = {**asking("x"), "headers": {"Authorization": f"bearer {token}"}}

    assert decide(event, ledger.documents)["isAuthorized"] is True


@pytest.fixture
def _without_storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(CONFIG.environment_variable, raising=False)
    wiring.reset()
    yield
    wiring.reset()


@pytest.mark.usefixtures("_without_storage")
def test_a_function_without_its_settings_is_a_closed_door(logged: StringIO) -> None:
    answer = handler(asking("burgee.admin.all.key1.hidden-part"), None)

    assert answer == DENIED
    assert "SettingMissing" in logged.getvalue()
    assert "hidden-part" not in logged.getvalue()


@pytest.fixture
def _silent_storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv(CONFIG.environment_variable, "config")
        wiring.reset()
        yield
        wiring.reset()


@pytest.mark.usefixtures("_silent_storage")
def test_storage_that_does_not_answer_is_raised_so_that_no_refusal_is_cached(
    logged: StringIO,
) -> None:
    with pytest.raises(StorageUnavailable):
        handler(asking("burgee.admin.all.key1.hidden-part"), None)

    assert "StorageUnavailable" in logged.getvalue()
    assert "hidden-part" not in logged.getvalue()


@pytest.mark.usefixtures("_without_storage")
def test_an_event_that_is_none_at_all_is_a_closed_door() -> None:
    assert handler({}, None) == DENIED


def test_authorize_starts_without_pydantic() -> None:
    program = "import sys, functions.authorize.handler; print('pydantic' in sys.modules)"
    path = [str(ROOT / "layers/core/python"), str(ROOT)]
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}; {program}"]

    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)

    assert ran.stdout.strip() == "False"
