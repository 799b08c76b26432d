from __future__ import annotations

import pytest

from tests.functions.admin_api import AdminApi
from tests.unit.services.builders import a_flag
from tests.unit.services.designs import a_design

GROUP = "/exclusion-groups/checkout"


@pytest.fixture
def api() -> AdminApi:
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/exclusion-groups", {"key": "checkout", "owner": "ann"})
    return api


def in_group(key: str, begin: float, end: float) -> dict[str, object]:
    return a_design(key, group={"key": "checkout", "begin": begin, "end": end})


def test_a_new_group_has_a_salt_of_its_own(api: AdminApi) -> None:
    got = api.create("/exclusion-groups", {"key": "search"})

    assert got.status == 201
    assert got.json["document"]["salt"] != api.get(GROUP).json["document"]["salt"]


def test_a_group_keeps_its_salt_when_it_is_changed(api: AdminApi) -> None:
    before = api.get(GROUP).json["document"]["salt"]

    got = api.put(GROUP, {"key": "checkout", "name": "The checkout"})

    assert got.json["document"]["salt"] == before
    assert got.json["document"]["name"] == "The checkout"


def test_a_change_needs_the_version_that_was_read(api: AdminApi) -> None:
    assert api.put(GROUP, {"key": "checkout"}, None).code == "VERSION_REQUIRED"


def test_groups_are_listed(api: AdminApi) -> None:
    [row] = api.get("/exclusion-groups").json["items"]

    assert (row["key"], row["summary"]["owner"]) == ("checkout", "ann")


def test_beside_each_other_two_experiments_decide_one_flag(api: AdminApi) -> None:
    api.create("/experiments", in_group("first", 0, 50))
    api.create("/experiments", in_group("second", 50, 100))
    start = {"accept_unseen_events": True}

    codes = [api.post(f"/experiments/{key}/start", start).status for key in ("first", "second")]

    assert codes == [200, 200]


def test_one_bucket_belongs_to_one_experiment(api: AdminApi) -> None:
    api.create("/experiments", in_group("first", 0, 50))
    api.create("/experiments", in_group("second", 49.999, 100))
    start = {"accept_unseen_events": True}
    api.post("/experiments/first/start", start)

    got = api.post("/experiments/second/start", start)

    assert (got.status, got.code) == (409, "EXPERIMENT_CLASH")
    assert "from 0 % to 50 %" in got.json["detail"]


def test_a_group_that_an_experiment_needs_is_not_archived(api: AdminApi) -> None:
    api.create("/experiments", in_group("first", 0, 50))

    got = api.post(f"{GROUP}/archive", {})

    assert (got.status, got.code) == (409, "DOCUMENT_IN_USE")


def test_a_group_that_nobody_needs_is_archived(api: AdminApi) -> None:
    got = api.post(f"{GROUP}/archive", {"reason": "Merged into search"})

    assert got.json["document"]["lifecycle"] == "archived"


def test_its_history_can_be_read(api: AdminApi) -> None:
    api.post(f"{GROUP}/archive", {})

    history = api.get(f"{GROUP}/history").json["items"]

    assert [row["change"]["action"] for row in history] == ["archive", "create"]
