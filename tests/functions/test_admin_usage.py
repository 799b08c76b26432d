from __future__ import annotations

import pytest

from tests.functions.admin_api import AdminApi
from tests.unit.services.builders import a_flag, settings

USAGE = "/flags/new-gallery/usage"


@pytest.fixture
def api() -> AdminApi:
    api = AdminApi()
    api.create("/flags", a_flag())
    counts = {"new-gallery|on|SPLIT": 3, "new-gallery|off|DEFAULT": 4, "other|on|STATIC": 9}
    api.tracking.usage.put_usage("production", "2026-11-25T11", "sandbox-1", counts)
    return api


def test_usage_says_how_a_flag_was_answered(api: AdminApi) -> None:
    got = api.get(USAGE, environment="production").json

    assert got["evaluations"] == 7
    assert got["variants"] == {"on": 3, "off": 4}
    assert got["reasons"] == {"SPLIT": 3, "DEFAULT": 4}
    assert got["last_evaluation"] == "2026-11-25T11:00:00Z"
    assert got["approximate"] is True


def test_a_flag_that_nobody_asked_for_was_not_evaluated(api: AdminApi) -> None:
    got = api.get(USAGE, environment="development").json

    assert (got["evaluations"], got["last_evaluation"]) == (0, None)


def test_days_begin_with_today(api: AdminApi) -> None:
    got = api.get(USAGE, environment="production", days="1").json

    assert (got["since"], got["days"]) == ("2026-11-25", {"2026-11-25": 7})


def test_a_flag_that_there_is_not_is_not_found(api: AdminApi) -> None:
    got = api.get("/flags/no-flag/usage", environment="production")

    assert (got.status, got.code) == (404, "NOT_FOUND")


def test_an_environment_that_there_is_not_is_said_to_be_unknown(api: AdminApi) -> None:
    got = api.get(USAGE, environment="prod")

    assert (got.status, got.code) == (404, "UNKNOWN_ENVIRONMENT")


@pytest.mark.parametrize("asked", [{}, {"environment": "production", "days": "91"}])
def test_what_is_asked_for_has_to_fit(api: AdminApi, asked: dict[str, str]) -> None:
    got = api.get(USAGE, **asked)

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")


def test_all_flags_of_an_environment_are_read_in_one_call(api: AdminApi) -> None:
    got = api.get("/usage", environment="production", days="2").json

    assert (got["environment"], got["since"]) == ("production", "2026-11-24")
    assert got["items"] == [
        {
            "flag_key": "new-gallery",
            "evaluations": 7,
            "last_evaluation": "2026-11-25T11:00:00Z",
        },
        {"flag_key": "other", "evaluations": 9, "last_evaluation": "2026-11-25T11:00:00Z"},
    ]


def test_the_usage_of_an_environment_that_there_is_not_is_refused(api: AdminApi) -> None:
    assert api.get("/usage", environment="prod").code == "UNKNOWN_ENVIRONMENT"


def _listed(api: AdminApi, **asked: str) -> list[str]:
    return [row["key"] for row in api.get("/flags", **asked).json["items"]]


def test_flags_are_listed_that_are_on_or_off_in_an_environment(api: AdminApi) -> None:
    off = {"production": settings(enabled=False), "staging": settings()}
    api.create("/flags", a_flag("sleeping", environments=off))

    assert _listed(api, environment="production", enabled="true") == ["new-gallery"]
    assert _listed(api, environment="production", enabled="false") == ["sleeping"]
    assert _listed(api, environment="staging") == ["sleeping"]


def test_flags_are_listed_that_nobody_evaluates(api: AdminApi) -> None:
    api.create("/flags", a_flag("unused"))

    assert _listed(api, environment="production", unused_days="30") == ["unused"]
    assert _listed(api, environment="development", unused_days="30") == ["new-gallery", "unused"]


@pytest.mark.parametrize("asked", [{"enabled": "true"}, {"unused_days": "30"}])
def test_what_is_of_one_environment_asks_for_its_name(api: AdminApi, asked: dict[str, str]) -> None:
    assert api.get("/flags", **asked).code == "MALFORMED_REQUEST"


def test_flags_of_an_environment_that_there_is_not_are_not_listed(api: AdminApi) -> None:
    assert api.get("/flags", environment="prod").code == "UNKNOWN_ENVIRONMENT"
