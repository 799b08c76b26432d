from __future__ import annotations

from typing import Any

import pytest

from tests.functions.admin_api import AdminApi
from tests.unit.services.builders import a_flag_asking_for, a_segment, asking_for

SEGMENT = "/segments/beta-testers"


@pytest.fixture
def api() -> AdminApi:
    api = AdminApi()
    api.create("/segments", a_segment("beta-testers", "ann", "bob", excluded=["eve"]))
    return api


def member_batches(**batches: Any) -> dict[str, Any]:
    return {"reason": "New testers", **batches}


def test_a_segment_is_answered_without_its_members_but_with_their_number(api: AdminApi) -> None:
    got = api.get(SEGMENT).json

    assert "included" not in got["document"]
    assert "excluded" not in got["document"]
    assert got["summary"]["size"] == 2
    assert got["summary"]["excluded"] == 1


def test_members_are_answered_when_asked_for(api: AdminApi) -> None:
    got = api.get(SEGMENT, members="true").json

    assert got["document"]["included"] == ["ann", "bob"]
    assert got["document"]["excluded"] == ["eve"]


def test_members_are_read_in_pages_of_one_version(api: AdminApi) -> None:
    first = api.get(f"{SEGMENT}/members", limit="1").json
    api.patch(f"{SEGMENT}/members", member_batches(included={"remove": ["ann"]}))

    second = api.get(f"{SEGMENT}/members", limit="1", cursor=first["cursor"]).json

    assert (first["items"], second["items"]) == (["ann"], ["bob"])
    assert second["cursor"] is None
    assert second["version"] == 1


def test_excluded_members_are_read_too(api: AdminApi) -> None:
    assert api.get(f"{SEGMENT}/members", of="excluded").json["items"] == ["eve"]


def test_a_batch_puts_members_in_and_takes_others_out(api: AdminApi) -> None:
    body = member_batches(
        included={"add": ["cat", "ann"], "remove": ["bob"]}, excluded={"remove": ["eve"]}
    )

    got = api.patch(f"{SEGMENT}/members", body)

    assert got.json["summary"]["size"] == 2
    assert got.json["change"]["action"] == "members"
    assert api.get(SEGMENT, members="true").json["document"]["included"] == ["ann", "cat"]


def test_a_segment_written_back_as_it_was_read_keeps_its_members(api: AdminApi) -> None:
    document = api.get(SEGMENT).json["document"]

    api.put(SEGMENT, {**document, "name": "Testers"})

    got = api.get(SEGMENT, members="true").json["document"]
    assert (got["name"], got["included"]) == ("Testers", ["ann", "bob"])


def test_a_list_that_is_sent_replaces_the_members(api: AdminApi) -> None:
    got = api.put(SEGMENT, a_segment("beta-testers", "dan"))

    assert got.json["summary"]["included"] == 1


def test_a_segment_that_a_flag_asks_for_is_not_archived(api: AdminApi) -> None:
    api.create("/flags", a_flag_asking_for("beta-testers"))

    got = api.post(f"{SEGMENT}/archive", {})

    assert (got.status, got.code) == (409, "DOCUMENT_IN_USE")


def test_an_archived_segment_comes_back(api: AdminApi) -> None:
    api.post(f"{SEGMENT}/archive", {})

    got = api.post(f"{SEGMENT}/unarchive", {})

    assert got.json["document"]["lifecycle"] == "active"


def test_segments_that_ask_for_each_other_are_refused(api: AdminApi) -> None:
    api.create("/segments", a_segment("staff", conditions=[asking_for("beta-testers")]))

    got = api.put(SEGMENT, a_segment("beta-testers", conditions=[asking_for("staff")]))

    assert (got.status, got.code) == (422, "SEGMENT_CYCLE")


def test_an_earlier_version_is_restored_with_its_members(api: AdminApi) -> None:
    api.patch(f"{SEGMENT}/members", member_batches(included={"add": ["cat"]}))

    got = api.post(f"{SEGMENT}/restore", {"version": 1})

    assert (got.json["version"], got.json["summary"]["size"]) == (3, 2)


def test_history_shows_the_size_of_each_version(api: AdminApi) -> None:
    api.patch(f"{SEGMENT}/members", member_batches(included={"add": ["cat"]}))

    got = api.get(f"{SEGMENT}/history").json

    assert [row["summary"]["size"] for row in got["items"]] == [3, 2]


def test_an_earlier_version_is_read_with_its_members(api: AdminApi) -> None:
    api.patch(f"{SEGMENT}/members", member_batches(included={"add": ["cat"]}))

    got = api.get(f"{SEGMENT}/versions/1", members="true").json

    assert got["document"]["included"] == ["ann", "bob"]


def test_a_list_has_every_segment_with_its_size(api: AdminApi) -> None:
    got = api.get("/segments").json

    assert [(row["key"], row["summary"]["size"]) for row in got["items"]] == [("beta-testers", 2)]


def test_a_hundred_thousand_members_come_in_batches_and_are_counted(api: AdminApi) -> None:
    for start in range(0, 100_000, 50_000):
        units = [f"unit-{number}" for number in range(start, start + 50_000)]
        api.patch(f"{SEGMENT}/members", member_batches(included={"add": units}))

    assert api.get(SEGMENT).json["summary"]["size"] == 100_002


def test_too_many_members_for_one_answer_are_to_be_read_in_pages(api: AdminApi) -> None:
    units = [f"{number:0>500}" for number in range(1_900)]
    for batch in range(4):
        members = [f"{batch}{unit}" for unit in units]
        api.patch(f"{SEGMENT}/members", member_batches(included={"add": members}))

    got = api.get(SEGMENT, members="true")

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")
    assert "/segments/beta-testers/members" in got.json["detail"]
