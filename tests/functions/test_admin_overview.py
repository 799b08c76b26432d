from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.roles import Caller, Role
from burgee.wire.overview_answers import AlarmsAnswer, OverviewAnswer
from tests.functions.admin_api import AdminApi
from tests.looks import a_look, a_verdict
from tests.unit.domain.rollouts import a_rollout
from tests.unit.services.builders import a_flag
from tests.unit.services.designs import FLAG, KEY, a_design

DEVELOPMENT = "development"


@pytest.fixture
def api() -> AdminApi:
    """An experiment that runs, has an alarm and was looked at, and a rollout that ramps."""
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/flags", a_flag("ramped"))
    api.create("/experiments", a_design(name="Layout", alarms=["shop-errors"]))
    assert api.post(f"/experiments/{KEY}/start", {"accept_unseen_events": True}).status == 200
    api.create("/rollouts", a_rollout("ramp", flag="ramped", environment=DEVELOPMENT))
    assert api.post("/rollouts/ramp/start", {}).status == 200
    api.tracking.looks.add(a_look(run=f"{KEY}.1", verdict=a_verdict(sentence="Let it go on.")))
    return api


def overview(api: AdminApi, environment: str = DEVELOPMENT) -> Any:
    got = api.get("/overview", environment=environment)
    assert got.status == 200, got.text
    OverviewAnswer.model_validate(got.json, strict=False)
    return got.json


def test_what_runs_is_shown_with_how_far_it_is(api: AdminApi) -> None:
    found = overview(api)

    [experiment], [rollout] = found["experiments"], found["rollouts"]
    assert (experiment["key"], experiment["name"], experiment["status"]) == (
        KEY,
        "Layout",
        "running",
    )
    assert (experiment["units"], experiment["planned_units"]) == (0, 8000)
    assert (experiment["planned_days"], experiment["flags"]) == (28, [FLAG])
    assert experiment["verdict"] == {
        "recommendation": "continue",
        "sentence": "Let it go on.",
    }
    assert (rollout["key"], rollout["stage"], rollout["stages"]) == ("ramp", 0, 3)
    assert (rollout["percentage"], rollout["variant"]) == (10, "on")


def test_before_the_first_look_there_is_no_verdict() -> None:
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/experiments", a_design())
    api.post(f"/experiments/{KEY}/start", {"accept_unseen_events": True})

    [experiment] = overview(api)["experiments"]

    assert experiment["verdict"] is None


def test_what_an_emergency_stop_ends_is_what_was_shown(api: AdminApi) -> None:
    before = overview(api)

    stopped = api.post(f"/environments/{DEVELOPMENT}/emergency-stop", {"reason": "Orders fail."})
    after = overview(api)

    shown = [row["key"] for row in (*before["rollouts"], *before["experiments"])]
    assert [row["key"] for row in stopped.json["ended"]] == shown
    assert (before["is_stopped"], after["is_stopped"]) == (False, True)
    assert ([row["halted"] for row in after["experiments"]], after["rollouts"]) == ([True], [])


def test_the_newest_changes_are_there_with_who_and_why(api: AdminApi) -> None:
    api.post("/rollouts/ramp/pause", {"reason": "Lunch."})

    [newest, *_] = overview(api)["changes"]

    assert (newest["kind"], newest["key"], newest["change"]["action"]) == (
        "rollout",
        "ramp",
        "pause",
    )
    assert newest["change"]["reason"] == "Lunch."


def test_alarms_say_who_names_them_and_how_they_stand(api: AdminApi) -> None:
    api.alarms.states = {"shop-errors": AlarmState.ALARM}

    got = api.get("/alarms").json

    AlarmsAnswer.model_validate(got, strict=False)
    assert got["items"] == overview(api)["alarms"]
    assert got["items"] == [
        {
            "name": "shop-errors",
            "state": "ALARM",
            "named_by": [{"kind": "experiment", "key": KEY, "environment": DEVELOPMENT}],
        }
    ]


def test_alarms_of_another_environment_are_left_out(api: AdminApi) -> None:
    assert api.get("/alarms", environment="production").json == {"items": []}


@pytest.mark.parametrize("path", ["/overview", "/alarms"])
def test_an_environment_that_there_is_not_is_said_to_be_unknown(api: AdminApi, path: str) -> None:
    got = api.get(path, environment="prod")

    assert (got.status, got.code) == (404, "UNKNOWN_ENVIRONMENT")


def test_an_overview_is_of_one_environment(api: AdminApi) -> None:
    assert api.get("/overview").code == "MALFORMED_REQUEST"


def test_whoever_may_read_sees_it(api: AdminApi) -> None:
    api.caller = Caller("viewer-1", Role.VIEWER, frozenset({"staging"}))

    assert overview(api)["counts"] == {
        "flags": 2,
        "segments": 0,
        "experiments_running": 1,
        "rollouts_ramping": 1,
    }
