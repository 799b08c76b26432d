from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from burgee.domain.roles import Caller, Role
from burgee.services.tracking_ports import Tracking
from burgee.wire.experiment_answers import ChecklistAnswer, DesignAnswer, TimelineAnswer
from tests.functions.admin_api import AdminApi
from tests.looks import a_look, a_verdict
from tests.unit.services.builders import a_flag, settings
from tests.unit.services.designs import FLAG, KEY, PURCHASE, a_design, showing

EXPERIMENT = f"/experiments/{KEY}"
APPROVER = Caller("approver-1", Role.APPROVER)
LIMITED = Caller("dev-1", Role.EDITOR, frozenset({"staging"}))


def see_events(tracking: Tracking) -> None:
    for name in (PURCHASE, "error"):
        tracking.usage.see_event_name("development", name, "2026-11-25")


@pytest.fixture
def api() -> AdminApi:
    """The flag and a draft whose checklist is closed."""
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/experiments", a_design())
    see_events(api.tracking)
    return api


def started(api: AdminApi) -> AdminApi:
    assert api.post(f"{EXPERIMENT}/start", {}).status == 200
    return api


def test_a_new_experiment_is_a_draft_without_runs(api: AdminApi) -> None:
    got = api.create("/experiments", a_design("second"))

    assert got.status == 201
    assert got.headers["ETag"] == '"1"'
    assert (got.json["document"]["status"], got.json["document"]["runs"]) == ("draft", [])


def test_what_is_wrong_with_a_design_is_said_field_by_field(api: AdminApi) -> None:
    wrong = a_design("second", traffic=101, variants={"control": {}})

    got = api.create("/experiments", wrong)

    assert (got.status, got.code) == (422, "INVALID_DOCUMENT")
    assert "traffic" in got.fields


def test_what_is_measured_wrongly_is_named_by_its_path(api: AdminApi) -> None:
    metric = {"key": "m", "type": "ratio", "event_name": "purchase"}

    got = api.create("/experiments", a_design("second", metrics={"goals": [metric]}))

    assert got.code == "INVALID_DOCUMENT"
    assert got.fields == ["metrics.goals.0"]
    assert "needs `denominator`" in got.json["errors"][0]["detail"]


def test_an_experiment_names_flags_that_exist(api: AdminApi) -> None:
    shown = {"control": {"flags": {"no-flag": "off"}}, "treatment": {"flags": {"no-flag": "on"}}}

    got = api.create("/experiments", a_design("second", variants=shown))

    assert (got.status, got.code) == (422, "UNKNOWN_REFERENCE")
    assert got.fields == ["variants.control.flags.no-flag", "variants.treatment.flags.no-flag"]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("status", "draft"),
        ("environment", "development"),
        ("team", "Growth"),
        ("owner", "ann"),
        ("tag", "pictures"),
        ("priority", "high"),
        ("query", "GALLERY-L"),
        ("query", "larger pic"),
    ],
)
def test_a_list_shows_what_matches(part: str, value: str) -> None:
    api = AdminApi()
    api.create("/flags", a_flag())
    parts: dict[str, Any] = {
        "team": "Growth",
        "tags": ["pictures"],
        "priority": "high",
        "name": "Larger pictures",
    }
    api.create("/experiments", a_design(**parts))
    other = {"owner": "bob", "environment": "production"}
    api.create("/experiments", a_design("other", **other))
    api.post("/experiments/other/cancel", {})

    got = api.get("/experiments", **{part: value})

    assert [row["key"] for row in got.json["items"]] == [KEY]


class TestDesigns:
    """Designs that are not written."""

    def check(self, api: AdminApi, **parts: Any) -> Any:
        got = api.post("/experiments/check", {"document": a_design("second", **parts)}, None)
        assert got.status == 200, got.text
        DesignAnswer.model_validate(got.json, strict=False)
        return got.json

    def test_a_whole_one_has_no_problems_and_nothing_open(self, api: AdminApi) -> None:
        found = self.check(api)

        assert found["problems"] == []
        assert {item["done"] for item in found["items"]} == {True}
        assert api.get("/experiments/second").status == 404

    def test_problems_are_those_of_a_write(self, api: AdminApi) -> None:
        wrong = {"control": "gone", "bucket_by": "plan", "strata": ["plan"]}

        found = self.check(api, **wrong)
        refused = api.create("/experiments", a_design("second", **wrong))

        assert [problem["field"] for problem in found["problems"]] == refused.fields
        assert refused.fields == ["control", "strata"]

    def test_whoever_may_read_may_ask(self, api: AdminApi) -> None:
        api.caller = Caller("viewer-1", Role.VIEWER)

        assert self.check(api)["problems"] == []

    def test_a_draft_is_checked_as_a_change_of_it(self, api: AdminApi) -> None:
        body = {"document": a_design(name="Another"), "is_new": False}

        assert api.post("/experiments/check", body, None).json["problems"] == []


def test_a_row_has_the_verdict_of_the_newest_look(api: AdminApi) -> None:
    api.create("/flags", a_flag("another"))
    api.create("/experiments", a_design("draft"))
    api.create("/experiments", a_design("unseen", variants=showing("another")))
    started(api)
    assert api.post("/experiments/unseen/start", {}).status == 200
    for number, sentence in enumerate(["Too early.", "Let it go on."], 1):
        verdict = a_verdict(sentence=sentence)
        api.tracking.looks.add(a_look(number, run=f"{KEY}.1", verdict=verdict))

    rows = api.get("/experiments").json["items"]

    assert {row["key"]: row["summary"]["verdict"] for row in rows} == {
        "draft": None,
        "unseen": None,
        KEY: {"recommendation": "continue", "sentence": "Let it go on."},
    }


def test_a_list_comes_in_pages(api: AdminApi) -> None:
    api.create("/experiments", a_design("second"))

    first = api.get("/experiments", limit="1").json
    second = api.get("/experiments", limit="1", cursor=first["cursor"]).json

    assert [row["key"] for page in (first, second) for row in page["items"]] == [KEY, "second"]


def test_a_status_that_there_is_not_is_refused(api: AdminApi) -> None:
    got = api.get("/experiments", status="asleep")

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")


def test_a_row_says_where_the_experiment_stands(api: AdminApi) -> None:
    started(api)

    [row] = api.get("/experiments").json["items"]

    summary = row["summary"]
    assert (summary["status"], summary["run"], summary["flags"]) == ("running", 1, [FLAG])


def test_a_draft_can_be_changed(api: AdminApi) -> None:
    got = api.put(EXPERIMENT, a_design(traffic=20), '"1"')

    assert (got.json["version"], got.json["document"]["traffic"]) == (2, 20)


def test_a_change_needs_the_version_that_was_read(api: AdminApi) -> None:
    assert api.put(EXPERIMENT, a_design(traffic=20), None).code == "VERSION_REQUIRED"
    assert api.put(EXPERIMENT, a_design(traffic=20), '"7"').code == "VERSION_CONFLICT"


def test_what_runs_keeps_its_design_and_says_what_may_change(api: AdminApi) -> None:
    started(api)

    got = api.put(EXPERIMENT, a_design(traffic=20, team="Growth"))

    assert (got.status, got.code) == (409, "EXPERIMENT_RUNNING")
    assert got.fields == ["traffic"]


def test_what_runs_can_get_another_team(api: AdminApi) -> None:
    started(api)

    got = api.put(EXPERIMENT, a_design(team="Growth"))

    assert (got.status, got.json["document"]["team"]) == (200, "Growth")


def test_starting_freezes_a_run(api: AdminApi) -> None:
    got = api.post(f"{EXPERIMENT}/start", {"reason": "Signed off"}, '"1"')

    [run] = got.json["document"]["runs"]
    assert got.json["document"]["status"] == "running"
    assert (run["number"], run["weights"]) == (1, {"control": 1, "treatment": 1})
    assert got.json["change"]["action"] == "start"
    assert got.json["change"]["reason"] == "Signed off"


def test_an_open_checklist_keeps_a_draft_from_starting() -> None:
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/experiments", a_design(owner=""))

    got = api.post(f"{EXPERIMENT}/start", {})

    assert (got.status, got.code) == (409, "CHECKLIST_OPEN")
    assert got.fields == ["design.owner", "validation.events"]


def test_it_can_start_although_its_events_never_came_in() -> None:
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/experiments", a_design())

    got = api.post(f"{EXPERIMENT}/start", {"accept_unseen_events": True})

    assert got.json["document"]["status"] == "running"


def test_two_experiments_do_not_decide_one_flag(api: AdminApi) -> None:
    started(api).create("/experiments", a_design("second"))

    got = api.post("/experiments/second/start", {})

    assert (got.status, got.code) == (409, "EXPERIMENT_CLASH")
    assert KEY in got.json["detail"]


def test_the_checklist_says_what_is_open() -> None:
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/experiments", a_design(hypothesis=""))

    got = api.get(f"{EXPERIMENT}/checklist").json

    items = {item["key"]: item for item in got["items"]}
    assert (got["status"], got["open"]) == ("draft", ["hypothesis", "events"])
    assert items["owner"] == {
        "phase": "design",
        "key": "owner",
        "done": True,
        "sentence": "Somebody owns it.",
        "detail": "ann",
    }
    assert "purchase" in items["events"]["detail"]


def test_a_checklist_that_lets_it_start_has_nothing_open(api: AdminApi) -> None:
    assert api.get(f"{EXPERIMENT}/checklist").json["open"] == []


def test_its_life_goes_step_by_step(api: AdminApi) -> None:
    steps = ("start", "pause", "resume", "complete", "restart", "cancel", "archive")

    reached = [api.post(f"{EXPERIMENT}/{step}", {}).json["document"]["status"] for step in steps]

    assert reached == [
        "running",
        "paused",
        "running",
        "completed",
        "draft",
        "cancelled",
        "archived",
    ]


def test_a_step_that_it_cannot_take_says_which_it_can(api: AdminApi) -> None:
    got = api.post(f"{EXPERIMENT}/pause", {})

    assert (got.status, got.code) == (409, "ILLEGAL_TRANSITION")
    assert "start" in got.json["detail"]


@pytest.mark.parametrize(
    "step",
    ["start", "pause", "resume", "complete", "cancel", "emergency-stop", "restart", "archive"],
)
def test_each_step_needs_the_version_that_was_read(api: AdminApi, step: str) -> None:
    assert api.post(f"{EXPERIMENT}/{step}", {}, None).code == "VERSION_REQUIRED"


def test_a_draft_gets_the_design_of_an_earlier_version_back(api: AdminApi) -> None:
    api.put(EXPERIMENT, a_design(traffic=10))
    earlier = api.get(EXPERIMENT).json
    api.put(EXPERIMENT, a_design(traffic=20))

    got = api.post(f"{EXPERIMENT}/restore", {"version": earlier["version"]})

    assert got.json["document"]["traffic"] == 10
    assert got.json["version"] == earlier["version"] + 2


def test_what_runs_is_not_restored(api: AdminApi) -> None:
    api.put(EXPERIMENT, a_design(traffic=10))
    started(api)

    assert api.post(f"{EXPERIMENT}/restore", {"version": 1}).code == "ILLEGAL_TRANSITION"


def test_traffic_goes_up(api: AdminApi) -> None:
    api.put(EXPERIMENT, a_design(traffic=10))
    started(api)

    got = api.post(f"{EXPERIMENT}/traffic", {"percentage": 12.5})

    assert got.json["document"]["traffic"] == 12.5


@pytest.mark.parametrize(
    ("percentage", "code"),
    [(5, "EXPERIMENT_RUNNING"), (101, "INVALID_DOCUMENT"), ("50", "MALFORMED_REQUEST")],
)
def test_traffic_goes_nowhere_else(api: AdminApi, percentage: Any, code: str) -> None:
    api.put(EXPERIMENT, a_design(traffic=10))
    started(api)

    assert api.post(f"{EXPERIMENT}/traffic", {"percentage": percentage}).code == code


def test_an_emergency_stop_shows_everybody_the_control(api: AdminApi) -> None:
    started(api)

    got = api.post(f"{EXPERIMENT}/emergency-stop", {"reason": "Checkout is broken"})

    document = got.json["document"]
    assert (document["status"], document["halted"]) == ("cancelled", True)
    assert document["runs"][0]["ended_by"] == "owner-1"


def test_an_emergency_stop_needs_a_reason(api: AdminApi) -> None:
    started(api)

    got = api.post(f"{EXPERIMENT}/emergency-stop", {})

    assert (got.status, got.code, got.fields) == (422, "INVALID_DOCUMENT", ["reason"])


def test_somebody_else_signs_a_draft_off(api: AdminApi) -> None:
    api.caller = APPROVER

    got = api.post(f"{EXPERIMENT}/sign-off", {})

    [mark] = got.json["document"]["sign_offs"]
    assert (mark["by"], mark["role"]) == ("approver-1", "approver")


def test_nobody_signs_off_their_own_design(api: AdminApi) -> None:
    got = api.post(f"{EXPERIMENT}/sign-off", {})

    assert (got.status, got.code) == (403, "FORBIDDEN")


def test_a_key_of_another_environment_changes_nothing(api: AdminApi) -> None:
    api.caller = LIMITED

    assert api.post(f"{EXPERIMENT}/start", {}).code == "FORBIDDEN"


def test_its_history_and_versions_can_be_read(api: AdminApi) -> None:
    started(api)

    history = api.get(f"{EXPERIMENT}/history").json["items"]
    first = api.get(f"{EXPERIMENT}/versions/1").json

    assert [row["change"]["action"] for row in history] == ["start", "create"]
    assert first["document"]["status"] == "draft"


def test_a_flag_that_it_decides_keeps_its_variants(api: AdminApi) -> None:
    started(api)

    got = api.put(f"/flags/{FLAG}", a_flag(environments={"production": settings()}))

    assert (got.status, got.code) == (409, "EXPERIMENT_RUNNING")
    assert KEY in got.json["detail"]


def test_its_timeline_tells_of_itself_and_of_its_flags(api: AdminApi) -> None:
    started(api)
    body = {"environment": "development", "enabled": False, "reason": "Too slow"}
    api.post(f"/flags/{FLAG}/toggle", body)

    items = api.get(f"{EXPERIMENT}/timeline").json["items"]

    assert [(row["kind"], row["change"]["action"]) for row in items] == [
        ("experiment", "create"),
        ("experiment", "start"),
        ("flag", "toggle"),
    ]
    assert (items[2]["key"], items[2]["change"]["reason"]) == (FLAG, "Too slow")


@pytest.mark.parametrize("page", ["", "/checklist", "/timeline", "/sums", "/history"])
def test_an_experiment_that_there_is_not_is_not_found(api: AdminApi, page: str) -> None:
    got = api.get(f"/experiments/nowhere{page}")

    assert (got.status, got.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("page", "model"), [("checklist", ChecklistAnswer), ("timeline", TimelineAnswer)]
)
def test_a_page_is_as_openapi_describes_it(
    api: AdminApi, page: str, model: type[BaseModel]
) -> None:
    got = api.get(f"{EXPERIMENT}/{page}").json

    assert model.model_validate(got).model_dump(mode="json", exclude_unset=True) == got
