from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.roles import Caller, Role
from burgee.wire.experiment_answers import DecisionAnswer
from tests.functions.admin_api import AdminApi
from tests.looks import a_look
from tests.unit.services.builders import a_flag
from tests.unit.services.designs import FLAG, KEY, PURCHASE, a_design

EXPERIMENT = f"/experiments/{KEY}"
DECIDE = f"{EXPERIMENT}/decide"
SIGN_OFF = f"{DECIDE}/sign-off"
PROMOTE = {"promote": "treatment"}


@pytest.fixture
def api() -> AdminApi:
    """An experiment that runs in development."""
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/experiments", a_design())
    for name in (PURCHASE, "error"):
        api.tracking.usage.see_event_name("development", name, "2026-11-25")
    assert api.post(f"{EXPERIMENT}/start", {}).status == 200
    return api


def test_a_decision_is_answered_with_the_experiment_and_its_flags(api: AdminApi) -> None:
    got = api.post(DECIDE, PROMOTE)

    assert got.status == 200
    assert DecisionAnswer.model_validate(got.json).document.status == "archived"
    assert got.json["flags"] == [
        {"key": FLAG, "variant": "on", "version": 2, "changed": True, "still_deciding": []}
    ]


def test_the_flag_shows_the_winner(api: AdminApi) -> None:
    api.post(DECIDE, PROMOTE)

    flag = api.get(f"/flags/{FLAG}").json["document"]
    assert flag["environments"]["development"]["default_variant"] == "on"


def test_the_answer_to_a_call_that_is_repeated_is_the_same(api: AdminApi) -> None:
    first = api.post(DECIDE, PROMOTE, '"2"')

    again = api.post(DECIDE, PROMOTE, '"2"')

    assert first.status == 200
    assert (again.json, again.headers["ETag"]) == (first.json, first.headers["ETag"])


def test_another_decision_is_refused(api: AdminApi) -> None:
    api.post(DECIDE, PROMOTE)

    got = api.post(DECIDE, {"keep_control": True})

    assert (got.status, got.code) == (409, "ALREADY_DECIDED")


@pytest.mark.parametrize("body", [{}, {"promote": "treatment", "keep_control": True}])
def test_a_decision_is_one_of_two(api: AdminApi, body: dict[str, Any]) -> None:
    got = api.post(DECIDE, body)

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")
    assert "either promote, with a treatment, or keep_control" in got.json["detail"]


def test_a_decision_needs_the_version_that_was_read(api: AdminApi) -> None:
    assert api.post(DECIDE, PROMOTE, None).code == "VERSION_REQUIRED"
    assert api.post(DECIDE, PROMOTE, '"1"').code == "VERSION_CONFLICT"


def test_an_approver_agrees_for_a_role(api: AdminApi) -> None:
    api.caller = Caller("ann", Role.APPROVER)

    got = api.post(SIGN_OFF, {**PROMOTE, "role": "product"})

    [mark] = got.json["document"]["runs"][0]["sign_offs"]
    assert (mark["by"], mark["role"], mark["promoted"]) == ("ann", "product", "treatment")


def test_an_editor_does_not(api: AdminApi) -> None:
    api.caller = Caller("eddie", Role.EDITOR)

    assert api.post(SIGN_OFF, {**PROMOTE, "role": "product"}).code == "FORBIDDEN"


def test_there_are_two_roles(api: AdminApi) -> None:
    assert api.post(SIGN_OFF, {**PROMOTE, "role": "sales"}).code == "MALFORMED_REQUEST"


def test_an_archived_experiment_keeps_its_sums(api: AdminApi) -> None:
    api.post(DECIDE, PROMOTE)

    assert api.get(f"{EXPERIMENT}/sums").status == 200
    assert api.tracking.aggregates.kept_sums(f"{KEY}.1") is not None


def test_the_checklist_says_what_was_decided(api: AdminApi) -> None:
    api.post(DECIDE, PROMOTE)

    items = {item["key"]: item for item in api.get(f"{EXPERIMENT}/checklist").json["items"]}

    assert items["decision"]["done"]
    assert "'treatment' is promoted" in items["decision"]["detail"]
    assert not items["verdict"]["done"]


def test_results_of_an_archived_experiment_are_read_as_they_were_found(api: AdminApi) -> None:
    api.tracking.looks.add(a_look(run=f"{KEY}.1"))
    before = api.get(f"{EXPERIMENT}/results", run="1")
    api.post(DECIDE, PROMOTE)

    after = api.get(f"{EXPERIMENT}/results", run="1")

    assert (after.status, after.json) == (200, before.json)
