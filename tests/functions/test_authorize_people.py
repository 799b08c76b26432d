"""Who signed in, in front of each admin route and in the function behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from burgee.domain.errors import SignInUnavailable
from burgee.domain.people import Person
from burgee.domain.roles import STRENGTH, Role
from burgee.runtime import wiring
from burgee.runtime.people import person_of, signing_keys
from burgee.wire.routes import ROUTES, Route
from functions.authorize import handler as authorize
from tests.functions.admin_api import ADMIN, AdminApi, http_event
from tests.unit.services.builders import a_ledger
from tests.unit.services.pools import CLIENT, ISSUER, KEY, id_claims, key_set, signed

ROOT = Path(__file__).parents[2]
CALLER = f"{ADMIN}/caller"
DENIED = {"isAuthorized": False}


@pytest.fixture(autouse=True)
def _sign_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A function that was told of a sign-in, whose keys are fetched from memory."""
    monkeypatch.setenv("SIGN_IN_ISSUER", ISSUER)
    monkeypatch.setenv("SIGN_IN_CLIENT_ID", CLIENT)
    monkeypatch.setattr("burgee.runtime.signing_keys.fetched", lambda _: key_set(k1=KEY))
    wiring.reset()
    monkeypatch.setattr(authorize, "keys_documents", lambda: a_ledger().documents)
    yield
    wiring.reset()


def event_of(token: str, route: Route | None = None) -> dict[str, Any]:
    method, path = (route.method, route.path) if route else ("GET", CALLER)
    event = http_event(method, path, headers={"authorization": f"Bearer {token}"})
    return {**event, "type": "REQUEST", "routeKey": f"{method} {path}"}


def asked(claims: dict[str, Any], route: Route | None = None) -> dict[str, Any]:
    return authorize.handler(event_of(signed(claims), route), None)


def of_groups(*groups: str) -> dict[str, Any]:
    return id_claims(**{"cognito:groups": list(groups)})


@pytest.mark.parametrize("role", Role)
def test_each_group_may_call_what_its_routes_ask_for_and_no_more(role: Role) -> None:
    admitted = {route.key for route in ROUTES if asked(of_groups(str(role)), route)["isAuthorized"]}

    assert admitted == {
        route.key
        for route in ROUTES
        if route.is_admin and STRENGTH[role] >= STRENGTH[Role(route.access)]
    }


def test_the_handler_behind_is_told_the_persons_name() -> None:
    answer = asked(of_groups("editor", "environment:staging"))

    assert answer["context"] == {
        "key_id": "user:4f2c",
        "role": "editor",
        "environments": "staging",
        "name": "ann@example.com",
    }


def test_a_change_is_kept_with_who_made_it() -> None:
    context = asked(of_groups("editor"))["context"]
    document = {"key": "new-gallery", "kind": "boolean", "environments": {}}
    body = json.dumps({"document": document})
    event = http_event("POST", f"{ADMIN}/flags", body=body, authorizer=context)

    made = AdminApi().receive(event).json

    assert made["change"]["actor"] == "user:4f2c"


def test_whoever_is_in_no_role_is_told_what_to_ask_for() -> None:
    answer = asked(of_groups("cooks"))

    event = http_event("GET", CALLER, authorizer=answer["context"])
    got = AdminApi().receive(event)

    assert (got.status, got.code) == (403, "FORBIDDEN")
    assert "ann@example.com" in got.json["detail"]
    assert "viewer, editor, approver or owner" in got.json["detail"]


def test_whoever_is_in_no_role_may_call_nothing_else() -> None:
    admitted = [route.key for route in ROUTES if asked(of_groups("cooks"), route)["isAuthorized"]]

    assert admitted == ["GET /api/v1/admin/caller"]


@pytest.mark.parametrize("claims", [{"aud": "another"}, {"iss": "https://x"}, {"exp": 1}])
def test_a_token_that_is_not_for_us_is_refused_and_nothing_is_logged(
    claims: dict[str, Any], logged: StringIO
) -> None:
    assert asked(id_claims(**claims)) == DENIED
    assert logged.getvalue() == ""


@pytest.mark.parametrize("token", ["a.b.c", "..", "x" * 9_000, "eyJhbGciOiJub25lIn0.e30."])
def test_garbage_is_refused_and_nothing_is_logged(token: str, logged: StringIO) -> None:
    assert authorize.handler(event_of(token), None) == DENIED
    assert logged.getvalue() == ""


def test_a_sign_in_that_does_not_answer_is_raised_so_that_no_refusal_is_cached(
    monkeypatch: pytest.MonkeyPatch, logged: StringIO
) -> None:
    def silent(_: str) -> bytes:
        raise TimeoutError

    monkeypatch.setattr("burgee.runtime.signing_keys.fetched", silent)
    token = signed(id_claims())

    with pytest.raises(SignInUnavailable):
        authorize.handler(event_of(token), None)

    assert "SignInUnavailable" in logged.getvalue()
    assert token not in logged.getvalue()


def test_without_a_sign_in_a_token_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGN_IN_ISSUER")
    monkeypatch.delenv("SIGN_IN_CLIENT_ID")

    assert asked(id_claims()) == DENIED
    with pytest.raises(LookupError):
        signing_keys()


def test_keys_of_the_sign_in_are_fetched_once() -> None:
    assert person_of(signed(id_claims())) == Person(
        "4f2c", "ann@example.com", frozenset({"editor"})
    )
    assert signing_keys() is signing_keys()


def test_authorize_starts_without_what_tokens_need() -> None:
    program = "import sys, functions.authorize.handler; print('jwt' in sys.modules)"
    path = [str(ROOT / "layers/core/python"), str(ROOT)]
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}; {program}"]

    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)

    assert ran.stdout.strip() == "False"
