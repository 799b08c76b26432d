from __future__ import annotations

import pytest

from tests.functions.admin_api import AdminApi
from tests.unit.services.builders import a_flag, settings


@pytest.fixture
def api() -> AdminApi:
    return AdminApi()


def test_three_environments_exist_to_begin_with(api: AdminApi) -> None:
    got = api.get("/environments").json

    assert [(row["key"], row["version"]) for row in got["items"]] == [
        ("development", 0),
        ("staging", 0),
        ("production", 0),
    ]


def test_an_environment_is_created_and_listed(api: AdminApi) -> None:
    created = api.create("/environments", {"key": "eu-production", "is_production": True})

    assert (created.status, created.json["version"]) == (201, 1)
    assert api.get("/environments").json["items"][-1]["key"] == "eu-production"


def test_flags_can_be_set_up_in_a_created_environment(api: AdminApi) -> None:
    api.create("/environments", {"key": "eu-production"})

    got = api.create("/flags", a_flag(environments={"eu-production": settings()}))

    assert got.status == 201


def test_an_environment_that_exists_to_begin_with_is_not_created(api: AdminApi) -> None:
    got = api.create("/environments", {"key": "production"})

    assert (got.status, got.code) == (409, "ALREADY_EXISTS")


def test_an_environment_that_nobody_wrote_is_version_0(api: AdminApi) -> None:
    got = api.get("/environments/production")

    assert (got.status, got.headers["ETag"]) == (200, '"0"')
    assert got.json["document"]["is_production"] is True
    assert got.json["updated_at"] is None


def test_an_environment_that_nobody_wrote_is_updated_from_version_0(api: AdminApi) -> None:
    got = api.put("/environments/staging", {"key": "staging", "name": "Rehearsal"}, '"0"')

    assert (got.status, got.json["version"]) == (200, 1)
    assert got.json["created_at"] == got.json["updated_at"]


def test_an_environment_with_valid_keys_is_not_archived(api: AdminApi) -> None:
    api.create("/keys", {"kind": "client", "environment": "staging"})

    got = api.post("/environments/staging/archive", {})

    assert (got.status, got.code) == (409, "DOCUMENT_IN_USE")


def test_an_archived_environment_gets_no_keys(api: AdminApi) -> None:
    api.post("/environments/staging/archive", {"reason": "Unused"})

    got = api.create("/keys", {"kind": "client", "environment": "staging"})

    assert (got.status, got.code) == (422, "UNKNOWN_REFERENCE")


def test_a_badly_named_environment_is_refused(api: AdminApi) -> None:
    got = api.create("/environments", {"key": "EU production"})

    assert (got.status, got.fields) == (422, ["key"])


def test_history_tells_who_changed_an_environment(api: AdminApi) -> None:
    api.put("/environments/staging", {"name": "Rehearsal"})

    got = api.get("/environments/staging/history").json

    assert [row["updated_by"] for row in got["items"]] == ["owner-1"]


def test_an_environment_without_a_history_has_an_empty_one(api: AdminApi) -> None:
    assert api.get("/environments/staging/history").json["items"] == []


def test_all_flags_are_cloned_a_page_at_a_time(api: AdminApi) -> None:
    api.create("/environments", {"key": "eu"})
    for key in ("a", "b", "c"):
        api.create("/flags", a_flag(key))
    body = {"from": "production", "limit": 2}
    first = api.post("/environments/eu/clone", body).json

    second = api.post("/environments/eu/clone", {**body, "cursor": first["cursor"]}).json

    assert [row["key"] for row in first["items"]] == ["a", "b"]
    assert second == {"items": [{"key": "c", "version": 2, "changed": True}], "cursor": None}
    assert api.get("/flags/c").json["summary"]["environments"]["eu"] is True


def test_cloning_all_flags_twice_changes_them_once(api: AdminApi) -> None:
    api.create("/flags", a_flag("a"))
    api.post("/environments/staging/clone", {"from": "production"})

    got = api.post("/environments/staging/clone", {"from": "production"}).json

    assert got["items"] == [{"key": "a", "version": 2, "changed": False}]


HALT = {"by": "ann", "at": "2026-11-25T12:00:00.000Z", "reason": "Ann said so"}


def test_nobody_stops_an_environment_in_the_name_of_somebody_else(api: AdminApi) -> None:
    changed = api.put("/environments/staging", {"halt": HALT})
    created = api.create("/environments", {"key": "eu-production", "halt": HALT})

    assert [(got.status, got.fields) for got in (changed, created)] == [(422, ["halt"])] * 2


def test_an_environment_that_was_read_before_its_stop_was_lifted_stops_nothing(
    api: AdminApi,
) -> None:
    stopped = api.post("/environments/staging/emergency-stop", {"reason": "Errors"})
    document = api.get("/environments/staging").json["document"]
    renamed = api.put("/environments/staging", {**document, "name": "Rehearsal"})
    api.post("/environments/staging/lift-stop", {"reason": "Mended"})

    late = api.put("/environments/staging", {**document, "name": "Late"})

    assert (stopped.status, renamed.status, late.status) == (200, 200, 422)
    assert api.get("/environments/staging").json["document"]["halt"] is None
