"""Whoever did something is answered by name beside their id, wherever an id is answered."""

from __future__ import annotations

import pytest

from burgee.domain.documents import Json
from burgee.domain.roles import Caller, Role
from tests.functions.admin_api import OWNER, AdminApi
from tests.unit.services.builders import a_flag
from tests.unit.services.designs import KEY, PURCHASE, a_design

ANN = Caller("user:4f2c-11", Role.OWNER, name="ann@example.com")
NAMELESS = Caller("key9", Role.OWNER)
EXPERIMENT = f"/experiments/{KEY}"


@pytest.fixture
def api() -> AdminApi:
    """An experiment that Olivia designed, asked by Ann, who signed in."""
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/experiments", a_design())
    for name in (PURCHASE, "error"):
        api.tracking.usage.see_event_name("development", name, "2026-11-25")
    api.caller = ANN
    return api


def who(part: Json, field: str = "by") -> tuple[str, str]:
    return part[field], part[f"{field}_name"]


def test_who_created_and_who_changed_a_document(api: AdminApi) -> None:
    got = api.put("/flags/new-gallery", a_flag(name="Gallery")).json

    assert who(got, "created_by") == ("owner-1", "Olivia")
    assert who(got, "updated_by") == who(got["change"], "actor") == (ANN.key_id, ANN.name)
    assert who(api.get("/flags").json["items"][0], "updated_by") == (ANN.key_id, ANN.name)


def test_who_agreed_to_a_design(api: AdminApi) -> None:
    marks = api.post(f"{EXPERIMENT}/sign-off", {}).json["document"]["sign_offs"]

    assert [who(mark) for mark in marks] == [(ANN.key_id, ANN.name)]
    [row] = [row for row in api.get(f"{EXPERIMENT}/timeline").json["items"] if row["version"] == 2]
    assert row["detail"] == "by ann@example.com (owner)"


def test_who_designed_last_may_not_agree_with_a_key_or_signed_in(api: AdminApi) -> None:
    api.caller = OWNER

    got = api.post(f"{EXPERIMENT}/sign-off", {})

    assert (got.status, got.code) == (403, "FORBIDDEN")
    assert got.json["detail"] == "You edited this design last; somebody else has to sign it off."


def test_who_agreed_and_who_decided(api: AdminApi) -> None:
    api.post(f"{EXPERIMENT}/start", {})
    api.post(f"{EXPERIMENT}/decide/sign-off", {"promote": "treatment", "role": "product"})

    [run] = api.post(f"{EXPERIMENT}/decide", {"promote": "treatment"}).json["document"]["runs"]

    told = [who(run["sign_offs"][0]), who(run["decision"]), who(run, "ended_by")]
    assert told == [(ANN.key_id, ANN.name)] * 3


def test_who_stopped_everything(api: AdminApi) -> None:
    got = api.post("/environments/staging/emergency-stop", {"reason": "The shop burns."})

    assert who(got.json["document"]["halt"]) == (ANN.key_id, ANN.name)


def test_who_has_no_name_is_answered_by_id(api: AdminApi) -> None:
    api.caller = NAMELESS

    got = api.post("/environments/staging/emergency-stop", {"reason": "The shop burns."})

    assert who(got.json["document"]["halt"]) == ("key9", "")
