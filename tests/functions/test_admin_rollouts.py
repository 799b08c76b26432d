from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.judgements import Breach, GuardrailReading, Judgement, Trigger
from burgee.domain.roles import Caller, Role
from burgee.domain.rollouts import Signal
from burgee.wire.experiment_answers import SumsAnswer, TimelineAnswer
from burgee.wire.rollout_answers import StandingAnswer, StoppedAnswer
from functions.admin.rollouts import STEPS
from tests.functions.admin_api import AdminApi
from tests.unit.services.builders import NOON, a_flag_with
from tests.unit.services.deployments import PRODUCTION, Deployment, value_of

FLAG = "new-gallery"
ROLLOUT = "/rollouts/gallery"
WHY = {"reason": "the shop is slow"}
LIMITED = Caller("dev-1", Role.EDITOR, frozenset({"staging"}))
ERRORS = {"key": "errors", "event_name": "error", "type": "conversion_rate"}
GUARDED: Any = {"guardrails": [{"metric": ERRORS | {"direction": "decrease"}}]}


def a_draft(key: str = "gallery", **parts: Any) -> dict[str, Any]:
    stages = [{"percentage": share, "wait": "1h"} for share in (10, 50, 100)]
    body = {"key": key, "flag": FLAG, "environment": PRODUCTION, "variant": "on"}
    return {**body, "stages": stages, **parts}


@pytest.fixture
def api() -> AdminApi:
    """The flag and a pending rollout."""
    api = AdminApi()
    api.create("/flags", a_flag_with())
    api.create("/rollouts", a_draft())
    return api


def take(api: AdminApi, verb: str, **more: Any) -> Any:
    """The rollout after a step."""
    got = api.post(f"{ROLLOUT}/{verb}", {**WHY, **more})
    assert got.status == 200, got.text
    return got.json["document"]


def served(api: AdminApi, unit: str = "ann") -> Any:
    """What a unit is answered once all is published."""
    deployment = Deployment(ledger=api.ledger)
    deployment.publish()
    return value_of(deployment.cache(), FLAG, targetingKey=unit)


def test_a_new_rollout_is_pending(api: AdminApi) -> None:
    got = api.create("/rollouts", a_draft("second"))

    assert (got.status, got.headers["ETag"]) == (201, '"1"')
    assert (got.json["document"]["status"], got.json["document"]["runs"]) == ("pending", [])


def test_what_is_wrong_with_a_rollout_is_said_field_by_field(api: AdminApi) -> None:
    got = api.create("/rollouts", a_draft("second", flag="gone", variant="?"))

    assert got.status == 422
    assert "variant" in got.fields


def test_a_rollout_can_be_changed_until_it_starts(api: AdminApi) -> None:
    changed = api.put(ROLLOUT, a_draft(name="The gallery"), '"1"')
    take(api, "start")

    refused = api.put(ROLLOUT, a_draft(name="Another"), "*")

    assert (changed.status, changed.json["document"]["name"]) == (200, "The gallery")
    assert (refused.status, refused.code) == (409, "ILLEGAL_TRANSITION")


def test_an_outdated_version_is_refused(api: AdminApi) -> None:
    api.put(ROLLOUT, a_draft(name="The gallery"), '"1"')

    assert api.post(f"{ROLLOUT}/start", {}, '"1"').status == 412


def test_rollouts_are_listed_by_what_they_are(api: AdminApi) -> None:
    api.create("/rollouts", a_draft("second", owner="ann", tags=["shop"]))

    found = [
        [row["key"] for row in api.get("/rollouts", **wanted).json["items"]]
        for wanted in (
            {},
            {"owner": "ann"},
            {"tag": "shop"},
            {"flag": "gone"},
            {"query": "GALL"},
            {"status": "ramping"},
        )
    ]

    assert found == [["gallery", "second"], ["second"], ["second"], [], ["gallery"], []]


def test_a_row_says_how_far_it_is(api: AdminApi) -> None:
    take(api, "start")

    [row] = api.get("/rollouts").json["items"]

    shown = {name: row["summary"][name] for name in ("status", "stage", "stages", "percentage")}
    assert shown == {"status": "ramping", "stage": 0, "stages": 3, "percentage": 10}


def test_its_life_is_a_history_with_reasons(api: AdminApi) -> None:
    for verb in ("start", "pause", "resume", "ramp-up", "ramp-down", "roll-back"):
        take(api, verb)

    rows = api.get(f"{ROLLOUT}/history").json["items"]

    assert [row["change"]["action"] for row in rows] == [
        *("roll_back", "ramp_down", "ramp_up", "resume", "pause", "start", "create")
    ]
    assert {row["change"]["reason"] for row in rows[:-1]} == {WHY["reason"]}
    assert api.get(f"{ROLLOUT}/versions/2").json["document"]["status"] == "ramping"


@pytest.mark.parametrize(
    ("verbs", "status", "value"),
    [
        (("start", "ramp-up", "ramp-up"), "ramping", True),
        (("start", "ramp-up", "ramp-up", "pause"), "paused", True),
        (("start", "ramp-up", "ramp-up", "roll-back"), "rolled_back", False),
        (("start", "ramp-up", "ramp-up", "abort"), "aborted", False),
        (("start", "ramp-up", "ramp-up", "emergency-stop"), "aborted", False),
        (("start", "abort", "restart"), "pending", False),
        (("start", "abort", "archive"), "aborted", False),
    ],
    ids=str,
)
def test_each_step_decides_what_is_served(
    api: AdminApi, verbs: tuple[str, ...], status: str, value: bool
) -> None:
    stands = [take(api, verb) for verb in verbs][-1]

    assert (stands["status"], served(api)) == (status, value)


def test_every_step_of_the_table_was_taken() -> None:
    assert set(STEPS) == {
        *("start", "pause", "resume", "ramp-down", "roll-back"),
        *("abort", "emergency-stop", "restart", "archive"),
    }


@pytest.mark.parametrize("verb", ["pause", "ramp-up", "roll-back", "abort", "emergency-stop"])
def test_a_manual_control_needs_a_reason(api: AdminApi, verb: str) -> None:
    take(api, "start")

    got = api.post(f"{ROLLOUT}/{verb}", {})

    assert (got.status, got.code, got.fields) == (422, "REASON_REQUIRED", ["reason"])


def test_a_step_that_is_not_possible_says_what_is(api: AdminApi) -> None:
    got = api.post(f"{ROLLOUT}/resume", WHY)

    assert (got.status, got.code) == (409, "ILLEGAL_TRANSITION")
    assert "start" in got.json["detail"]


def test_a_timeline_tells_its_steps_in_sentences(api: AdminApi) -> None:
    for verb in ("start", "ramp-up", "roll-back"):
        take(api, verb)

    got = api.get(f"{ROLLOUT}/timeline")

    TimelineAnswer.model_validate(got.json, strict=False)
    assert [row["detail"] for row in got.json["items"]][1:] == [
        "Stage 1 of 3: 10 % of all units get 'on'.",
        "Stage 2 of 3: 50 % of all units get 'on'.",
        f"Taken back at stage 2 of 3: {WHY['reason']}",
    ]


def test_excluded_units_keep_the_old_variant_until_they_are_let_in(api: AdminApi) -> None:
    for verb in ("start", "ramp-up", "ramp-up"):
        take(api, verb)

    take(api, "exclude", units=["ann"])
    excluded = [served(api, unit) for unit in ("ann", "bob")]
    take(api, "exclude", units=["ann"], lift=True)

    assert (excluded, served(api)) == ([False, True], True)


def test_a_pending_rollout_can_be_written_as_it_was(api: AdminApi) -> None:
    api.put(ROLLOUT, a_draft(name="The gallery"))

    got = api.post(f"{ROLLOUT}/restore", {**WHY, "version": 1})

    assert got.json["document"]["name"] == ""


def test_a_key_of_another_environment_may_look_and_not_touch(api: AdminApi) -> None:
    api.caller = LIMITED

    assert api.post(f"{ROLLOUT}/start", {}).status == 403
    assert api.get(ROLLOUT).status == 200


def judged(api: AdminApi, run: str = "rollout:gallery.1") -> None:
    reading = GuardrailReading(
        "errors", Signal.CUSTOM, {"on": 0.2, "off": None}, 0.01, None, "too few"
    )
    breach = Breach("errors", Trigger.HARM, False, "0.2 is worse than 0.1")
    units = {"on": 12, "off": 90}
    api.judgements.put(Judgement(run, NOON, units, (reading,), (breach,)))


class TestStanding:
    @pytest.fixture
    def api(self) -> AdminApi:
        api = AdminApi()
        api.create("/flags", a_flag_with(alarms=["flag-alarm"]))
        api.create("/rollouts", a_draft(alarms=["own-alarm"], **GUARDED))
        take(api, "start")
        return api

    def standing(self, api: AdminApi) -> Any:
        got = api.get(f"{ROLLOUT}/judgement")
        assert got.status == 200, got.text
        StandingAnswer.model_validate(got.json, strict=False)
        return got.json

    def test_it_says_what_was_found_of_its_guardrails(self, api: AdminApi) -> None:
        judged(api)

        found = self.standing(api)

        assert (found["run"], found["judged_at"]) == (
            "rollout:gallery.1",
            "2026-11-25T12:00:00.000Z",
        )
        assert found["units"] == {"on": 12, "off": 90}
        assert found["readings"] == [
            {
                "guardrail": "errors",
                "signal": "custom",
                "values": {"on": 0.2, "off": None},
                "p_value": 0.01,
                "criterion_met": None,
                "detail": "too few",
            }
        ]
        assert [breach["trigger"] for breach in found["breaches"]] == ["harm"]
        assert any("1000 exposed units" in sentence for sentence in found["obstacles"])

    def test_before_the_first_judgement_it_says_so(self, api: AdminApi) -> None:
        found = self.standing(api)

        assert (found["judged_at"], found["units"], found["readings"]) == (None, {}, [])
        assert "Its guardrails were not judged yet." in found["obstacles"]

    def test_a_judgement_of_a_run_that_has_ended_is_none(self, api: AdminApi) -> None:
        judged(api)
        api.alarms.states = {"own-alarm": AlarmState.OK, "flag-alarm": AlarmState.OK}
        take(api, "ramp-up")

        found = self.standing(api)

        assert (found["run"], found["judged_at"]) == ("rollout:gallery.2", None)

    def test_it_says_how_alarms_stand_also_the_flags(self, api: AdminApi) -> None:
        api.alarms.states = {"own-alarm": AlarmState.ALARM}

        found = self.standing(api)

        assert found["alarms"] == [
            {"name": "flag-alarm", "state": None},
            {"name": "own-alarm", "state": "ALARM"},
        ]
        assert "The alarm 'own-alarm' is on." in found["obstacles"]

    def test_alarms_are_named_also_where_cloudwatch_does_not_answer(self, api: AdminApi) -> None:
        api.alarms.is_silent = True

        found = self.standing(api)

        assert [alarm["state"] for alarm in found["alarms"]] == [None, None]
        assert "CloudWatch did not say how its alarms stand." in found["obstacles"]

    def test_an_alarm_that_is_on_keeps_everybody_from_ramping_up(self, api: AdminApi) -> None:
        api.alarms.states = {"own-alarm": AlarmState.ALARM, "flag-alarm": AlarmState.OK}

        got = api.post(f"{ROLLOUT}/ramp-up", WHY)

        assert (got.status, got.code) == (409, "STAGE_NOT_READY")
        assert "own-alarm" in got.json["detail"]

    def test_what_was_counted_in_a_run_is_shown(self, api: AdminApi) -> None:
        got = api.get(f"{ROLLOUT}/sums", run="1", days="true")

        SumsAnswer.model_validate(got.json)
        assert (got.json["exact"], list(got.json["metrics"])) == (True, ["errors"])
        assert got.json["units"]["variants"].keys() == {"on", "off"}

    @pytest.mark.parametrize("query", [{}, {"run": "7"}], ids=str)
    def test_a_run_that_is_not_there_has_no_sums(
        self, api: AdminApi, query: dict[str, str]
    ) -> None:
        api.create("/rollouts", a_draft("second"))

        got = api.get("/rollouts/second/sums", **query)

        assert (got.status, got.code) == (404, "NOT_FOUND")
        assert "there are: none" in got.json["detail"]

    def test_one_that_is_pending_waits_for_nothing(self, api: AdminApi) -> None:
        take(api, "abort")

        found = self.standing(api)

        assert (found["run"], found["obstacles"]) == (None, [])


class TestStops:
    def test_a_stop_of_a_flag_switches_it_off_and_ends_its_rollout(self, api: AdminApi) -> None:
        take(api, "start")

        got = api.post(f"/flags/{FLAG}/emergency-stop", {**WHY, "environment": PRODUCTION})

        assert got.json["document"]["environments"][PRODUCTION]["enabled"] is False
        assert got.json["change"]["action"] == "emergency_stop"
        assert api.get(ROLLOUT).json["document"]["status"] == "aborted"

    def test_a_stop_of_everything_says_what_it_ended_and_can_be_lifted(self, api: AdminApi) -> None:
        take(api, "start")

        stopped = api.post(f"/environments/{PRODUCTION}/emergency-stop", WHY)
        lifted = api.post(f"/environments/{PRODUCTION}/lift-stop", WHY)

        StoppedAnswer.model_validate(stopped.json)
        assert stopped.json["document"]["halt"]["reason"] == WHY["reason"]
        assert [row["key"] for row in stopped.json["ended"]] == ["gallery"]
        assert lifted.json["document"]["halt"] is None

    def test_nothing_starts_while_everything_is_stopped(self, api: AdminApi) -> None:
        api.post(f"/environments/{PRODUCTION}/emergency-stop", WHY)

        assert api.post(f"{ROLLOUT}/start", {}).code == "STAGE_NOT_READY"

    @pytest.mark.parametrize(
        "path",
        [
            f"/flags/{FLAG}/emergency-stop",
            f"/environments/{PRODUCTION}/emergency-stop",
            f"/environments/{PRODUCTION}/lift-stop",
        ],
    )
    def test_a_stop_needs_a_reason(self, api: AdminApi, path: str) -> None:
        where = {"environment": PRODUCTION} if path.startswith("/flags") else {}

        assert api.post(path, where).code == "REASON_REQUIRED"


class TestSchedules:
    AT = "2026-12-01T08:00:00Z"

    def schedule(self, api: AdminApi, at: str = AT, **change: Any) -> Any:
        planned = {"at": at, **(change or {"enabled": False})}
        return api.post(
            f"/flags/{FLAG}/schedule", {**WHY, "environment": PRODUCTION, "change": planned}
        )

    def entries(self, answer: Any) -> list[str]:
        section = answer.json["document"]["environments"][PRODUCTION]
        return [entry["at"] for entry in section["schedule"]]

    def test_changes_are_added_in_the_order_of_their_times(self, api: AdminApi) -> None:
        self.schedule(api)

        got = self.schedule(api, "2026-11-30T08:00:00Z", default_variant="on")

        assert self.entries(got) == ["2026-11-30T08:00:00Z", self.AT]
        assert got.json["change"]["reason"] == WHY["reason"]

    def test_the_same_change_again_changes_nothing(self, api: AdminApi) -> None:
        first = self.schedule(api)

        assert self.schedule(api).json["version"] == first.json["version"]

    def test_another_change_at_the_same_time_is_refused(self, api: AdminApi) -> None:
        self.schedule(api)

        got = self.schedule(api, enabled=True)

        assert (got.status, got.fields) == (422, ["change.at"])

    def test_a_time_that_has_passed_is_refused(self, api: AdminApi) -> None:
        assert self.schedule(api, "2026-11-25T11:00:00Z").fields == ["change.at"]

    def test_a_change_of_nothing_is_refused(self, api: AdminApi) -> None:
        got = api.post(
            f"/flags/{FLAG}/schedule",
            {**WHY, "environment": PRODUCTION, "change": {"at": self.AT}},
        )

        assert (got.status, got.code) == (422, "INVALID_DOCUMENT")

    def test_an_environment_that_the_flag_does_not_know_is_refused(self, api: AdminApi) -> None:
        planned = {"at": self.AT, "enabled": True}
        body = {**WHY, "environment": "staging", "change": planned}

        got = api.post(f"/flags/{FLAG}/schedule", body)

        assert (got.status, got.fields) == (422, ["environments.staging"])

    def test_the_share_is_the_rollouts_while_one_is_open(self, api: AdminApi) -> None:
        take(api, "start")

        got = self.schedule(api, default_variant="on")

        assert (got.status, got.code) == (409, "ROLLOUT_RUNNING")

    def test_a_change_can_be_cancelled(self, api: AdminApi) -> None:
        self.schedule(api)

        got = api.post(
            f"/flags/{FLAG}/schedule/cancel", {**WHY, "environment": PRODUCTION, "at": self.AT}
        )

        assert self.entries(got) == []

    def test_a_change_that_is_not_there_cannot_be_cancelled(self, api: AdminApi) -> None:
        body = {**WHY, "environment": PRODUCTION, "at": self.AT}

        got = api.post(f"/flags/{FLAG}/schedule/cancel", body)

        assert (got.status, got.code) == (404, "NOT_FOUND")
        assert "there are: none" in got.json["detail"]

    @pytest.mark.parametrize("verb", ["schedule", "schedule/cancel"])
    def test_it_needs_a_reason(self, api: AdminApi, verb: str) -> None:
        planned = {"change": {"at": self.AT, "enabled": True}} if verb == "schedule" else {}
        at = {} if planned else {"at": self.AT}

        got = api.post(f"/flags/{FLAG}/{verb}", {"environment": PRODUCTION, **planned, **at})

        assert got.code == "REASON_REQUIRED"
