from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.judgements import Breach, GuardrailReading, Judgement, Trigger
from burgee.domain.rollouts import Signal
from tests.unit.cli.builders import a_flag, a_rollout, a_section, an_experiment, write_files
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import NOW, Server

ERRORS = {"key": "errors", "type": "conversion_rate", "event_name": "error"}
GUARDRAIL = {"metric": ERRORS | {"direction": "decrease"}, "criterion": 0.05}
WHY = ("--reason", "the shop is slow")
AT = "2027-12-01T08:00:00Z"


def flag(**parts: Any) -> dict[str, Any]:
    return a_flag(environments={"staging": a_section(**parts), "production": a_section()})


@pytest.fixture
def pending(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The key of a rollout that was applied with its flag."""
    folder = tmp_path_factory.mktemp("first")
    ran = run("apply", write_files(folder, flags=[flag()], rollouts=[a_rollout()]))
    assert ran.code == 0, ran.err
    return "faster"


@pytest.fixture
def ramping(run: Run, pending: str) -> str:
    assert run("rollouts", "start", pending).code == 0
    return pending


class TestDocuments:
    def test_a_rollout_is_created_from_a_file(self, run: Run, tmp_path: Path) -> None:
        run("apply", write_files(tmp_path / "flags", flags=[flag()]))
        folder = write_files(tmp_path / "ramps", rollouts=[a_rollout()])

        ran = run("rollouts", "create", folder / "documents.yaml")

        assert ran.out == "faster is pending (version 1)\n"
        assert "burgee rollouts start faster" in ran.err

    def test_what_is_wrong_in_a_file_is_said_with_its_line(self, run: Run, tmp_path: Path) -> None:
        folder = write_files(tmp_path, rollouts=[a_rollout(alpha=3.0)])

        ran = run("rollouts", "create", folder / "documents.yaml")

        assert ran.code == 2
        assert "rollout faster: alpha" in ran.err

    def test_a_file_with_something_else_is_for_apply(self, run: Run, tmp_path: Path) -> None:
        folder = write_files(tmp_path, experiments=[an_experiment()])

        ran = run("rollouts", "create", folder / "documents.yaml")

        assert (ran.code, "one rollout" in ran.err) == (2, True)

    def test_rollouts_are_listed_with_how_far_they_are(self, run: Run, ramping: str) -> None:
        ran = run("rollouts", "list", "--flag", "new-checkout")

        assert all(part in ran.out for part in (ramping, "ramping", "1 of 3", "5 %", "staging"))

    def test_its_flag_says_who_decides_meanwhile(self, run: Run, ramping: str) -> None:
        ran = run("flags", "show", "new-checkout", "-e", "staging")

        assert f"In staging its rollout {ramping} is ramping at 5 % on" in ran.err

    def test_one_that_is_not_open_decides_nothing(self, run: Run, pending: str) -> None:
        assert run("flags", "show", "new-checkout").err == ""

    def test_what_alarms_did_to_a_flag_points_to_its_rollouts(self, run: Run, ramping: str) -> None:
        ran = run("rollbacks", "new-checkout")

        assert f"burgee rollbacks {ramping} --of rollout" in ran.err

    def test_one_that_was_taken_back_is_listed_in_words(self, run: Run, ramping: str) -> None:
        run("rollouts", "roll-back", ramping, *WHY)

        assert "rolled back" in run("rollouts", "list").out

    def test_a_list_of_another_status_is_empty(self, run: Run, ramping: str) -> None:
        assert ramping not in run("rollouts", "list", "--status", "paused").out

    def test_a_pending_one_is_changed_field_by_field(self, run: Run, pending: str) -> None:
        ran = run("rollouts", "update", pending, "--set", "stages.0.wait=30m")

        assert ran.out.startswith("faster is now version 2\n")
        assert "30m" in ran.out

    def test_its_history_says_who_and_why(self, run: Run, ramping: str) -> None:
        run("rollouts", "pause", ramping, *WHY)

        ran = run("rollouts", "history", ramping)

        assert all(word in ran.out for word in ("create", "start", "pause", "the shop is slow"))


class TestSteps:
    def test_its_life_is_told_step_by_step(self, run: Run, pending: str) -> None:
        verbs = ("start", "ramp-up", "pause", "resume", "ramp-down", "roll-back")

        said = [run("rollouts", verb, pending, *WHY).out for verb in verbs]

        assert said == [
            "faster is ramping (version 2, stage 1 of 3, 5 % on)\n",
            "faster is ramping (version 3, stage 2 of 3, 25 % on)\n",
            "faster is paused (version 4, stage 2 of 3, 25 % on)\n",
            "faster is ramping (version 5, stage 2 of 3, 25 % on)\n",
            "faster is paused (version 6, stage 1 of 3, 5 % on)\n",
            "faster is rolled back (version 7)\n",
        ]

    def test_one_that_was_given_up_can_be_begun_anew(self, run: Run, ramping: str) -> None:
        run("rollouts", "abort", ramping, *WHY)

        assert run("rollouts", "restart", ramping, *WHY).out == "faster is pending (version 4)\n"

    @pytest.mark.parametrize("verb", ["pause", "ramp-up", "roll-back", "abort"])
    def test_a_manual_control_needs_a_reason(self, run: Run, ramping: str, verb: str) -> None:
        ran = run("rollouts", verb, ramping)

        assert (ran.code, "REASON_MISSING" in ran.err) == (2, True)

    def test_a_start_in_production_needs_a_reason(self, run: Run, tmp_path: Path) -> None:
        rollout = a_rollout(environment="production")
        run("apply", write_files(tmp_path, flags=[flag()], rollouts=[rollout]), *WHY)

        assert run("rollouts", "start", "faster").code == 2

    def test_rolling_back_does_not_wait_for_what_others_write(
        self, run: Run, server: Server, ramping: str
    ) -> None:
        server.before["POST"] = lambda: run("rollouts", "ramp-up", ramping, *WHY)

        assert "rolled back" in run("rollouts", "roll-back", ramping, *WHY).out

    def test_units_are_excluded_and_let_in(self, run: Run, ramping: str) -> None:
        excluded = run("rollouts", "exclude", ramping, "ann", "bob", *WHY)
        lifted = run("rollouts", "exclude", ramping, "ann", "bob", "--lift", *WHY)

        assert "2 excluded" in excluded.out
        assert "excluded" not in lifted.out


class TestPage:
    @pytest.fixture
    def watched(self, run: Run, tmp_path: Path) -> str:
        stages = [
            {"percentage": 5, "segments": ["staff"], "units": ["ann"]},
            {
                "percentage": 50,
                "conditions": [{"attribute": "plan", "operator": "equals", "value": "pro"}],
            },
            {"percentage": 100},
        ]
        rollout = a_rollout(stages=stages, guardrails=[GUARDRAIL], alarms=["shop-errors"])
        segments = [{"key": "staff", "included": ["eve"]}]
        folder = write_files(tmp_path, flags=[flag()], segments=segments, rollouts=[rollout])
        assert run("apply", folder).code == 0
        run("rollouts", "start", "faster")
        return "faster"

    def test_it_shows_stages_and_where_it_stands(self, run: Run, watched: str) -> None:
        ran = run("rollouts", "show", watched)

        assert "new-checkout = on in staging" in ran.out
        for part in ("segment staff", 'plan equals "pro"', "everybody", "100 %"):
            assert part in ran.out
        assert "not judged yet" in ran.out
        assert "before the next stage: There is no alarm 'shop-errors'." in ran.out

    def test_it_shows_what_was_found_of_guardrails_and_alarms(
        self, run: Run, server: Server, watched: str
    ) -> None:
        values = {"on": 0.25, "off": 0.125}
        reading = GuardrailReading("errors", Signal.CUSTOM, values, 0.03125, False, "0.25 > 0.05")
        breach = Breach("errors", Trigger.HARM, False, "worse than before")
        units = {"on": 12, "off": 340}
        found = Judgement("rollout:faster.1", NOW, units, (reading,), (breach,))
        server.judgements.put(found)
        server.alarms.states = {"shop-errors": AlarmState.ALARM}

        ran = run("rollouts", "show", watched)

        for part in ("340 off, 12 on", "0.03125", "not met: 0.25 > 0.05", "ALARM"):
            assert part in ran.out
        assert "breached: errors: worse than before (that trigger is off)" in ran.out

    def test_stages_by_numbers_are_shown_as_stages_by_hand(self, run: Run, tmp_path: Path) -> None:
        ramp = {"initial_percentage": 5, "increment_percentage": 15, "increment_interval": "1h"}
        rollout = a_rollout(stages=[], gradual=ramp)
        run("apply", write_files(tmp_path, flags=[flag()], rollouts=[rollout]))

        out = run("rollouts", "show", "faster").out

        assert all(share in out for share in (" 5 % ", " 20 % ", " 35 % "))

    def test_after_its_end_it_shows_what_was_found_last(
        self, run: Run, server: Server, watched: str
    ) -> None:
        reading = GuardrailReading("errors", Signal.CUSTOM, {"on": 0.25}, 0.03125, None, "")
        server.judgements.put(Judgement("rollout:faster.1", NOW, {"on": 12}, (reading,), ()))
        run("rollouts", "roll-back", watched, *WHY)

        ended = run("rollouts", "show", watched).out

        assert all(part in ended for part in ("rolled back", "0.03125", "12 on"))

    def test_as_json_it_holds_the_document_and_how_it_stands(self, run: Run, watched: str) -> None:
        answer = json.loads(run("rollouts", "show", watched, "--json").out)

        assert answer["document"]["status"] == "ramping"
        assert answer["standing"]["run"] == "rollout:faster.1"


class TestFiles:
    def test_what_was_exported_can_be_applied(self, run: Run, ramping: str, tmp_path: Path) -> None:
        exported = run("export", tmp_path / "out")
        text = (tmp_path / "out" / "rollouts" / "faster.yaml").read_text()

        ran = run("apply", tmp_path / "out")

        assert exported.code == ran.code == 0
        assert "status" not in text
        assert ran.out.count("unchanged") >= 2

    def test_archived_ones_are_not_exported(self, run: Run, ramping: str, tmp_path: Path) -> None:
        run("rollouts", "abort", ramping, *WHY)
        run("rollouts", "archive", ramping)

        run("export", tmp_path / "out")

        assert not (tmp_path / "out" / "rollouts").exists()

    def test_a_file_does_not_move_what_was_started(
        self, run: Run, ramping: str, tmp_path: Path
    ) -> None:
        folder = write_files(tmp_path, flags=[flag()], rollouts=[a_rollout(owner="ann")])

        ran = run("apply", folder)

        assert ran.code == 1
        assert "the rollout is ramping: owner cannot change by files" in ran.out + ran.err

    def test_a_pending_one_is_changed_by_its_file(
        self, run: Run, pending: str, tmp_path: Path
    ) -> None:
        folder = write_files(tmp_path, flags=[flag()], rollouts=[a_rollout(owner="ann")])

        ran = run("apply", folder)

        assert (ran.code, "updated" in ran.out) == (0, True)

    def test_a_flag_that_is_not_there_is_said_before_anything_is_sent(
        self, run: Run, server: Server, tmp_path: Path
    ) -> None:
        ran = run("apply", write_files(tmp_path, rollouts=[a_rollout()]))

        assert ran.code == 2
        assert "rollout faster: flag" in ran.err
        assert server.writes() == []

    def test_how_it_stands_is_not_written_in_files(self, run: Run, tmp_path: Path) -> None:
        folder = write_files(tmp_path, flags=[flag()], rollouts=[a_rollout(status="ramping")])

        ran = run("apply", folder)

        assert (ran.code, "its steps alone" in ran.err) == (2, True)


class TestStops:
    def test_a_flag_is_switched_off_at_once(self, run: Run, ramping: str) -> None:
        ran = run("stop", "flag", "new-checkout", "-e", "staging", *WHY)

        assert ran.out == "new-checkout is off in staging (version 2)\n"
        assert "aborted" in run("rollouts", "list").out

    def test_everything_is_stopped_and_lifted(self, run: Run, ramping: str) -> None:
        stopped = run("stop", "everything", "-e", "staging", *WHY)
        lifted = run("stop", "everything", "-e", "staging", "--lift", *WHY)

        assert stopped.out == "everything in staging is stopped\nended the rollout faster\n"
        assert lifted.out == "the stop of staging is lifted\n"

    def test_a_stopped_environment_is_listed_as_such(self, run: Run) -> None:
        run("stop", "everything", "-e", "staging", *WHY)

        rows = run("environments", "list", "--json").json["items"]

        stopped = {row["key"]: row["summary"].get("is_stopped") for row in rows}
        assert stopped == {"development": False, "staging": True, "production": False}

    def test_an_experiment_is_stopped_as_by_its_own_command(self, run: Run) -> None:
        ran = run("stop", "experiment", "badges", *WHY)

        assert (ran.code, "badges" in ran.err) == (1, True)

    @pytest.mark.parametrize("words", [("flag", "new-checkout"), ("everything",)], ids=str)
    def test_a_stop_needs_a_reason(self, run: Run, words: tuple[str, ...]) -> None:
        ran = run("stop", *words, "-e", "staging")

        assert (ran.code, "REASON_MISSING" in ran.err) == (2, True)


class TestSchedules:
    def test_a_change_is_scheduled_shown_and_cancelled(self, run: Run, pending: str) -> None:
        where = ("-e", "staging", *WHY)
        planned = run(
            *("flags", "schedule", "new-checkout", AT, "--disable", "--rollout", "on=20"), *where
        )
        shown = run("flags", "show", "new-checkout").out
        cancelled = run("flags", "cancel-schedule", "new-checkout", AT, *where)

        said = "enabled false, rollout 20 % on"
        assert planned.out == f"new-checkout changes at {AT} in staging: {said}\n"
        assert f"at {AT}" in shown
        assert cancelled.out == f"new-checkout does not change at {AT} in staging\n"
        assert AT not in run("flags", "show", "new-checkout").out

    def test_something_has_to_change(self, run: Run, pending: str) -> None:
        assert run("flags", "schedule", "new-checkout", AT, "-e", "staging", *WHY).code == 2

    def test_a_share_cannot_be_taken_away_by_the_clock(self, run: Run, pending: str) -> None:
        words = ("--rollout", "none", "-e", "staging", *WHY)

        ran = run("flags", "schedule", "new-checkout", AT, *words)

        assert (ran.code, "0 percent" in ran.err) == (2, True)

    def test_it_needs_a_reason(self, run: Run, pending: str) -> None:
        ran = run("flags", "schedule", "new-checkout", AT, "--enable", "-e", "staging")

        assert (ran.code, "REASON_MISSING" in ran.err) == (2, True)
