from __future__ import annotations

from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest

from burgee.domain.pseudonyms import pseudonym
from burgee.domain.roles import Caller, Role
from burgee.domain.tracking import EventType, Exposure, TrackingEvent
from functions.admin.units import EVENTS_AT_ONCE
from tests.functions.admin_api import AdminApi
from tests.unit.services.builders import NOON

ANN = "/units/production/ann"
NOW_MS = int(NOON * 1000)
OF_STAGING = Caller("dev-1", Role.OWNER, frozenset({"staging"}))
ODD_KEYS = ["a/b", 'ann "the first"', "ünit #1?", "100%", "a%2Fb", "a b+c", "{unit}"]


def name_of(api: AdminApi, unit: str = "ann", bucket_by: str = "targetingKey") -> str:
    return pseudonym(api.tracking.units.secret(), "production", bucket_by, unit)


def an_event(number: int) -> TrackingEvent:
    at = NOW_MS + number
    return TrackingEvent(f"e{number}", EventType.CONVERSION, "purchase", at, at, {"value": 199_500})


@pytest.fixture
def api() -> AdminApi:
    """One unit that met an experiment and bought twice."""
    api = AdminApi()
    unit = name_of(api)
    api.tracking.units.expose(unit, Exposure("checkout.1", "treatment", NOW_MS, NOW_MS))
    for number in (2, 1):
        api.tracking.units.record(unit, an_event(number))
    return api


def test_a_unit_shows_what_rests_of_it(api: AdminApi) -> None:
    got = api.get(ANN)

    assert got.headers["Cache-Control"] == "no-store"
    assert (got.json["unit"], got.json["takes_part"], got.json["events"]) == ("ann", True, 2)
    assert got.json["exposures"][0]["variant"] == "treatment"
    assert "tracking_events" not in got.json


def test_an_export_holds_everything_oldest_first(api: AdminApi) -> None:
    got = api.get(ANN, export="true").json

    assert [event["id"] for event in got["tracking_events"]] == ["e1", "e2"]
    assert got["tracking_events"][0]["numbers"] == {"value": "19.95"}
    assert got["cursor"] is None


def test_a_long_export_comes_in_pages(api: AdminApi) -> None:
    for number in range(3, EVENTS_AT_ONCE + 3):
        api.tracking.units.record(name_of(api), an_event(number))

    first = api.get(ANN, export="true").json
    second = api.get(ANN, export="true", cursor=first["cursor"]).json

    ids = [event["id"] for page in (first, second) for event in page["tracking_events"]]
    assert ids == [f"e{number}" for number in range(1, EVENTS_AT_ONCE + 3)]
    assert second["cursor"] is None


def test_a_cursor_that_is_none_is_refused(api: AdminApi) -> None:
    assert api.get(ANN, export="true", cursor="x").code == "MALFORMED_REQUEST"


def test_of_a_unit_that_was_never_seen_nothing_rests(api: AdminApi) -> None:
    got = api.get("/units/production/nobody").json

    assert (got["exposures"], got["events"]) == ([], 0)


@pytest.mark.parametrize("key", ODD_KEYS)
def test_a_unit_is_found_by_whatever_key_it_has(api: AdminApi, key: str) -> None:
    api.tracking.units.record(name_of(api, key), an_event(1))

    got = api.get(f"/units/production/{quote(key, safe='')}")

    assert (got.status, got.json["unit"], got.json["events"]) == (200, key, 1)


def test_a_unit_can_be_named_by_another_attribute(api: AdminApi) -> None:
    api.tracking.units.record(name_of(api, "d-81", "device_id"), an_event(1))

    got = api.get("/units/production/d-81", bucket_by="device_id").json

    assert (got["bucket_by"], got["events"]) == ("device_id", 1)


def test_a_unit_opts_out_and_in_again(api: AdminApi) -> None:
    out = api.post(f"{ANN}/opt-out", {"reason": "Asked us to"}, None).json
    back = api.post(f"{ANN}/opt-in", {}, None).json

    assert (out["takes_part"], out["opt_out"]["out"]) == (False, True)
    assert (back["takes_part"], back["opt_out"]["out"]) == (True, False)


def test_an_erased_unit_has_nothing_left(api: AdminApi) -> None:
    got = api.post(f"{ANN}/erase", {"reason": "Asked us to"}, None).json

    assert (got["erased"], got["exposures"], got["events"]) == (True, [], 0)


@pytest.mark.parametrize("verb", ["opt-out", "opt-in", "erase"])
def test_what_was_done_to_a_unit_is_logged_under_its_pseudonym(
    api: AdminApi, logged: StringIO, verb: str
) -> None:
    api.post(f"{ANN}/{verb}", {"reason": "Asked us to"}, None)

    line = logged.getvalue()
    assert name_of(api) in line
    assert "owner-1" in line
    assert "Asked us to" in line
    assert '"ann"' not in line


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER])
def test_only_an_owner_erases(api: AdminApi, role: Role) -> None:
    api.caller = Caller("k", role)

    assert api.post(f"{ANN}/erase", {}, None).code == "FORBIDDEN"


def test_a_key_of_another_environment_sees_nothing(api: AdminApi) -> None:
    api.caller = OF_STAGING

    got = api.get(ANN)

    assert (got.status, got.code) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/units/prod/ann", {}, 404),
        ("/units/Prod!/ann", {}, 400),
        (ANN, {"bucket_by": ""}, 400),
        (f"/units/production/{'x' * 4097}", {}, 400),
    ],
)
def test_what_names_no_unit_is_refused(
    api: AdminApi, path: str, query: dict[str, Any], status: int
) -> None:
    assert api.get(path, **query).status == status
