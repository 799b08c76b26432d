from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.roles import Caller, Role
from burgee.services.authorize import authorize
from tests.functions.admin_api import AdminApi


@pytest.fixture
def api() -> AdminApi:
    return AdminApi()


def of_client(environment: str = "production") -> dict[str, Any]:
    return {"name": "Shop", "kind": "client", "environment": environment}


def of_admin(role: str = "editor", **parts: Any) -> dict[str, Any]:
    return {"name": "Ann", "kind": "admin", "role": role, **parts}


def test_a_new_key_shows_its_token_once(api: AdminApi) -> None:
    created = api.create("/keys", of_client()).json

    assert created["token"] == "burgee.client.production.key1.secret1"
    assert "token" not in api.get("/keys/key1").json


def test_a_new_admin_key_is_recognised(api: AdminApi) -> None:
    token = api.create("/keys", of_admin(environments=["staging"])).json["token"]

    caller = authorize(api.ledger.documents, token)

    assert caller == Caller("key1", Role.EDITOR, frozenset({"staging"}), "Ann")


def test_no_answer_holds_a_hash(api: AdminApi) -> None:
    created = api.create("/keys", of_client())
    stored = api.ledger.documents.newest("key", "key1")  # type: ignore[arg-type]

    answers = [created, api.get("/keys"), api.get("/keys/key1"), api.get("/audit")]

    assert stored is not None
    assert not [answer for answer in answers if stored.body["hash"] in answer.text]
    assert "hash" not in created.json["document"]


def test_keys_are_listed_with_what_they_may_do(api: AdminApi) -> None:
    api.create("/keys", of_admin("viewer"))

    got = api.get("/keys").json

    assert got["items"][0]["summary"] == {
        "name": "Ann",
        "kind": "admin",
        "environment": None,
        "role": "viewer",
        "environments": None,
        "revoked": False,
    }


def test_a_revoked_key_is_no_longer_recognised(api: AdminApi) -> None:
    token = api.create("/keys", of_admin()).json["token"]

    api.post("/keys/key1/revoke", {"reason": "Left"})

    assert authorize(api.ledger.documents, token) is None


def test_the_last_owner_key_is_not_revoked(api: AdminApi) -> None:
    api.create("/keys", of_admin("owner"))

    got = api.post("/keys/key1/revoke", {})

    assert (got.status, got.code) == (409, "DOCUMENT_IN_USE")


def test_one_of_two_owner_keys_is_revoked(api: AdminApi) -> None:
    api.create("/keys", of_admin("owner"))
    api.create("/keys", of_admin("owner"))

    got = api.post("/keys/key1/revoke", {})

    assert got.json["document"]["revoked"] is True


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "client"},
        {"kind": "client", "environment": "production", "role": "owner"},
        {"kind": "admin"},
        {"kind": "robot", "environment": "production"},
        {"kind": "client", "environment": "production", "hash": "0" * 64},
        {"kind": "client", "environment": "production", "key": "mine"},
    ],
)
def test_a_key_that_makes_no_sense_is_refused(api: AdminApi, document: dict[str, Any]) -> None:
    got = api.create("/keys", document)

    assert (got.status, got.code) == (422, "INVALID_DOCUMENT")


def test_a_key_for_an_unknown_environment_is_refused(api: AdminApi) -> None:
    got = api.create("/keys", of_client("prod"))

    assert (got.status, got.code) == (422, "UNKNOWN_REFERENCE")


@pytest.mark.parametrize(
    "document", [of_client("production"), of_admin(), of_admin(environments=["production"])]
)
def test_a_limited_owner_makes_no_key_that_reaches_further(
    api: AdminApi, document: dict[str, Any]
) -> None:
    api.caller = Caller("dev-1", Role.OWNER, frozenset({"development"}))

    got = api.create("/keys", document)

    assert (got.status, got.code) == (403, "FORBIDDEN")


def test_a_limited_owner_makes_keys_within_its_reach(api: AdminApi) -> None:
    api.caller = Caller("dev-1", Role.OWNER, frozenset({"development"}))

    assert api.create("/keys", of_client("development")).status == 201
