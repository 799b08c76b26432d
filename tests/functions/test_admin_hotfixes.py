"""Guarded functions, hotfixes and settings by the admin API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.roles import Caller, Role
from tests.functions.admin_api import AdminApi

ANN, BEN = Caller("key1", Role.APPROVER, None, "Ann"), Caller("key2", Role.APPROVER, None, "Ben")
CYD = Caller("user:4f2c-11", Role.APPROVER, None, "cyd@example.com")
HOTFIX = "/hotfixes/checkout-500"


@pytest.fixture
def api() -> AdminApi:
    """An API with two approvers, key1 and key2, whom the settings name."""
    api = AdminApi()
    for name in ("Ann", "Ben"):
        api.create("/keys", {"name": name, "kind": "admin", "role": "approver"})
    api.put("/settings", {"emergency_approvers": ["key1", "key2"]})
    return api


def a_hotfix(**parts: Any) -> dict[str, Any]:
    given = {"key": "checkout-500", "severity": "P1", "title": "Checkout answers 500"}
    return {**given, "function": "checkout", "code_sha256": "a" * 64, **parts}


class TestSettings:
    def test_settings_that_nobody_wrote_are_version_0(self) -> None:
        got = AdminApi().get("/settings")

        assert (got.status, got.json["version"]) == (200, 0)
        assert got.json["document"]["emergency_approvers"] == []

    def test_settings_are_replaced_and_keep_their_history(self, api: AdminApi) -> None:
        got = api.put("/settings", {"emergency_approvers": ["key2"]})

        assert (got.status, got.json["version"]) == (200, 2)
        assert [row["version"] for row in api.get("/settings/history").json["items"]] == [2, 1]

    @pytest.mark.parametrize("key", ["nobody", "key3", "key4", "key5"])
    def test_only_valid_keys_that_may_approve_are_named(self, api: AdminApi, key: str) -> None:
        api.create("/keys", {"kind": "admin", "role": "editor"})
        api.create("/keys", {"kind": "server", "environment": "production"})
        api.create("/keys", {"kind": "admin", "role": "owner"})
        api.create("/keys", {"kind": "admin", "role": "owner"})
        api.post("/keys/key5/revoke", {})

        got = api.put("/settings", {"emergency_approvers": ["key1", key]})

        assert (got.status, got.code) == (422, "UNKNOWN_REFERENCE")
        assert got.fields == ["emergency_approvers.1"]

    def test_people_who_sign_in_are_named_by_their_ids(self, api: AdminApi) -> None:
        got = api.put("/settings", {"emergency_approvers": ["key1", CYD.key_id]})

        assert got.json["document"]["emergency_approvers"] == ["key1", "user:4f2c-11"]

    @pytest.mark.parametrize("written", ["user:", "group:ops", "ann@example.com"])
    def test_what_is_neither_a_key_nor_a_person_is_refused(
        self, api: AdminApi, written: str
    ) -> None:
        got = api.put("/settings", {"emergency_approvers": [written]})

        assert (got.status, got.fields) == (422, ["emergency_approvers.0"])


class TestHotfixes:
    def test_a_hotfix_is_due_an_hour_after_its_report(self, api: AdminApi) -> None:
        document = api.create("/hotfixes", a_hotfix()).json["document"]

        assert document["opened_at"].startswith("2026-11-25T12:00:0")
        assert document["deadline"].startswith("2026-11-25T13:00:0")
        assert (document["opened_by"], document["opened_by_name"]) == ("owner-1", "Olivia")
        assert document["status"] == "open"

    @pytest.mark.parametrize("part", ["status", "approvals", "opened_by"])
    def test_what_steps_write_is_not_taken_from_authors(self, api: AdminApi, part: str) -> None:
        forged = {"approvals": [{"by": "key1", "at": "2026-11-25T12:00:00Z"}]}
        body = a_hotfix(**{part: forged.get(part, "deployed")})

        got = api.create("/hotfixes", body)

        assert (got.status, got.code, got.fields) == (422, "INVALID_DOCUMENT", [part])

    def test_one_approver_twice_is_refused(self, api: AdminApi) -> None:
        api.create("/hotfixes", a_hotfix())
        api.caller = ANN
        api.post(f"{HOTFIX}/approve", {"reason": "Production is down"})

        got = api.post(f"{HOTFIX}/approve", {"reason": "Still down"})

        assert (got.status, got.code) == (409, "ALREADY_APPROVED")

    def test_two_approvers_agree(self, api: AdminApi) -> None:
        api.create("/hotfixes", a_hotfix())
        for api.caller in (ANN, BEN):
            got = api.post(f"{HOTFIX}/approve", {"reason": "Down"})

        assert [one["by"] for one in got.json["document"]["approvals"]] == ["key1", "key2"]
        assert got.json["change"]["action"] == "approve"

    def test_somebody_who_signed_in_agrees_as_a_key_does(self, api: AdminApi) -> None:
        api.put("/settings", {"emergency_approvers": ["key1", CYD.key_id]})
        api.create("/hotfixes", a_hotfix())
        for api.caller in (ANN, CYD):
            got = api.post(f"{HOTFIX}/approve", {"reason": "Down"})

        approvals = got.json["document"]["approvals"]
        assert [(one["by"], one["by_name"]) for one in approvals] == [
            ("key1", "Ann"),
            ("user:4f2c-11", "cyd@example.com"),
        ]

    def test_somebody_who_may_not_approve_any_more_does_not(self, api: AdminApi) -> None:
        api.put("/settings", {"emergency_approvers": ["key1", CYD.key_id]})
        api.create("/hotfixes", a_hotfix())
        api.caller = replace(CYD, role=Role.EDITOR)

        assert api.post(f"{HOTFIX}/approve", {"reason": "Down"}).code == "FORBIDDEN"

    def test_whom_the_settings_do_not_name_approves_nothing(self, api: AdminApi) -> None:
        api.create("/hotfixes", a_hotfix())

        got = api.post(f"{HOTFIX}/approve", {"reason": "Down"})

        assert (got.status, got.code) == (403, "FORBIDDEN")

    def test_an_editor_may_not_approve_at_all(self, api: AdminApi) -> None:
        api.create("/hotfixes", a_hotfix())
        api.caller = Caller("key1", Role.EDITOR)

        assert api.post(f"{HOTFIX}/approve", {"reason": "Down"}).code == "FORBIDDEN"

    def test_other_code_needs_other_approvals(self, api: AdminApi) -> None:
        api.create("/hotfixes", a_hotfix(code_sha256="a" * 64))
        api.caller = ANN
        api.post(f"{HOTFIX}/approve", {"reason": "Down"})

        got = api.put(HOTFIX, a_hotfix(code_sha256="b" * 64))

        assert got.json["document"]["approvals"] == []

    def test_other_words_keep_the_approvals(self, api: AdminApi) -> None:
        api.create("/hotfixes", a_hotfix())
        api.caller = ANN
        before = api.post(f"{HOTFIX}/approve", {"reason": "Down"}).json["document"]

        got = api.put(HOTFIX, {**before, "root_cause": "A missing index"})

        assert got.json["document"] == {**before, "root_cause": "A missing index"}

    def test_another_severity_moves_the_deadline(self, api: AdminApi) -> None:
        opened = api.create("/hotfixes", a_hotfix()).json["document"]

        document = api.put(HOTFIX, a_hotfix(severity="P2")).json["document"]

        assert document["deadline"] == opened["deadline"].replace("T13", "T16")
        assert document["opened_at"] == opened["opened_at"]

    def test_one_without_haste_is_due_with_the_next_release(self, api: AdminApi) -> None:
        assert api.create("/hotfixes", a_hotfix(severity="P4")).json["document"]["deadline"] is None

    def test_a_closed_hotfix_stays_closed(self, api: AdminApi) -> None:
        api.create("/hotfixes", a_hotfix())
        api.post(f"{HOTFIX}/close", {"reason": "Fixed by a release"})

        again = [api.post(f"{HOTFIX}/close", {}), api.put(HOTFIX, a_hotfix(title="Else"))]

        assert [got.code for got in again] == ["ILLEGAL_TRANSITION", "ILLEGAL_TRANSITION"]
        assert api.get(HOTFIX).json["document"]["closed_at"] is not None

    def test_hotfixes_are_listed_with_deadlines(self, api: AdminApi) -> None:
        opened = api.create("/hotfixes", a_hotfix()).json["document"]

        (row,) = api.get("/hotfixes").json["items"]

        assert row["summary"]["deadline"] == opened["deadline"]
        assert [one["version"] for one in api.get(f"{HOTFIX}/history").json["items"]] == [1]

    @pytest.mark.parametrize("body", [["no", "object"], {"key": "x", "title": "t"}])
    def test_a_hotfix_that_makes_no_sense_is_refused(self, api: AdminApi, body: Any) -> None:
        assert api.create("/hotfixes", body).status in {400, 422}


class TestFunctions:
    def test_a_function_is_registered_with_its_alarms(self, api: AdminApi) -> None:
        body = {"key": "checkout", "alarms": {"checkout-errors": "high_error_rate"}}

        got = api.create("/functions", body)

        assert got.status == 201
        assert got.json["document"]["retention_hours"] == 72
        assert api.get("/functions").json["items"][0]["summary"]["alarms"] == body["alarms"]

    def test_an_update_keeps_the_moves(self, api: AdminApi) -> None:
        api.create("/functions", {"key": "checkout"})

        got = api.put("/functions/checkout", {"key": "checkout", "most_versions": 5})

        assert got.json["document"]["most_versions"] == 5
        assert len(api.get("/functions/checkout/history").json["items"]) == 2

    def test_moves_are_not_taken_from_authors(self, api: AdminApi) -> None:
        move = {"moved_from": "2", "moved_to": "1", "at": "2026-11-25T12:00:00Z", "by": "me"}

        got = api.create("/functions", {"key": "checkout", "moves": [move]})

        assert (got.status, got.fields) == (422, ["moves"])

    def test_an_unknown_scenario_is_refused(self, api: AdminApi) -> None:
        got = api.create("/functions", {"key": "checkout", "alarms": {"a": "bad_weather"}})

        assert (got.status, got.fields) == (422, ["alarms.a"])

    def test_a_health_check_asks_the_web_alone(self, api: AdminApi) -> None:
        got = api.create("/functions", {"key": "checkout", "health_url": "file:///etc/passwd"})

        assert (got.status, got.fields) == (422, ["health_url"])

    def test_an_archived_function_is_archived(self, api: AdminApi) -> None:
        api.create("/functions", {"key": "checkout"})

        got = api.post("/functions/checkout/archive", {"reason": "Gone"})

        assert got.json["document"]["is_archived"] is True

    def test_an_editor_registers_nothing(self, api: AdminApi) -> None:
        api.caller = Caller("e1", Role.EDITOR)

        assert api.create("/functions", {"key": "checkout"}).code == "FORBIDDEN"
