from __future__ import annotations

from dataclasses import replace

import pytest

from burgee.domain.roles import Caller, Role
from tests.functions.admin_api import OWNER, AdminApi
from tests.unit.services.builders import NOON, a_flag, a_ledger, a_segment

EDDA = Caller("editor-1", Role.EDITOR, None, "Edda Klein")
VIEWER = Caller("viewer-1", Role.VIEWER, None, "Vera")


@pytest.fixture
def api() -> AdminApi:
    """Two flags, one of them switched in production by another key, and a segment."""
    api = AdminApi()
    api.create("/flags", a_flag("old-gallery"))
    api.create("/flags", a_flag("new-gallery"))
    api.create("/segments", a_segment("beta", "ann", "bob"))
    api.caller = EDDA
    off = {"environment": "production", "enabled": False, "reason": "Too slow."}
    api.post("/flags/new-gallery/toggle", off)
    api.caller = OWNER
    return api


def changes(api: AdminApi, **asked: str) -> list[str]:
    """What the audit log shows, as `key version`."""
    return [f"{row['key']} {row['version']}" for row in api.get("/audit", **asked).json["items"]]


def test_a_change_says_who_made_it_by_name_and_what_it_touched(api: AdminApi) -> None:
    toggled = api.get("/audit", key="new-gallery").json["items"][0]

    assert toggled["change"]["actor_name"] == "Edda Klein"
    assert toggled["change"]["environments"] == ["production"]


def test_a_new_flag_touches_what_all_environments_share(api: AdminApi) -> None:
    assert api.get("/flags/old-gallery").json["change"]["environments"] is None


def test_changes_are_found_by_kind(api: AdminApi) -> None:
    assert changes(api, kind="segment") == ["beta 1"]


def test_changes_of_one_document_are_found(api: AdminApi) -> None:
    assert changes(api, kind="flag", key="new-gallery") == ["new-gallery 2", "new-gallery 1"]


@pytest.mark.parametrize("actor", ["editor-1", "edda", "KLEIN"])
def test_changes_are_found_by_who_made_them(api: AdminApi, actor: str) -> None:
    assert changes(api, actor=actor) == ["new-gallery 2"]


def test_an_environment_finds_what_touched_it_and_what_all_share(api: AdminApi) -> None:
    only = {"kind": "flag", "key": "new-gallery"}

    assert changes(api, environment="production", **only) == ["new-gallery 2", "new-gallery 1"]
    assert changes(api, environment="staging", **only) == ["new-gallery 1"]


def test_changes_are_found_by_time() -> None:
    moments = [NOON]
    api = AdminApi(replace(a_ledger(), now=lambda: moments[-1]))
    for number in range(4):
        moments.append(NOON + 60 * number)
        api.create("/flags", a_flag(f"flag-{number}"))

    found = changes(api, since="2026-11-25T12:01:00Z", until="2026-11-25T12:03:00Z")

    assert found == ["flag-2 1", "flag-1 1"]


def test_a_moment_that_is_none_is_refused(api: AdminApi) -> None:
    got = api.get("/audit", since="yesterday")

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")
    assert "since" in got.json["detail"]


def test_pages_go_on_where_they_ended(api: AdminApi) -> None:
    first = api.get("/audit", kind="flag", limit="2").json
    second = api.get("/audit", kind="flag", limit="2", cursor=first["cursor"]).json

    shown = [(row["key"], row["version"]) for page in (first, second) for row in page["items"]]
    assert sorted(shown) == [("new-gallery", 1), ("new-gallery", 2), ("old-gallery", 1)]
    assert second["cursor"] is None


def test_a_difference_is_the_document_before_and_after(api: AdminApi) -> None:
    got = api.get("/audit/flag/new-gallery/2").json

    assert got["before"]["environments"]["production"]["enabled"] is True
    assert got["after"]["environments"]["production"]["enabled"] is False
    assert (got["kind"], got["key"], got["version"]) == ("flag", "new-gallery", 2)
    assert got["change"]["reason"] == "Too slow."


def test_the_first_version_has_nothing_before_it(api: AdminApi) -> None:
    assert api.get("/audit/flag/new-gallery/1").json["before"] is None


def test_before_the_first_version_of_production_is_what_it_was_without_one(api: AdminApi) -> None:
    api.put("/environments/production", {"key": "production", "name": "Live"})

    got = api.get("/audit/environment/production/1").json

    assert (got["before"]["name"], got["after"]["name"]) == ("Production", "Live")


def test_before_the_first_settings_nothing_was_decided(api: AdminApi) -> None:
    key = api.create("/keys", {"kind": "admin", "role": "approver", "name": "Ann"}).json["key"]
    api.put("/settings", {"emergency_approvers": [key]})

    got = api.get("/audit/settings/deployment/1").json

    assert got["before"]["emergency_approvers"] == []


def test_of_members_only_those_are_shown_that_came_or_went(api: AdminApi) -> None:
    api.patch("/segments/beta/members", {"included": {"add": ["cem"], "remove": ["ann"]}})

    got = api.get("/audit/segment/beta/2").json

    assert (got["before"]["included"], got["after"]["included"]) == (["ann"], ["cem"])
    assert got["is_shortened"] is False


def test_of_very_many_members_that_came_some_are_shown(api: AdminApi) -> None:
    units = [f"unit-{number:04d}" for number in range(1001)]
    api.patch("/segments/beta/members", {"included": {"add": units}})

    got = api.get("/audit/segment/beta/2").json

    assert got["after"]["included"] == units[:1000]
    assert got["is_shortened"] is True


def test_a_version_that_is_not_there_is_404(api: AdminApi) -> None:
    assert api.get("/audit/flag/new-gallery/9").status == 404


def test_a_kind_that_is_none_is_refused(api: AdminApi) -> None:
    assert api.get("/audit/banner/new-gallery/1").status == 400


def test_what_a_key_was_is_for_owners_and_never_holds_its_hash(api: AdminApi) -> None:
    key = api.create("/keys", {"kind": "client", "environment": "staging"}).json["key"]

    assert "hash" not in api.get(f"/audit/key/{key}/1").json["after"]
    api.caller = VIEWER
    assert api.get(f"/audit/key/{key}/1").code == "FORBIDDEN"
    assert api.get("/audit/flag/new-gallery/1").status == 200


def test_a_key_that_no_document_can_have_is_refused_before_storage_is_asked(api: AdminApi) -> None:
    got = api.get("/audit", kind="flag", key="x" * 3000)

    assert (got.status, got.fields) == (400, ["key"])
