from __future__ import annotations

import pytest

from burgee.domain.roles import Caller, Role
from tests.functions.admin_api import AdminApi
from tests.unit.services.builders import a_flag, a_flag_asking_for, a_flag_needing, settings


@pytest.fixture
def api() -> AdminApi:
    return AdminApi()


@pytest.fixture
def with_flag(api: AdminApi) -> AdminApi:
    api.create("/flags", a_flag(), "Try the new gallery")
    return api


FILLED_IN = {
    "key": "new-gallery",
    "name": "New gallery",
    "description": "",
    "kind": "boolean",
    "json_schema": None,
    "purpose": "release",
    "owner": "",
    "team": "",
    "tags": [],
    "metadata": {},
    "variants": {
        "on": {"value": True, "name": "", "description": ""},
        "off": {"value": False, "name": "", "description": ""},
    },
    "salt": "salt1",
    "lifecycle": "active",
    "environments": {
        name: {
            "enabled": True,
            "off_variant": None,
            "targets": {},
            "rules": [],
            "rollout": None,
            "default_variant": "off",
            "prerequisites": {},
            "schedule": [],
            "alarms": [],
            "on_alarm": {
                "bake_time": "15m",
                "cool_down": "30m",
                "on_insufficient_data": "ignore",
            },
        }
        for name in ("development", "production")
    },
    "seen_alarms": [],
}


def test_a_created_flag_is_answered_whole_with_its_version_as_etag(api: AdminApi) -> None:
    got = api.create("/flags", a_flag(name="New gallery"), "Try it")

    assert got.status == 201
    assert got.headers["ETag"] == '"1"'
    assert got.json == {
        "key": "new-gallery",
        "version": 1,
        "document": FILLED_IN,
        "summary": {
            "name": "New gallery",
            "kind": "boolean",
            "purpose": "release",
            "owner": "",
            "team": "",
            "tags": [],
            "lifecycle": "active",
            "environments": {"development": True, "production": True},
        },
        "created_at": "2026-11-25T12:00:00.000Z",
        "created_by": "owner-1",
        "created_by_name": "Olivia",
        "updated_at": "2026-11-25T12:00:00.000Z",
        "updated_by": "owner-1",
        "updated_by_name": "Olivia",
        "change": {
            "actor": "owner-1",
            "actor_name": "Olivia",
            "at": "2026-11-25T12:00:00.000Z",
            "action": "create",
            "reason": "Try it",
            "environments": None,
        },
    }


def test_a_flag_that_exists_is_not_created_again(with_flag: AdminApi) -> None:
    got = with_flag.create("/flags", a_flag())

    assert (got.status, got.code) == (409, "ALREADY_EXISTS")
    assert got.headers["Content-Type"] == "application/problem+json"


def test_a_flag_is_read_as_it_was_created(api: AdminApi) -> None:
    created = api.create("/flags", a_flag())

    assert api.get("/flags/new-gallery").json == created.json


def test_a_flag_that_is_not_there_is_404(api: AdminApi) -> None:
    got = api.get("/flags/nothing")

    assert (got.status, got.code) == (404, "NOT_FOUND")
    assert got.json["detail"] == "There is no flag 'nothing'."


def test_numbers_come_back_in_the_form_in_which_they_were_sent(api: AdminApi) -> None:
    body = (
        '{"document": {"key": "n", "kind": "json", "variants": {"a": {"value": '
        '[10, 10.0, 1e2, -0.5, 123456789012345678901234567890]}}, "environments": {"production":'
        ' {"default_variant": "a", "rollout": {"variant": "a", "percentage": 10}}}}}'
    )

    api.send("POST", "/flags", body)
    text = api.get("/flags/n").text

    assert '"value":[10,10.0,100.0,-0.5,123456789012345678901234567890]' in text
    assert '"percentage":10,' in text


def test_an_update_makes_the_next_version(with_flag: AdminApi) -> None:
    got = with_flag.put("/flags/new-gallery", a_flag(name="Gallery"), '"1"')

    assert (got.status, got.headers["ETag"]) == (200, '"2"')
    assert got.json["document"]["name"] == "Gallery"
    assert got.json["document"]["salt"] == "salt1"


def test_an_update_that_changes_nothing_writes_nothing(with_flag: AdminApi) -> None:
    got = with_flag.put("/flags/new-gallery", a_flag(), '"1"')

    assert (got.status, got.headers["ETag"]) == (200, '"1"')
    assert len(with_flag.get("/flags/new-gallery/history").json["items"]) == 1


def test_an_update_of_an_outdated_version_is_told_the_newest(with_flag: AdminApi) -> None:
    with_flag.put("/flags/new-gallery", a_flag(name="First"), '"1"')

    got = with_flag.put("/flags/new-gallery", a_flag(name="Second"), '"1"')

    assert (got.status, got.code) == (412, "VERSION_CONFLICT")
    assert "is 2;" in got.json["detail"]


def test_an_update_without_a_version_is_refused(with_flag: AdminApi) -> None:
    got = with_flag.put("/flags/new-gallery", a_flag(name="Gallery"), None)

    assert (got.status, got.code) == (428, "VERSION_REQUIRED")


def test_a_version_that_is_no_number_is_malformed(with_flag: AdminApi) -> None:
    got = with_flag.put("/flags/new-gallery", a_flag(name="Gallery"), '"newest"')

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")


def test_an_invalid_flag_is_refused_with_every_field_named(api: AdminApi) -> None:
    rules = [{"variant": "maybe"}, {"conditions": [{"operator": "is"}], "variant": "on"}]
    flag = a_flag(colour="red", environments={"production": {"rules": rules}})

    got = api.create("/flags", flag)

    assert (got.status, got.code) == (422, "INVALID_DOCUMENT")
    assert got.fields == [
        "environments.production.rules.1.conditions.0",
        "environments.production.default_variant",
        "colour",
    ]


def test_a_refused_flag_leaves_nothing_behind(api: AdminApi) -> None:
    api.create("/flags", a_flag(environments={"production": settings("maybe")}))

    assert api.get("/flags").json["items"] == []
    assert api.get("/audit").json["items"] == []


def test_an_unknown_environment_is_refused_with_those_that_exist(api: AdminApi) -> None:
    got = api.create("/flags", a_flag(environments={"prod": settings()}))

    assert (got.status, got.code) == (422, "UNKNOWN_REFERENCE")
    assert got.json["errors"] == [
        {
            "field": "environments.prod",
            "detail": "there is no environment 'prod'; there are development, production, staging",
        }
    ]


def test_prerequisites_in_a_circle_are_refused(api: AdminApi) -> None:
    api.create("/flags", a_flag_needing("a"))
    api.create("/flags", a_flag_needing("b", "a"))

    got = api.put("/flags/a", a_flag_needing("a", "b"))

    assert (got.status, got.code) == (422, "PREREQUISITE_CYCLE")
    assert "a -> b -> a" in got.json["detail"]


def test_a_toggle_changes_one_environment(with_flag: AdminApi) -> None:
    body = {"environment": "production", "enabled": False, "reason": "It is slow"}

    got = with_flag.post("/flags/new-gallery/toggle", body)

    assert got.json["summary"]["environments"] == {"development": True, "production": False}
    assert got.json["change"]["action"] == "toggle"
    assert got.json["change"]["reason"] == "It is slow"


def test_a_toggle_in_an_unknown_environment_is_404(with_flag: AdminApi) -> None:
    body = {"environment": "prod", "enabled": False}

    got = with_flag.post("/flags/new-gallery/toggle", body)

    assert (got.status, got.code) == (404, "UNKNOWN_ENVIRONMENT")


def test_an_archived_flag_comes_back(with_flag: AdminApi) -> None:
    with_flag.post("/flags/new-gallery/archive", {"reason": "Done"})

    got = with_flag.post("/flags/new-gallery/unarchive", {})

    assert got.json["document"]["lifecycle"] == "active"
    assert got.json["version"] == 3


def test_a_prerequisite_is_not_archived(api: AdminApi) -> None:
    api.create("/flags", a_flag_needing("a"))
    api.create("/flags", a_flag_needing("b", "a"))

    got = api.post("/flags/a/archive", {})

    assert (got.status, got.code) == (409, "DOCUMENT_IN_USE")
    assert "'b'" in got.json["detail"]


def test_an_earlier_version_is_restored_as_a_new_one(with_flag: AdminApi) -> None:
    with_flag.put("/flags/new-gallery", a_flag(name="Gallery"))

    got = with_flag.post("/flags/new-gallery/restore", {"version": 1})

    assert got.json["version"] == 3
    assert got.json["document"]["name"] == ""
    assert got.json["change"]["action"] == "restore"


def test_a_version_that_never_was_cannot_be_restored(with_flag: AdminApi) -> None:
    got = with_flag.post("/flags/new-gallery/restore", {"version": 7})

    assert (got.status, got.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize("to", ["staging", ["staging"]])
def test_one_environment_is_cloned_into_another(with_flag: AdminApi, to: str | list[str]) -> None:
    got = with_flag.post("/flags/new-gallery/clone", {"from": "production", "to": to})

    environments = got.json["document"]["environments"]
    assert environments["staging"] == environments["production"]


def test_history_has_the_newest_version_first(with_flag: AdminApi) -> None:
    with_flag.put("/flags/new-gallery", a_flag(name="Gallery"))

    got = with_flag.get("/flags/new-gallery/history")

    assert [row["version"] for row in got.json["items"]] == [2, 1]
    assert got.json["cursor"] is None


def test_an_earlier_version_is_read(with_flag: AdminApi) -> None:
    with_flag.put("/flags/new-gallery", a_flag(name="Gallery"))

    got = with_flag.get("/flags/new-gallery/versions/1")

    assert (got.json["version"], got.json["document"]["name"]) == (1, "")


@pytest.mark.parametrize("version", ["0", "3", "one", "99999999999"])
def test_a_version_that_never_was_is_404(with_flag: AdminApi, version: str) -> None:
    assert with_flag.get(f"/flags/new-gallery/versions/{version}").status == 404


def test_a_list_goes_on_where_its_page_ended(api: AdminApi) -> None:
    for key in ("a", "b", "c"):
        api.create("/flags", a_flag(key))
    first = api.get("/flags", limit="2").json

    second = api.get("/flags", limit="2", cursor=first["cursor"]).json

    assert [row["key"] for row in first["items"]] == ["a", "b"]
    assert [row["key"] for row in second["items"]] == ["c"]
    assert second["cursor"] is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"query": "GALL"}, ["new-gallery"]),
        ({"query": "banner"}, ["b"]),
        ({"tag": "shop"}, ["b"]),
        ({"owner": "anna"}, ["new-gallery"]),
        ({"purpose": "operational"}, ["b"]),
        ({"lifecycle": "archived"}, []),
        ({"tag": "shop", "owner": "anna"}, []),
    ],
)
def test_a_list_shows_what_matches(api: AdminApi, wanted: dict[str, str], found: list[str]) -> None:
    api.create("/flags", a_flag(owner="anna"))
    api.create("/flags", a_flag("b", name="Sale banner", tags=["shop"], purpose="operational"))

    got = api.get("/flags", **wanted)

    assert [row["key"] for row in got.json["items"]] == found


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "201"}, {"cursor": "x"}, {"purpose": "fun"}]
)
def test_a_query_that_cannot_be_read_is_malformed(api: AdminApi, query: dict[str, str]) -> None:
    got = api.get("/flags", **query)

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")


def test_a_key_for_one_environment_changes_only_that_one(with_flag: AdminApi) -> None:
    with_flag.caller = Caller("dev-1", Role.EDITOR, frozenset({"development"}))

    mine = with_flag.post(
        "/flags/new-gallery/toggle", {"environment": "development", "enabled": False}
    )
    other = with_flag.post(
        "/flags/new-gallery/toggle", {"environment": "production", "enabled": False}
    )
    shared = with_flag.put("/flags/new-gallery", a_flag(name="Mine"))

    assert mine.status == 200
    assert (other.status, other.code) == (403, "FORBIDDEN")
    assert (shared.status, shared.code) == (403, "FORBIDDEN")


def test_a_flag_that_asks_for_an_unknown_segment_is_refused(api: AdminApi) -> None:
    got = api.create("/flags", a_flag_asking_for("beta"))

    assert (got.status, got.code) == (422, "UNKNOWN_REFERENCE")


@pytest.mark.parametrize("percentage", [1e-10, 0.0005, 33.3333, 99.9999999])
def test_a_share_finer_than_a_slot_is_refused(api: AdminApi, percentage: float) -> None:
    rollout = {"variant": "on", "percentage": percentage}

    got = api.create("/flags", a_flag(environments={"production": settings(rollout=rollout)}))

    assert got.status == 422
    assert "at most 3 decimals" in got.json["detail"]


def test_what_re2_says_of_a_pattern_is_shown_as_text(api: AdminApi) -> None:
    rule = {
        "conditions": [{"attribute": "plan", "operator": "matches", "value": "(?=a)"}],
        "variant": "on",
    }

    got = api.create("/flags", a_flag(environments={"production": settings(rules=[rule])}))

    assert "(invalid perl operator: (?=)" in got.json["detail"]
